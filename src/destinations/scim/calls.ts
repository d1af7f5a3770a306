import type { Call } from '../../domain/destination.ts'

const USERS = '/Users'
/** What we ask for at most of those that match: more is read page by page. */
const one = (id: string): string => `${USERS}/${encodeURIComponent(id)}`
const message = (name: string): string => `urn:ietf:params:scim:api:messages:2.0:${name}`

export type Body = Record<string, unknown>
export interface Operation { op: 'add' | 'replace' | 'remove', path: string, value?: unknown }
export interface BulkOperation { method: string, path: string, bulkId: string, version?: string, data?: unknown }

export const creates = (body: Body): Call => ({ method: 'POST', path: USERS, body })
export const patches = (id: string, operations: Operation[]): Call => ({ method: 'PATCH', path: one(id), body: { schemas: [message('PatchOp')], Operations: operations } })
export const replaces = (id: string, body: Body): Call => ({ method: 'PUT', path: one(id), body })
export const erases = (id: string): Call => ({ method: 'DELETE', path: one(id) })
export const reads = (id: string): Call => ({ method: 'GET', path: one(id) })
export const config = (): Call => ({ method: 'GET', path: '/ServiceProviderConfig' })
export const schemas = (): Call => ({ method: 'GET', path: '/Schemas' })
export const bulk = (operations: BulkOperation[]): Call => ({ method: 'POST', path: '/Bulk', body: bulkRequest(operations) })
export const uploads = (operations: BulkOperation[]): Call => ({ method: 'POST', path: '/bulkUpload', body: bulkRequest(operations) })

const bulkRequest = (operations: BulkOperation[]): Body => ({ schemas: [message('BulkRequest')], Operations: operations })

/** Where a list of users begins, how many it holds, and which of them; `byPost`: nothing of it stands in the address. */
export function lists (filter: string | undefined, { startIndex, count }: { startIndex: number, count: number }, byPost: boolean): Call {
  const question = { ...(filter !== undefined && { filter }), startIndex, count }
  if (byPost) return { method: 'POST', path: `${USERS}/.search`, body: { schemas: [message('SearchRequest')], ...question }, asks: true }
  const query = Object.entries(question).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return { method: 'GET', path: `${USERS}?${query}` }
}

/** A text in a filter is written as in JSON. */
export const equals = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`

/** True when the path names one account, so that a refusal is about the account. */
export const isAboutOne = ({ path }: Call): boolean => /^\/Users\/(?!\.search$)[^/?]+$/.test(path)
export const isSearch = ({ path }: Call): boolean => path.startsWith(`${USERS}?`) || path === `${USERS}/.search`
