import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayDo, type Caller, type Principal, type Role } from '../domain/principal.ts'
import { facing } from './errors.ts'
import { refuse } from './refusals.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Any of these roles may; absent: everybody, without a key. */
    needs?: readonly Role[]
  }
}

export interface AuthOptions {
  /** Whose key it is; undefined when it is unknown, expired or withdrawn. */
  authenticate (key: string): Promise<Principal | undefined>
}

/** Any key at all. */
export const ANYBODY: readonly Role[] = ['ingest', 'read']

/** Longer than any key: what is not worth looking up. */
const LONGEST_KEY = 512

/** One hook for all routes: it runs before a body is read, so that strangers cannot make us parse. */
export function guard (app: FastifyInstance, { authenticate }: AuthOptions): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    const { needs } = request.routeOptions.config
    if (needs === undefined) return
    const key = keyOf(request.headers.authorization)
    if (key === undefined) throw refuse('no_key')
    const principal = key.length > LONGEST_KEY ? undefined : await authenticate(key)
    if (principal === undefined) throw refuse('wrong_key')
    request.setDecorator('principal', principal)
    const tenant = tenantInPath(request)
    if (tenant !== undefined && principal.tenant !== null && principal.tenant !== tenant) throw refuse('nothing_here')
    if (!mayDo(principal.role, needs)) throw refuse('wrong_role', { needed: needs.join(' / '), has: principal.role })
  })
}

export const principalOf = (request: FastifyRequest): Principal | null => request.getDecorator<Principal | null>('principal')

/** Who asks, and in which tenant. The administrator acts in a tenant only where the path names one. */
export function callerOf (request: FastifyRequest): Caller {
  const principal = principalOf(request)
  const tenant = tenantInPath(request) ?? principal?.tenant
  if (principal === null) throw refuse('no_key')
  if (tenant === null || tenant === undefined) throw refuse('key_of_a_tenant_needed')
  return { ...principal, tenant, language: facing(request) }
}

const tenantInPath = (request: FastifyRequest): string | undefined =>
  (request.params as { tenant?: string } | undefined)?.tenant

/** The key in an Authorization header: Bearer, or Basic user name. */
export function keyOf (authorization = ''): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w+)\s+(\S+)\s*$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return credentials
  if (scheme.toLowerCase() !== 'basic') return undefined
  const user = Buffer.from(credentials, 'base64').toString('utf8').split(':')[0]
  return user || undefined
}
