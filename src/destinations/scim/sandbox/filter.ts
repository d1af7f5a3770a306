import { bad, isObject, type Json } from './errors.ts'
import { ENTERPRISE } from './schema.ts'

/** eq, joined by and. Names and operators have no case; so have values of userName and of addresses. */
export interface Term { attribute: string, value: string }

const TERM = /^([A-Za-z$][\w.:$-]*)\s+([A-Za-z]{2})\s+("(?:[^"\\]|\\.)*"|true|false)$/

export function termsOf (filter: string): Term[] {
  return filter.trim().split(/\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i).map((text) => {
    const [, attribute, operator, value] = TERM.exec(text) ?? []
    if (attribute === undefined || value === undefined || operator?.toLowerCase() !== 'eq') throw bad('invalidFilter', `not a filter that is taken: ${operator ?? 'unreadable'}`)
    return { attribute, value: String(JSON.parse(value)) }
  })
}

const EXACT = new Set(['externalid', 'id', 'employeenumber'])

export function matches (user: Json, { attribute, value }: Term): boolean {
  const path = attribute.toLowerCase().startsWith(`${ENTERPRISE}:`.toLowerCase()) ? [ENTERPRISE, attribute.slice(ENTERPRISE.length + 1)] : attribute.split('.')
  const exact = EXACT.has(path.at(-1)!.toLowerCase())
  const key = (text: string) => exact ? text : text.toLowerCase()
  return valuesAt([user], path).some((each) => key(String(each)) === key(value))
}

function valuesAt (objects: unknown[], path: string[]): unknown[] {
  const [name, ...rest] = path
  if (name === undefined) return objects.flatMap((each) => isObject(each) ? each.value ?? [] : each ?? [])
  return valuesAt(objects.flat().flatMap((each) => isObject(each) ? Object.entries(each).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value) : []).flat(), rest)
}
