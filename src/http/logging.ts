import type { FastifyInstance } from 'fastify'
import { principalOf } from './auth.ts'

/** One line per request: the pattern of the route, never the URL, which holds what callers typed. */
export function logRequests (app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const principal = principalOf(request)
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(principal !== null && { tenant: principal.tenant, key_id: principal.keyId })
    }, 'request')
    done()
  })
}
