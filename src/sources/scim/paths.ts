import { attributeOf, ENTERPRISE, EXTENSIONS, USER } from './schemas.ts'

/** Where an attribute stands, as the RFC writes it, without a filter: the whole extension, an attribute, or a part of one. */
export interface Name {
  /** Absent: the core. */
  extension?: string
  attribute?: string
  sub?: string
}

export type Json = Record<string, unknown>

const LONGEST = 500
const PLAIN = /^[A-Za-z$][\w$-]{0,100}$/

/**
 * `name.givenName`, `urn:…:User:department`, `urn:…:User` (the extension as a whole). A bare name that only the enterprise extension
 * has is its: some write `manager` so. Undefined: no name.
 */
export function nameFrom (text: string): Name | undefined {
  if (text.length > LONGEST) return undefined
  if (!text.includes(':')) {
    const bare = partsIn(text)
    return bare?.attribute !== undefined && attributeOf(bare.attribute) === undefined && attributeOf(bare.attribute, ENTERPRISE) !== undefined ? { extension: ENTERPRISE, ...bare } : bare
  }
  const lower = text.toLowerCase()
  for (const urn of [USER, ...EXTENSIONS]) {
    if (lower === urn.toLowerCase()) return urn === USER ? {} : { extension: urn }
    if (lower.startsWith(`${urn.toLowerCase()}:`)) return within(urn, text.slice(urn.length + 1))
  }
  const end = text.lastIndexOf(':')
  if (!/^urn:[\w.:~%+-]+$/i.test(text.slice(0, end))) return undefined
  // Of a schema that nobody described here, only the usual last word tells it from one of its attributes.
  return lower.endsWith(':user') ? { extension: text } : within(text.slice(0, end), text.slice(end + 1))
}

function within (urn: string, rest: string): Name | undefined {
  const parts = partsIn(rest)
  return parts && { ...(urn !== USER && { extension: urn }), ...parts }
}

function partsIn (text: string): Name | undefined {
  const [attribute = '', sub, ...more] = text.split('.')
  if (!PLAIN.test(attribute) || (sub !== undefined && !PLAIN.test(sub)) || more.length > 0 || isTrap(attribute) || isTrap(sub)) return undefined
  return { attribute, ...(sub !== undefined && { sub }) }
}

/** Names that mean a prototype are nobody's attributes. */
export const isTrap = (name: string | undefined): boolean => name === '__proto__' || name === 'constructor' || name === 'prototype'

/** The key under which an object has a name, whatever its case; the name itself when it has none. */
export function keyIn (object: Json, name: string): string {
  if (Object.hasOwn(object, name)) return name
  const lower = name.toLowerCase()
  return Object.keys(object).find((key) => key.toLowerCase() === lower) ?? name
}

export function memberOf (value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const key = keyIn(value as Json, name)
  return Object.hasOwn(value, key) ? (value as Json)[key] : undefined
}

/** Extensions that nobody described here may end in any word: one that a resource has is meant as a whole. */
export function nameIn (resource: unknown, name: Name): Name {
  const { extension, attribute, sub } = name
  const urn = `${extension}:${attribute}`
  return extension !== undefined && attribute !== undefined && sub === undefined && memberOf(resource, urn) !== undefined ? { extension: urn } : name
}

/** What stands at a name: of a list, what each of its elements has there. Absent parts are left out. */
export function valuesAt (resource: unknown, name: Name): unknown[] {
  const { extension, attribute, sub } = nameIn(resource, name)
  const place = extension === undefined ? resource : memberOf(resource, extension)
  if (attribute === undefined) return listed(place)
  const found = listed(memberOf(place, attribute))
  return sub === undefined ? found : found.flatMap((each) => listed(memberOf(each, sub)))
}

const listed = (value: unknown): unknown[] => value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
