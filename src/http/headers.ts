import type { FastifyInstance } from 'fastify'

/** What every answer carries. Answers hold personal data: nobody between us and the caller keeps them. */
export function setHeaders (app: FastifyInstance, publicUrl: string): void {
  const secure = publicUrl.startsWith('https:')
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      vary: 'accept-language'
    })
    if (secure) reply.header('strict-transport-security', 'max-age=31536000')
    done()
  })
}
