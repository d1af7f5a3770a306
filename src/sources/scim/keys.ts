import type { Filter } from './filter.ts'
import { valuesAt, type Json, type Name } from './paths.ts'
import { ENTERPRISE } from './schemas.ts'

/** What no two users may share. */
export const uniqueKeyOf = (user: Json): string => `username:${String(user.userName).toLowerCase()}`

/** What a user is found by without looking at the others. */
export function keysOf (user: Json): string[] {
  const { externalId } = user
  const numbers = valuesAt(user, { extension: ENTERPRISE, attribute: 'employeeNumber' })
  const addresses = valuesAt(user, { attribute: 'emails', sub: 'value' })
  return [...new Set([
    uniqueKeyOf(user),
    ...(typeof externalId === 'string' ? [`externalid:${externalId}`] : []),
    ...numbers.filter(isText).map((each) => `employeenumber:${each.toLowerCase()}`),
    ...addresses.filter(isText).map((each) => `emails:${each.toLowerCase()}`)
  ])]
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The key or the id that everybody whom the filter means must have; undefined: it takes a look at all of them. */
export function keysFor (filter: Filter): { id?: string, key?: string } | undefined {
  if (filter.op === 'and') return keysFor(filter.left) ?? keysFor(filter.right)
  if (filter.op === 'element') return byAddress(filter.name, filter.then) ?? byAddress(filter.name, filter.where)
  if (filter.op !== 'eq' || typeof filter.value !== 'string') return undefined
  const { name, value } = filter
  const attribute = name.attribute!.toLowerCase()
  if (name.extension === ENTERPRISE) return attribute === 'employeenumber' && name.sub === undefined ? { key: `employeenumber:${value.toLowerCase()}` } : undefined
  if (name.extension !== undefined) return undefined
  if (attribute === 'emails' && (name.sub ?? 'value').toLowerCase() === 'value') return { key: `emails:${value.toLowerCase()}` }
  if (name.sub !== undefined) return undefined
  if (attribute === 'id') return { id: value }
  if (attribute === 'username') return { key: `username:${value.toLowerCase()}` }
  return attribute === 'externalid' ? { key: `externalid:${value}` } : undefined
}

function byAddress ({ attribute = '' }: Name, part: Filter | undefined): { key: string } | undefined {
  if (attribute.toLowerCase() !== 'emails' || part?.op !== 'eq' || part.name.attribute?.toLowerCase() !== 'value' || typeof part.value !== 'string') return undefined
  return { key: `emails:${part.value.toLowerCase()}` }
}
