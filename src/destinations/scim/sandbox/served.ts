import Fastify from 'fastify'
import { asBody, bad, isObject, ScimError, type Json } from './errors.ts'
import { gateOf, type Accepted, type Gate } from './auth.ts'

/** One request as it came, and what became of it. */
export interface RequestRecord { method: string, path: string, search: string, headers: Record<string, string>, body?: unknown, status: number }

export interface Received { method: string, path: string, query: URLSearchParams, headers: Record<string, string>, body: Json, bytes: number, base: string }
export interface Answer { status: number, headers?: Record<string, string>, body?: unknown }

export interface Serving {
  accept: Accepted
  prefix: string
  mediaTypes: string[]
  statusAs: 'string' | 'number'
  answer (request: Received): Answer
}

export interface Served { origin: string, gate: Gate, requests (): RequestRecord[], throttle (times: number, retryAfter: number): void, close (): Promise<void> }

/** A server on a free port of this machine: authentication, media types, JSON, a journal. `answer` does the rest. */
export async function served ({ accept, prefix, mediaTypes, statusAs, answer }: Serving): Promise<Served> {
  const app = Fastify({ forceCloseConnections: true })
  const gate = gateOf(accept)
  const journal: RequestRecord[] = []
  let throttled = { times: 0, retryAfter: 0 }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  let origin = ''

  function react (received: Omit<Received, 'body' | 'bytes'>, text: string): Answer {
    if (!gate.isAllowed(received.headers)) throw new ScimError(401, 'who are you?')
    if (throttled.times > 0) {
      throttled = { ...throttled, times: throttled.times - 1 }
      return { status: 429, headers: { 'retry-after': String(throttled.retryAfter) }, body: asBody(new ScimError(429, 'too many requests'), statusAs) }
    }
    const type = (received.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
    if (text !== '' && !mediaTypes.includes(type)) throw new ScimError(mediaTypes.length === 1 ? 400 : 415, `content type ${type}`)
    return answer({ ...received, body: text === '' ? {} : parsed(text), bytes: Buffer.byteLength(text) })
  }

  app.all('/*', { logLevel: 'silent' }, async (request, reply) => {
    const { pathname, searchParams, search } = new URL(request.url, 'http://sandbox')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const text = typeof request.body === 'string' ? request.body : ''
    if (pathname === '/oauth/token') {
      const { status, body } = gate.token(new URLSearchParams(text), headers.authorization)
      return reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body))
    }
    const path = pathname.slice(prefix.length)
    let said: Answer
    try {
      if (!pathname.startsWith(`${prefix}/`)) throw new ScimError(404, 'nothing here')
      said = react({ method: request.method, path, query: searchParams, headers, base: `${origin}${prefix}` }, text)
    } catch (error) {
      if (!(error instanceof ScimError)) throw error
      said = { status: error.status, body: asBody(error, statusAs) }
    }
    const { authorization: _, ...open } = headers
    journal.push({ method: request.method, path, search, headers: open, ...(text !== '' && { body: parsedOr(text) }), status: said.status })
    reply.code(said.status).headers(said.headers ?? {})
    return said.body === undefined ? reply.send() : reply.header('content-type', 'application/scim+json; charset=utf-8').send(JSON.stringify(said.body))
  })
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return { origin, gate, requests: () => journal, throttle (times, retryAfter) { throttled = { times, retryAfter } }, close: () => app.close() }
}

function parsed (text: string): Json {
  const body = parsedOr(text)
  if (!isObject(body)) throw bad('invalidSyntax', 'no JSON object')
  return body
}

function parsedOr (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
