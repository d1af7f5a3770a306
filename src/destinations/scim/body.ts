import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { asList, isBlank } from '../accounts/kinds.ts'
import { CORE, keyIn, pathOf, placeOf, writeAt, type Place } from './attributes.ts'
import type { Body, Operation } from './calls.ts'
import type { ScimOptions } from './options.ts'

export interface Value { field: string, to: RemoteValue }

/** A new account. Nothing that is not mapped is in it. */
export function created (values: Value[], options: ScimOptions): Body {
  const body: Body = {}
  for (const { field, to } of values) if (!isBlank(to)) writeAt(body, written(field, options), plain(field, to))
  return { schemas: schemasOf(values, options), ...body }
}

/** The resource as it was read, with the changes in it: what PUT would otherwise take away stays. */
export function merged (resource: Body, values: Value[], options: ScimOptions): Body {
  const body = structuredClone(resource)
  // Whose these are is the provider's to say.
  for (const name of ['meta', 'groups', 'password']) delete body[keyIn(body, name) ?? name]
  for (const { field, to } of values) writeAt(body, written(field, options), isBlank(to) ? null : plain(field, to))
  const key = keyIn(body, 'schemas') ?? 'schemas'
  const told = [body[key] ?? []].flat().filter((each) => typeof each === 'string')
  const lower = told.map((each) => each.toLowerCase())
  return { ...body, [key]: [...told, ...schemasOf(values, options).filter((urn) => !lower.includes(urn.toLowerCase()))] }
}

/**
 * The changes as PATCH says them. A value of a list is named by its type where one stands there, and added where none does:
 * whatever else is in the list stays.
 */
export function operations (values: Value[], known: KnownAccount, options: ScimOptions): Operation[] {
  const added = new Map<string, Body>()
  const listed: Operation[] = []
  const single = values.flatMap(({ field, to }): Operation[] => {
    const place = written(field, options)
    if (isBlank(to)) return isBlank(known.fields[field]) ? [] : [{ op: 'remove', path: pathOf(place, place.name !== 'addresses') }]
    if (place.type === undefined) return [{ op: isBlank(known.fields[field]) ? 'add' : 'replace', path: wholePath(place), value: place.name === 'manager' && place.member !== undefined ? { value: plain(field, to) } : plain(field, to) }]
    if (stands(place, known, options)) return [{ op: 'replace', path: pathOf(place), value: plain(field, to) }]
    const key = `${place.name}.${place.type}`
    const before = added.get(key)
    if (before !== undefined) before[place.member!] = to
    else {
      const element: Body = { type: place.type, [place.member!]: to }
      added.set(key, element)
      listed.push({ op: 'add', path: place.name, value: [element] })
    }
    return []
  })
  return [...single, ...listed]
}

/** The lists that changes are about, whole, as the resource has them after the changes. */
export function wholeLists (resource: Body, values: Value[], known: KnownAccount, options: ScimOptions): Operation[] {
  const inLists = values.filter(({ field }) => written(field, options).type !== undefined)
  const after = merged(resource, inLists, options)
  const names = [...new Set(inLists.map(({ field }) => written(field, options).name))]
  const others = operations(values.filter((each) => !inLists.includes(each)), known, options)
  return [...others, ...names.map((name): Operation => ({ op: 'replace', path: name, value: after[keyIn(after, name) ?? name] ?? [] }))]
}

const wholePath = (place: Place): string => pathOf(place, place.name === 'manager')

/** Whether a value of this type is there already, by any of its parts. */
const stands = ({ name, type }: Place, { fields }: KnownAccount, options: ScimOptions): boolean =>
  Object.entries(fields).some(([field, value]) => {
    const place = placeOf(field, options.extension)
    return place.name === name && place.type === type && !isBlank(value)
  })

function written (field: string, options: ScimOptions): Place {
  const place = placeOf(field, options.extension)
  if (field !== 'manager' || options.manager_as === 'object') return place
  const { member: _, ...bare } = place
  return bare
}

const plain = (field: string, value: RemoteValue): unknown => field === 'manager' ? asList(value)[0] : value

const schemasOf = (values: Value[], options: ScimOptions): string[] => [...new Set([CORE, ...values.flatMap(({ field, to }) => isBlank(to) ? [] : placeOf(field, options.extension).urn ?? [])])]
