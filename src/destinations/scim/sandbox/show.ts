import { isObject, type Json } from './errors.ts'
import { CORE } from './schema.ts'
import { versionOf, type User } from './users.ts'
import type { Variants } from './variants.ts'

/** A user as an answer shows it. */
export function shown (user: User, variants: Variants, base: string): Json {
  const { id, attributes, created, lastModified } = user
  return {
    schemas: [CORE, ...Object.keys(attributes).filter((name) => name.startsWith('urn:'))],
    id: variants.numericIds ? Number(id) : id,
    ...attributes,
    groups: [],
    meta: { resourceType: 'User', created, lastModified, location: `${base}/Users/${id}`, ...(variants.etag && { version: versionOf(user) }) }
  }
}

export const listShown = (users: Json[], totalResults: number, startIndex: number): Json => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults, itemsPerPage: users.length, startIndex, ...(users.length > 0 && { Resources: users })
})

/** UserName for userName, all the way down; URNs stay. */
export function capitalised (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.startsWith('urn:') ? name : name[0]!.toUpperCase() + name.slice(1), capitalised(each)]))
}

export const configShown = ({ patch, bulk, etag, filters }: Variants): Json => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: patch },
  bulk: bulk === false ? { supported: false, maxOperations: 0, maxPayloadSize: 0 } : { supported: true, maxOperations: bulk.maxOperations, maxPayloadSize: bulk.maxPayloadSize },
  filter: { supported: filters === 'all' || filters.length > 0, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: etag },
  authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer', description: 'A token' }]
})
