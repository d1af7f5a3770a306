import { bad, isObject, ScimError, type Json } from './errors.ts'
import { matches, termsOf } from './filter.ts'
import { patched } from './patch.ts'
import { CORE, ENTERPRISE, understood } from './schema.ts'
import type { Variants } from './variants.ts'

/** A user as it is kept: without schemas, id and meta. */
export interface User { id: string, attributes: Json, version: number, created: string, lastModified: string }

export interface Users {
  all (): User[]
  list (filter: string | undefined, startIndex: number, count: number): { total: number, users: User[] }
  get (id: string): User
  create (body: Json): User
  replace (id: string, body: Json, ifMatch?: string): User
  patch (id: string, body: Json, ifMatch?: string): User
  remove (id: string, ifMatch?: string): void
  /** By hand, unchecked. */
  put (attributes: Json): User
}

export const versionOf = ({ version }: Pick<User, 'version'>): string => `W/"${version}"`

export function createUsers (variants: Variants, now: () => Date): Users {
  const users = new Map<string, User>()
  let last = 1000

  const get = (id: string): User => users.get(id) ?? missing(id)
  const instant = () => now().toISOString()

  function unique (attributes: Json, self: string | undefined): void {
    const taken = (test: (other: Json) => boolean): boolean => [...users.values()].some((each) => each.id !== self && test(each.attributes))
    const lower = (value: unknown): string => String(value).toLowerCase()
    if (typeof attributes.userName !== 'string') throw bad('invalidValue', 'userName is required')
    const clash = taken((other) => lower(other.userName) === lower(attributes.userName)) ||
      (attributes.externalId !== undefined && taken((other) => other.externalId === attributes.externalId)) ||
      (variants.uniqueEmails && addresses(attributes).some((address) => taken((other) => addresses(other).includes(address))))
    if (clash) throw new ScimError(409, 'one of the identifiers is in use', 'uniqueness')
    const manager = (attributes[ENTERPRISE] as Json | undefined)?.manager
    if (isObject(manager) && (!users.has(String(manager.value)) || manager.value === self)) throw bad('invalidValue', 'there is no such manager')
  }

  function save (id: string, attributes: Json, before?: User): User {
    unique(attributes, before?.id)
    for (const name of variants.immutable) {
      if (before?.attributes[name] !== undefined && JSON.stringify(before.attributes[name]) !== JSON.stringify(attributes[name])) throw bad('mutability', `${name} cannot be changed`)
    }
    const user = { id, attributes: { active: true, ...attributes }, version: (before?.version ?? 0) + 1, created: before?.created ?? instant(), lastModified: instant() }
    users.set(id, user)
    return user
  }

  function held (id: string, ifMatch: string | undefined): User {
    const user = get(id)
    if (variants.etag && ifMatch !== undefined && ifMatch !== versionOf(user)) throw new ScimError(412, 'another version')
    return user
  }

  return {
    all: () => [...users.values()],
    get,
    list (filter, startIndex, count) {
      const terms = filter === undefined ? [] : termsOf(filter)
      for (const { attribute } of terms) {
        if (variants.filters !== 'all' && !variants.filters.includes(attribute.toLowerCase())) throw bad('invalidFilter', `not by ${attribute}`)
      }
      const found = [...users.values()].filter((user) => terms.every((term) => matches({ id: user.id, ...user.attributes }, term)))
      return { total: found.length, users: found.slice(Math.max(0, startIndex - 1)).slice(0, Math.min(count, variants.maxPage)) }
    },
    create: (body) => save(String(++last), understood(body, variants)),
    replace (id, body, ifMatch) {
      const before = held(id, ifMatch)
      if (body.id !== undefined && String(body.id) !== id) throw bad('mutability', 'id cannot be changed')
      return save(id, understood(body, variants), before)
    },
    patch (id, body, ifMatch) {
      const before = held(id, ifMatch)
      const after = patched(before.attributes, body, variants)
      const extensions = Object.keys(after).filter((name) => name.startsWith('urn:'))
      return save(id, understood({ schemas: [CORE, ...extensions], ...after }, variants), before)
    },
    remove (id, ifMatch) {
      held(id, ifMatch)
      users.delete(id)
    },
    put (attributes) {
      const id = String(++last)
      const user = { id, attributes: { active: true, ...attributes }, version: 1, created: instant(), lastModified: instant() }
      users.set(id, user)
      return user
    }
  }
}

const addresses = ({ emails }: Json): string[] => Array.isArray(emails) ? emails.map((each: Json) => String(each.value).toLowerCase()) : []

const missing = (id: string): never => { throw new ScimError(404, `no user ${id}`) }
