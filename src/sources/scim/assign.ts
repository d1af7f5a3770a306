import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../json.ts'
import { invalid } from './errors.ts'
import { keyIn, memberOf, nameFrom, nameIn, type Json, type Name } from './paths.ts'
import { attributeOf, EXTENSIONS, READ_ONLY } from './schemas.ts'

export type Op = 'add' | 'replace'

const isSkipped = (name: Name): boolean => name.extension === undefined && ['schemas', ...READ_ONLY].includes((name.attribute ?? '').toLowerCase())

/**
 * Writes the members of an object into a resource: names of the core, of an extension, dotted ones and whole ones by their URN. A
 * whole resource is written into an empty one in the same way. What only this side writes is passed over.
 */
export function assignAll (resource: Json, members: Json, op: Op, extension?: string): void {
  for (const [text, value] of Object.entries(members)) {
    const name = nameFrom(text)
    if (name === undefined) throw invalid('invalidPath', 'A name in the value is no attribute path.')
    const placed = extension !== undefined && !text.includes(':') ? { ...name, extension } : isUndescribed(resource, name, value) ? { extension: text } : name
    if (!isSkipped(placed)) assign(resource, placed, op, value)
  }
}

/** An object under a URN that nobody described is an extension, unless what the URN begins with is one already. */
const isUndescribed = (resource: Json, { extension, attribute, sub }: Name, value: unknown): boolean =>
  extension !== undefined && attribute !== undefined && sub === undefined && isObject(value) && !EXTENSIONS.includes(extension) && memberOf(resource, extension) === undefined

/** Writes one attribute of a resource, or a whole extension. */
export function assign (resource: Json, name: Name, op: Op, value: unknown): void {
  const { extension, attribute, sub } = nameIn(resource, name)
  if (attribute === undefined) {
    if (!isObject(value)) throw invalid('invalidValue', 'An extension is written as an object.')
    return assignAll(resource, value, op, extension)
  }
  const place = placeOf(resource, extension)
  const known = attributeOf(attribute, extension)
  const key = keyIn(place, known?.name ?? attribute)
  const existing = place[key]
  if (sub !== undefined) place[key] = withPart(existing, known?.multiValued === true, sub, value)
  else if (known?.multiValued === true || Array.isArray(existing)) place[key] = op === 'replace' ? listed(value) : together(Array.isArray(existing) ? existing : [], listed(value))
  // A new value of a reference is another one: what was said of the old one goes with it.
  else place[key] = isObject(existing) && isObject(value) && memberOf(value, 'value') === undefined ? merged(existing, value) : value
}

export function placeOf (resource: Json, extension: string | undefined): Json {
  if (extension === undefined) return resource
  const key = keyIn(resource, extension)
  const found = resource[key]
  if (isObject(found)) return found
  const made: Json = {}
  resource[key] = made
  return made
}

function withPart (existing: unknown, isList: boolean, sub: string, value: unknown): unknown {
  if (Array.isArray(existing) && existing.length > 0) return existing.map((each) => partOf(each, sub, value))
  return isList || Array.isArray(existing) ? [{ [sub]: value }] : partOf(existing, sub, value)
}

function partOf (existing: unknown, sub: string, value: unknown): Json {
  const object: Json = isObject(existing) ? existing : existing === undefined || existing === null ? {} : { value: existing }
  // What described the old value does not describe the new one.
  const { $ref, displayName, ...rest } = object
  return merged(sub.toLowerCase() === 'value' ? rest : object, { [sub]: value })
}

export const merged = (object: Json, members: Json): Json =>
  Object.entries(members).reduce((all, [name, value]) => ({ ...all, [keyIn(all, name)]: value }), object)

export const listed = (value: unknown): unknown[] => Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]

/** What is there already is not there twice, and a new preferred one takes the place of the old. */
function together (existing: unknown[], more: unknown[]): unknown[] {
  const isPreferred = (each: unknown): boolean => memberOf(each, 'primary') === true
  const added = more.filter((each) => !existing.some((one) => isDeepStrictEqual(one, each)))
  const kept = added.some(isPreferred) ? existing.map((each) => isPreferred(each) ? merged(each as Json, { primary: false }) : each) : existing
  return [...kept, ...added]
}
