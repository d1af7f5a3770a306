import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseJson } from './json.ts'
import { refuse } from './refusals.ts'

/** The body as it arrived: what is stored, and what a sender's signature or fingerprint is computed over. */
export const bytesOf = (request: FastifyRequest): Buffer => request.getDecorator<Buffer | null>('bytes') ?? Buffer.alloc(0)

/** Bodies of /v1: JSON in UTF-8 and nothing else. An empty body is no body. */
export function takeJson (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.decorateRequest('bytes', null)
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const encoding = headers['content-encoding']
    done(encoding !== undefined && encoding.trim().toLowerCase() !== 'identity' ? refuse('encoded') : undefined)
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    refuseCharset(request.headers['content-type'])
    request.setDecorator('bytes', body)
    return body.length === 0 ? undefined : parseJson(body)
  })
  app.addContentTypeParser('*', async () => { throw refuse('not_json_type') })
}

/** Bodies of webhooks: bytes of whatever type, which nothing looks at before the sender is verified. */
export function takeBytes (app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
}

function refuseCharset (contentType = ''): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw refuse('wrong_charset')
}
