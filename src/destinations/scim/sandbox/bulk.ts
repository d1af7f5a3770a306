import { asBody, bad, isObject, ScimError, type Json } from './errors.ts'
import { versionOf, type Users } from './users.ts'
import type { Variants } from './variants.ts'

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'

/** Operations of a request; the request as a whole may be wrong. */
export function operationsIn (body: Json, bytes: number, { maxOperations, maxPayloadSize, really = maxOperations }: Exclude<Variants['bulk'], false>): Json[] {
  if (bytes > maxPayloadSize) throw new ScimError(413, `more than ${maxPayloadSize} bytes`, 'tooMany')
  if (!Array.isArray(body.schemas) || !body.schemas.includes(REQUEST)) throw bad('invalidSyntax', 'not a BulkRequest')
  const { Operations: operations } = body
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isObject)) throw bad('invalidSyntax', 'no Operations')
  if (operations.length > really) throw new ScimError(413, `more than ${really} operations`, 'tooMany')
  const ids = operations.flatMap(({ bulkId }) => bulkId ?? [])
  if (operations.some(({ method, bulkId }) => method === 'POST' && typeof bulkId !== 'string') || new Set(ids).size < ids.length) throw bad('invalidSyntax', 'bulkId')
  return operations
}

/** One operation after another; what is refused stops none of the others. */
export function carriedOut (operations: Json[], users: Users, variants: Variants, base: string): Json {
  return { schemas: [RESPONSE], Operations: operations.map((operation) => one(operation, users, variants, base)) }
}

function one ({ method, path, bulkId, version, data }: Json, users: Users, variants: Variants, base: string): Json {
  const status = (code: number) => variants.statusAs === 'string' ? String(code) : code
  const told = { method, ...(bulkId !== undefined && { bulkId }) }
  try {
    const id = /^\/Users\/([^/]+)$/.exec(String(path))?.[1]
    const body = isObject(data) ? data : {}
    const ifMatch = typeof version === 'string' ? version : undefined
    if (method === 'POST' && path === '/Users') {
      const user = users.create(body)
      return { ...told, location: `${base}/Users/${user.id}`, ...(variants.etag && { version: versionOf(user) }), status: status(201) }
    }
    if (id === undefined) throw bad('invalidPath', 'no such path')
    if (method === 'PATCH' && !variants.patch) throw new ScimError(501, 'no PATCH')
    if (method === 'DELETE') {
      users.remove(id, ifMatch)
      return { ...told, location: `${base}/Users/${id}`, status: status(204) }
    }
    const user = method === 'PATCH' ? users.patch(id, body, ifMatch) : method === 'PUT' ? users.replace(id, body, ifMatch) : undefined
    if (user === undefined) throw bad('invalidSyntax', 'no such method')
    return { ...told, location: `${base}/Users/${id}`, ...(variants.etag && { version: versionOf(user) }), status: status(200) }
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { ...told, ...(method !== 'POST' && { location: `${base}${String(path)}` }), status: status(error.status), response: asBody(error, variants.statusAs) }
  }
}
