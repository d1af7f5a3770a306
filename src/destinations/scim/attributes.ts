import { isObject } from '../accounts/exchange.ts'

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Where a field stands in a resource: in which schema, in which attribute, in which of its values, in which part of that. */
export interface Place {
  /** Absent: the core schema. */
  urn?: string
  name: string
  type?: string
  member?: string
}

/** Attributes of the enterprise extension, as fields. */
export const OF_ENTERPRISE: readonly string[] = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager']
const LISTS: readonly string[] = ['emails', 'phoneNumbers', 'addresses']
const EXTENSION = 'extension.'

/** emails.work · addresses.work.locality · name.givenName · department · extension.hireDate. `extension`: the URN of the provider's own schema. */
export function placeOf (field: string, extension: string | undefined): Place {
  if (field.startsWith(EXTENSION)) return { ...(extension !== undefined && { urn: extension }), name: field.slice(EXTENSION.length) }
  const [name = '', second, third] = field.split('.')
  if (LISTS.includes(name)) return { name, type: second ?? 'work', member: third ?? 'value' }
  if (name === 'manager') return { urn: ENTERPRISE, name, member: 'value' }
  if (OF_ENTERPRISE.includes(name)) return { urn: ENTERPRISE, name }
  return second === undefined ? { name } : { name, member: second }
}

/** As PATCH names it. An element of a list is named by its type: what stands beside it is nobody's business. */
export function pathOf ({ urn, name, type, member }: Place, whole = false): string {
  const attribute = urn === undefined ? name : `${urn}:${name}`
  const element = type === undefined ? attribute : `${attribute}[type eq ${JSON.stringify(type)}]`
  return whole || member === undefined ? element : `${element}.${member}`
}

type Resource = Record<string, unknown>

/** A number, also where it is written as a text; NaN for everything else. Never throws. */
export const numberIn = (value: unknown): number => typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : NaN

export const textIn = (value: unknown): string => typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

/** The name under which an object has something: names of attributes have no case. */
export function keyIn (object: Resource, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name
  const wanted = name.toLowerCase()
  return Object.keys(object).find((key) => key.toLowerCase() === wanted)
}

export function valueIn (object: unknown, name: string): unknown {
  if (!isObject(object)) return undefined
  const key = keyIn(object, name)
  return key === undefined ? undefined : object[key]
}

const isOfType = (element: unknown, type: string): element is Resource => {
  const told = valueIn(element, 'type')
  return isObject(element) && typeof told === 'string' && told.toLowerCase() === type.toLowerCase()
}
const isUntyped = (element: unknown): element is Resource => isObject(element) && (valueIn(element, 'type') ?? '') === ''

/** The value of a list that is meant by a type: a list without types has one that is meant by any. */
const elementIn = (list: unknown[], type: string): Resource | undefined => list.find((each) => isOfType(each, type)) as Resource | undefined ?? list.find(isUntyped) as Resource | undefined

/** What stands there; undefined: nothing is shown of it; null: the list is shown without it. */
export function readAt (resource: unknown, { urn, name, type, member }: Place): unknown {
  const root = urn === undefined ? resource : valueIn(resource, urn)
  const value = valueIn(root, name)
  if (value === undefined || value === null) return value
  if (type !== undefined) {
    const element = elementIn([value].flat(), type)
    return element === undefined ? null : valueIn(element, member!) ?? null
  }
  // Of some providers a manager is a plain text.
  return member === undefined || !isObject(value) ? value : valueIn(value, member) ?? null
}

/** Whether the value that stands there has no type, so that no path can name it. */
export function isNameless (resource: unknown, { name, type }: Place): boolean {
  const list = type === undefined ? undefined : valueIn(resource, name)
  return Array.isArray(list) && !list.some((each) => isOfType(each, type!)) && list.some(isUntyped)
}

/** Writes into a resource; null takes away. Everything else stays as it is. */
export function writeAt (resource: Resource, place: Place, value: unknown): void {
  const { urn, name, type, member } = place
  const root = urn === undefined ? resource : objectIn(resource, urn)
  const key = keyIn(root, name) ?? name
  if (type !== undefined) {
    const list = writtenList(root[key], place, value)
    if (list.length > 0 || Object.hasOwn(root, key)) root[key] = list
  } else if (member === undefined) put(root, key, value)
  // What else stands there, such as $ref, is of the one before.
  else if (name === 'manager') put(root, key, value === null ? null : { [member]: value })
  else {
    const inner = objectIn(root, key)
    put(inner, keyIn(inner, member) ?? member, value)
  }
}

function put (object: Resource, key: string, value: unknown): void {
  if (value === null) delete object[key]
  else object[key] = value
}

function objectIn (object: Resource, name: string): Resource {
  const key = keyIn(object, name) ?? name
  const inner = object[key]
  if (isObject(inner)) return inner
  const fresh: Resource = {}
  object[key] = fresh
  return fresh
}

function writtenList (there: unknown, { name, type, member }: Place, value: unknown): unknown[] {
  const list = Array.isArray(there) ? [...there] : []
  const element = elementIn(list, type!)
  if (element === undefined) return value === null ? list : [...list, { type, [member!]: value, ...(name === 'emails' && list.length === 0 && { primary: true }) }]
  const changed = { ...element }
  put(changed, keyIn(changed, member!) ?? member!, value)
  const isEmpty = Object.keys(changed).every((key) => ['type', 'primary', 'display'].includes(key.toLowerCase()))
  return list.flatMap((each) => each !== element ? [each] : isEmpty ? [] : [changed])
}
