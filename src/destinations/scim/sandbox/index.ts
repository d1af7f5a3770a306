import type { Accepted } from './auth.ts'
import { carriedOut, operationsIn } from './bulk.ts'
import { bad, ScimError, type Json } from './errors.ts'
import { schemaList } from './schema.ts'
import { served, type Answer, type Received, type RequestRecord } from './served.ts'
import { capitalised, configShown, listShown, shown } from './show.ts'
import { createUsers, versionOf, type User, type Users } from './users.ts'
import { DEFAULTS, type Variants } from './variants.ts'

export type { RequestRecord } from './served.ts'
export type { User } from './users.ts'
export type { Variants } from './variants.ts'
export { startEntraSandbox, type EntraControl, type Upload } from './entra.ts'
export { ENTERPRISE } from './schema.ts'

export interface SandboxOptions { accept: Accepted, now: () => Date, variants?: Partial<Variants> }

/** What a test may do beside the protocol. */
export interface SandboxControl {
  users (): User[]
  /** Puts a user in as an administrator would have: at once, unchecked. Answers the id. */
  seed (attributes: Json): string
  remove (id: string): void
  /** Changes a user by hand. */
  edit (id: string, attributes: Json): void
  requests (): RequestRecord[]
  /** The next so many requests are one too many. */
  throttle (times: number, retryAfter: number): void
  revokeTokens (): void
  tokensGiven (): number
  variants: Variants
}

/** A strict SCIM 2.0 service provider (RFC 7643, 7644). `url` ends without a slash; a token endpoint is at `tokenUrl`. */
export async function startScimSandbox ({ accept, now, variants: given = {} }: SandboxOptions): Promise<{ url: string, tokenUrl: string, control: SandboxControl, close (): Promise<void> }> {
  const variants: Variants = { ...DEFAULTS, ...given }
  const users = createUsers(variants, now)
  const answer = (request: Received): Answer => {
    const { body, ...rest } = reaction(request, users, variants)
    return { ...rest, ...(body !== undefined && { body: variants.capitalised ? capitalised(body) : body }) }
  }
  const server = await served({ accept, prefix: '/scim/v2', mediaTypes: ['application/scim+json', 'application/json'], statusAs: variants.statusAs, answer })
  return {
    url: `${server.origin}/scim/v2`,
    tokenUrl: `${server.origin}/oauth/token`,
    close: server.close,
    control: {
      variants,
      users: users.all,
      seed: (attributes) => users.put(attributes).id,
      remove: (id) => users.remove(id),
      edit (id, attributes) {
        const user = users.get(id)
        user.version += 1
        Object.assign(user.attributes, attributes)
      },
      requests: server.requests,
      throttle: server.throttle,
      revokeTokens: server.gate.revoke,
      tokensGiven: server.gate.given
    }
  }
}

function reaction (request: Received, users: Users, variants: Variants): Answer {
  const { method, path } = request
  if (path === '/ServiceProviderConfig' || path === '/Schemas') {
    if (!variants.discovery) throw new ScimError(404, 'no discovery')
    if (method !== 'GET') throw new ScimError(405, 'only to be read')
    return { status: 200, body: path === '/Schemas' ? schemaList(variants) : configShown(variants) }
  }
  if (path === '/Bulk') return bulk(request, users, variants)
  if (path === '/Users/.search') {
    if (method !== 'POST') throw new ScimError(405, 'a search is posted')
    const { filter, startIndex = 1, count = variants.maxPage } = request.body
    return searched(filter === undefined ? undefined : String(filter), Number(startIndex), Number(count), request, users, variants)
  }
  if (path === '/Users') return all(request, users, variants)
  const id = /^\/Users\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined) throw new ScimError(404, 'no such endpoint')
  return one(decodeURIComponent(id), request, users, variants)
}

function all (request: Received, users: Users, variants: Variants): Answer {
  const { method, query, body } = request
  if (method === 'POST') {
    const user = users.create(body)
    const resource = shown(user, variants, request.base)
    return { status: 201, headers: { location: `${request.base}/Users/${user.id}`, ...versionHeader(user, variants) }, body: resource }
  }
  if (method !== 'GET') throw new ScimError(405, 'GET or POST')
  const filter = query.get('filter') ?? undefined
  if (filter !== undefined && variants.sensitive) throw new ScimError(403, 'personal data in an address', 'sensitive')
  return searched(filter, Number(query.get('startIndex') ?? 1), Number(query.get('count') ?? variants.maxPage), request, users, variants)
}

function searched (filter: string | undefined, startIndex: number, count: number, { base }: Received, users: Users, variants: Variants): Answer {
  if (!Number.isInteger(startIndex) || !Number.isInteger(count) || count < 0) throw bad('invalidValue', 'startIndex and count are integers')
  const { total, users: found } = users.list(filter, startIndex, count)
  return { status: 200, body: listShown(found.map((user) => shown(user, variants, base)), total, startIndex) }
}

function one (id: string, { method, body, headers, base }: Received, users: Users, variants: Variants): Answer {
  const ifMatch = headers['if-match']
  const told = (user: User, status = 200): Answer => status === 204
    ? { status, headers: versionHeader(user, variants) }
    : { status, headers: versionHeader(user, variants), body: shown(user, variants, base) }
  switch (method) {
    case 'GET': return told(users.get(id))
    case 'PUT': return told(users.replace(id, body, ifMatch))
    case 'PATCH':
      if (!variants.patch) throw new ScimError(501, 'no PATCH')
      return told(users.patch(id, body, ifMatch), variants.patchAnswer)
    case 'DELETE':
      users.remove(id, ifMatch)
      return { status: 204 }
    default: throw new ScimError(405, 'no such method')
  }
}

function bulk ({ method, body, bytes, base }: Received, users: Users, variants: Variants): Answer {
  if (variants.bulk === false) throw new ScimError(501, 'no bulk')
  if (method !== 'POST') throw new ScimError(405, 'a bulk is posted')
  return { status: 200, body: carriedOut(operationsIn(body, bytes, variants.bulk), users, variants, base) }
}

const versionHeader = (user: User, { etag }: Variants): Record<string, string> => etag ? { etag: versionOf(user) } : {}
