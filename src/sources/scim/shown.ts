import { isoOf } from '../../domain/calendar.ts'
import type { Resource } from '../../domain/serving.ts'
import type { WebhookAnswer } from '../../domain/source.ts'
import { invalid, MEDIA_TYPE } from './errors.ts'
import { isObject } from '../json.ts'
import { keyIn, nameFrom, nameIn, type Json, type Name } from './paths.ts'
import type { Content } from './resource.ts'

/** What of a resource is asked for. */
export interface Wanted { only?: Name[], without?: Name[] }

export const etagOf = ({ version }: Pick<Resource, 'version'>): string => `W/"${version}"`
export const locationOf = (base: string, { id }: Pick<Resource, 'id'>): string => `${base}/Users/${id}`

/** A user as it is answered: as sent, with what only this side says. */
export function shownUser (resource: Resource, base: string): Json {
  const { schemas, ...user } = (resource.content as Content).user
  return {
    schemas,
    id: resource.id,
    ...user,
    meta: { resourceType: 'User', created: isoOf(resource.createdAt), lastModified: isoOf(resource.modifiedAt), location: locationOf(base, resource), version: etagOf(resource) }
  }
}

export const answer = (status: number, body: unknown, headers: Record<string, string> = {}): WebhookAnswer =>
  ({ status, type: MEDIA_TYPE, headers, body: JSON.stringify(body) })

/** `attributes` or `excludedAttributes`: a list, or a text with commas. */
export function wantedIn ({ attributes, excludedAttributes }: { attributes?: unknown, excludedAttributes?: unknown }): Wanted {
  const only = namesIn(attributes)
  const without = namesIn(excludedAttributes)
  return { ...(only.length > 0 && { only }), ...(without.length > 0 && { without }) }
}

function namesIn (value: unknown): Name[] {
  const texts = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  return texts.flatMap((text) => {
    if (typeof text !== 'string' || text.trim() === '') return []
    const name = nameFrom(text.trim())
    if (name === undefined || texts.length > 200) throw invalid('invalidValue', 'attributes and excludedAttributes are names of attributes.')
    return [name]
  })
}

/** The id and the schemas are always there. */
export function projected (user: Json, { only, without }: Wanted): Json {
  if (only !== undefined) {
    const chosen: Json = { schemas: user.schemas, id: user.id }
    for (const name of only) copy(user, chosen, name)
    return chosen
  }
  if (without === undefined) return user
  const rest = structuredClone(user)
  for (const name of without) if (!/^(id|schemas)$/i.test(name.attribute ?? '') || name.extension !== undefined) drop(rest, name)
  return rest
}

function copy (from: Json, to: Json, name: Name): void {
  const { extension, attribute, sub } = nameIn(from, name)
  const [key, ...rest] = [extension, attribute, sub].filter((each) => each !== undefined).map((each) => keyIn(from, each))
  if (key === undefined || !Object.hasOwn(from, key)) return
  to[key] = rest.length === 0 ? from[key] : narrowed(from[key], to[key], rest)
}

function narrowed (from: unknown, to: unknown, [name, ...rest]: string[]): unknown {
  if (Array.isArray(from)) return from.map((each, i) => narrowed(each, Array.isArray(to) ? to[i] : undefined, [name!, ...rest]))
  if (!isObject(from)) return from
  const key = keyIn(from, name!)
  const before: Json = isObject(to) ? to : {}
  return !Object.hasOwn(from, key) ? before : { ...before, [key]: rest.length === 0 ? from[key] : narrowed(from[key], before[key], rest) }
}

function drop (from: unknown, name: Name): void {
  const { extension, attribute, sub } = nameIn(from, name)
  const names = [extension, attribute, sub].filter((each) => each !== undefined)
  const walk = (value: unknown, [name, ...rest]: string[]): void => {
    if (Array.isArray(value)) return value.forEach((each) => walk(each, [name!, ...rest]))
    if (!isObject(value)) return
    const key = keyIn(value, name!)
    if (rest.length === 0) delete value[key]
    else walk(value[key], rest)
  }
  if (names.length > 0) walk(from, names)
}
