import type { Dialect } from './dialects.ts'
import { DATES, FIELDS, FLAGS, type Field, type Person } from './person.ts'

export interface Understood { values: Person['values'], extras: Record<string, string>, emptied: Field[], faults: string[] }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a body says, in our words; every name that is not known, and every value in another form, is a fault. */
export function understood (given: unknown, dialect: Dialect): Understood {
  const result: Understood = { values: {}, extras: {}, emptied: [], faults: [] }
  if (!isObject(given)) return { ...result, faults: ['body'] }
  const { wrap, extras, beside } = dialect
  const inner = wrap === undefined ? given : given[wrap]
  if (!isObject(inner)) return { ...result, faults: [wrap ?? 'body'] }
  if (wrap !== undefined) result.faults.push(...Object.keys(given).filter((name) => name !== wrap && !beside.includes(name)))
  const byName = new Map(FIELDS.map((field) => [dialect.names[field], field]))
  for (const [path, value] of leaves(inner, extras.path)) {
    const field = byName.get(path)
    if (path === extras.path) takeExtras(value, dialect, result)
    else if (field === undefined) result.faults.push(path)
    else if (value === null || value === '') result.emptied.push(field)
    else if (!isWellFormed(field, value, dialect)) result.faults.push(path)
    else result.values[field] = canonical(field, value, dialect)
  }
  return result
}

/** Every leaf by its path; what stands at `whole` is taken as one. */
function leaves (tree: Record<string, unknown>, whole: string, before = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    const path = `${before}${name}`
    return isObject(value) && path !== whole ? leaves(value, whole, `${path}.`) : [[path, value]]
  })
}

function isWellFormed (field: Field, value: unknown, { date, phone, flags, group }: Dialect): boolean {
  if (FLAGS.includes(field)) return flags.includes(value)
  if (field === 'group' && group === 'number') return typeof value === 'number'
  if (typeof value !== 'string' || value.length > 255 || value !== value.trim()) return false
  if (DATES.includes(field)) return date.pattern.test(value) && !Number.isNaN(Date.parse(date.iso(value)))
  if (field === 'mobile') return phone.test(value)
  if (field === 'pin') return /^\d{11}$/.test(value)
  return field === 'workEmail' || field === 'personalEmail' ? /^[^@\s]+@[^@\s]+$/.test(value) : true
}

function canonical (field: Field, value: unknown, { date, flags }: Dialect): string | boolean {
  if (FLAGS.includes(field)) return value === flags[0]
  return DATES.includes(field) ? date.iso(String(value)) : String(value)
}

function takeExtras (value: unknown, { extras }: Dialect, result: Understood): void {
  const entries = extras.list === undefined
    ? isObject(value) ? Object.entries(value) : undefined
    : Array.isArray(value) ? value.map((each): [unknown, unknown] => [each?.[extras.list!.name], each?.[extras.list!.value]]) : undefined
  if (entries === undefined) result.faults.push(extras.path)
  for (const [name, each] of entries ?? []) {
    if (typeof name !== 'string' || (typeof each !== 'string' && each !== null)) result.faults.push(`${extras.path}.${String(name)}`)
    else if (each !== null && each !== '') result.extras[name] = each
  }
}

/** An employee as this endpoint shows them. */
export function shown ({ id, group, values, extras }: Person, dialect: Dialect): Record<string, unknown> {
  const item: Record<string, unknown> = dialect.routes.list === undefined ? {} : { id: Number(id) }
  const all: Partial<Record<Field, unknown>> = { ...values, group: dialect.group === 'number' ? Number(group) : group }
  for (const field of FIELDS) {
    const value = all[field]
    const text = value === undefined ? null : FLAGS.includes(field) ? dialect.flags[value === true ? 0 : 1] : DATES.includes(field) ? dialect.date.of(String(value)) : value
    place(item, dialect.names[field], text)
  }
  place(item, dialect.extras.path, dialect.extras.list === undefined ? extras : Object.entries(extras).map(([name, value]) => ({ [dialect.extras.list!.name]: name, [dialect.extras.list!.value]: value })))
  return item
}

function place (into: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.')
  const last = parts.pop()!
  const at = parts.reduce<Record<string, unknown>>((object, part) => (object[part] ??= {}) as Record<string, unknown>, into)
  at[last] = value
}
