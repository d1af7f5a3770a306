import Fastify from 'fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CA, SERVER_CERTIFICATE, SERVER_KEY } from './certificates.ts'

/** A worker as the API gives them. */
export interface Worker { associateOID: string, [name: string]: unknown }

export interface SandboxOptions {
  clientId: string
  clientSecret: string
  /** How the token call has to prove the client; absent: either way. */
  authentication?: 'basic' | 'post'
  /** Headers that every call of the API has to carry. */
  roleCode?: string
  orgoid?: string
  /** How long an empty queue holds a long poll back, in milliseconds; absent: 15 s, as one client reports. */
  holdMs?: number
  /** Requests a second before 429; absent: 1,000. */
  burst?: number
}

export interface SandboxControl {
  workers: Map<string, Worker>
  queue: { id: string, body: string }[]
  /** Without the scope to subscribe the queue answers 403. */
  subscribed: boolean
  requests: { method: string, path: string, query: string, prefer: string | undefined }[]
  /** Puts an event at the end of the queue. */
  say (body: unknown): void
  /** The next requests of a method whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number, method?: string): void
}

interface Failure { method: string, path: string, status: number, times: number, after: number }

const QUERIES = new Set(['$top', '$skip', '$filter', '$select', '$orderby', '$count', 'asOfDate'])

/** What the reference says of the API, and strict about it: client certificates on every call, tokens, page sizes, one message at a time. */
export async function startAdpSandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true, https: { key: SERVER_KEY, cert: SERVER_CERTIFICATE, ca: CA, requestCert: true, rejectUnauthorized: true } })
  const failures: Failure[] = []
  const tokens = new Set<string>()
  const arrivals = new Set<() => void>()
  let said = 0
  let window = { second: 0, count: 0 }
  const control: SandboxControl = {
    workers: new Map(),
    queue: [],
    subscribed: true,
    requests: [],
    say (body) {
      control.queue.push({ id: `0x_${String(++said).padStart(8, '0')}`, body: typeof body === 'string' ? body : JSON.stringify(body) })
      for (const arrived of arrivals) arrived()
    },
    fail: (path, status, times = 1, after = 0, method = 'GET') => { failures.push({ method, path, status, times, after }) }
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (request, reply) => {
    const [path = '', query = ''] = request.url.split('?')
    control.requests.push({ method: request.method, path, query, prefer: headerOf(request, 'prefer') })
    const failure = failures.find((each) => each.method === request.method && path.startsWith(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status, 'Made to fail')
    }
    const second = Math.floor(Date.now() / 1000)
    window = window.second === second ? { second, count: window.count + 1 } : { second, count: 1 }
    if (window.count > (options.burst ?? 1000)) return refuse(reply, 429, 'Too many requests')
    if (path.startsWith('/auth/')) return
    if (!tokens.has(request.headers.authorization ?? '')) return refuse(reply, 401, 'The token is not valid')
    if (options.roleCode !== undefined && headerOf(request, 'rolecode') !== options.roleCode) return refuse(reply, 403, 'roleCode is missing')
    if (options.orgoid !== undefined && headerOf(request, 'orgoid') !== options.orgoid) return refuse(reply, 403, 'orgoid is missing')
  })

  app.post('/auth/oauth/v2/token', async (request, reply) => {
    if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return reply.code(400).send({ error: 'invalid_request' })
    const form = new URLSearchParams(String(request.body))
    if (form.get('grant_type') !== 'client_credentials') return reply.code(400).send({ error: 'unsupported_grant_type' })
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    const given = basic === undefined ? `${form.get('client_id')}:${form.get('client_secret')}` : Buffer.from(basic, 'base64').toString()
    const way = basic === undefined ? 'post' : 'basic'
    if (way !== (options.authentication ?? way) || given !== `${options.clientId}:${options.clientSecret}`) return reply.code(401).send({ error: 'invalid_client' })
    const token = `token-${tokens.size + 1}`
    tokens.add(`Bearer ${token}`)
    return { access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'api' }
  })

  app.get('/hr/v2/:resource', async (request, reply) => {
    if (!isResource(request)) return refuse(reply, 404, 'No such resource')
    const query = new URL(request.url, 'http://sandbox').searchParams
    const unknown = [...query.keys()].find((name) => !QUERIES.has(name))
    if (unknown !== undefined) return refuse(reply, 400, `Unknown parameter ${unknown}`)
    const [top, skip] = [Number(query.get('$top') ?? 50), Number(query.get('$skip') ?? 0)]
    if (!(Number.isInteger(top) && top >= 1 && top <= 100)) return refuse(reply, 400, '$top goes to 100')
    if (!(Number.isInteger(skip) && skip >= 0)) return refuse(reply, 400, '$skip is not a number')
    const page = [...control.workers.values()].slice(skip, skip + top)
    return page.length === 0 ? reply.code(204).send() : { workers: page, meta: null, confirmMessage: null }
  })
  app.get('/hr/v2/:resource/:aoid', async (request, reply) => {
    const worker = isResource(request) ? control.workers.get((request.params as { aoid: string }).aoid) : undefined
    return worker === undefined ? refuse(reply, 404, 'The worker was not found') : { workers: [worker], meta: null, confirmMessage: null }
  })

  app.get('/core/v1/event-notification-messages', async (request, reply) => {
    if (!control.subscribed) return refuse(reply, 403, 'Invalid Scope')
    if (control.queue.length === 0 && headerOf(request, 'prefer') === '/adp/long-polling') await arrival()
    const [head] = control.queue
    return head === undefined ? reply.code(204).send() : reply.header('adp-msg-msgid', head.id).type('application/json').send(head.body)
  })
  app.delete('/core/v1/event-notification-messages/:id', async (request, reply) => {
    // Only the message at the head was served, and only that one can be taken away.
    if (control.queue[0]?.id !== (request.params as { id: string }).id) return refuse(reply, 404, 'There is no such message')
    control.queue.shift()
    return { confirmMessage: { processStatusCode: 'success' } }
  })

  /** A message comes, or the time is over. */
  const arrival = () => new Promise<void>((resolve) => {
    const over = () => {
      clearTimeout(timer)
      arrivals.delete(over)
      resolve()
    }
    const timer = setTimeout(over, options.holdMs ?? 15_000)
    arrivals.add(over)
  })

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    control,
    close: async () => {
      for (const over of arrivals) over()
      await app.close()
    }
  }
}

const isResource = ({ params }: FastifyRequest): boolean => ['workers', 'worker-demographics'].includes((params as { resource: string }).resource)

function headerOf ({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** The three forms that errors have: by where they come from. */
function refuse (reply: FastifyReply, status: number, message: string): FastifyReply {
  const path = reply.request.url
  const body = path.startsWith('/core/')
    ? { response: { responseCode: status, applicationCode: { code: String(status), message } } }
    : status === 404
      ? { exceptionMessages: [{ message }] }
      : { confirmMessage: { resourceMessages: [{ processMessages: [{ userMessage: { codeValue: String(status), messageTxt: message } }] }] } }
  return reply.code(status).send(body)
}
