import Fastify, { type FastifyReply } from 'fastify'
import { serveEmployees } from './employees.ts'
import { serveSentences } from './sentences.ts'

/** A contract as the product has it; dates are YYYY-MM-DD. */
export interface Contract {
  company: string
  branch: string
  code: string
  name: string
  cpf: string
  email: string
  title: string
  department: string
  hired: string
  dismissed: string | null
  /** CODSITUACAO or RA_SITFOLH. */
  situation: string
  /** The number that it had before, in the same company. */
  former?: string
  modified: string
}

export interface SandboxOptions {
  product: 'RM' | 'PROTHEUS'
  username: string
  password: string
  /** How the token call of Protheus wants its grant. */
  grant?: string
  /** Whether Protheus keeps who changed what when; without it dateModified finds nobody. */
  audited?: boolean
  /** Whether SOAPAction has to stand in quotation marks. */
  quotedAction?: boolean
}

export interface SandboxControl {
  contracts: Map<string, Contract>
  requests: { method: string, url: string, headers: Record<string, unknown> }[]
  /** The next requests whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** Tokens given until now are good no more. */
  expireTokens (): void
  /** The first page comes whichever is asked for, and says that another one follows. */
  endless: boolean
}

/** What the reference says of both products, and strict about it: what every call has to name, tokens, errors, SOAP. */
export async function startTotvsSandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: { path: string, status: number, times: number, after: number }[] = []
  const tokens = new Set<string>()
  let given = 0
  const control: SandboxControl = {
    contracts: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    expireTokens: () => tokens.clear(),
    endless: false
  }
  const basic = `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}`
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (request, reply) => {
    control.requests.push({ method: request.method, url: request.url, headers: request.headers })
    const failure = failures.find(({ path, times }) => times > 0 && request.url.startsWith(path))
    if (failure !== undefined && failure.after-- <= 0) {
      failure.times -= 1
      return reply.code(failure.status).type('text/html').send(`<html><body>${failure.status}</body></html>`)
    }
    if (/^\/api\/(oauth2\/v1|connect)\/token/.test(request.url)) return
    const authorization = request.headers.authorization ?? ''
    if (authorization !== basic && !tokens.has(authorization)) return refuse(reply, 401, 'Unauthorized')
  })

  function issue (): object {
    const token = `token-${++given}`
    tokens.add(`Bearer ${token}`)
    return { access_token: token, refresh_token: `again-${given}`, token_type: 'Bearer', expires_in: 300, scope: 'default' }
  }
  app.post('/api/oauth2/v1/token', async (request, reply) => {
    const query = new URL(request.url, 'http://sandbox').searchParams
    if (options.product !== 'PROTHEUS') return refuse(reply, 404, 'Not found')
    if (query.get('grant_type') !== (options.grant ?? 'password')) return refuse(reply, 400, 'grant_type')
    return query.get('username') === options.username && query.get('password') === options.password ? reply.code(201).send(issue()) : refuse(reply, 401, 'Unauthorized')
  })
  app.post('/api/connect/token/', async (request, reply) => {
    if (options.product !== 'RM') return refuse(reply, 404, 'Not found')
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) return refuse(reply, 415, 'Unsupported media type')
    const { username, password } = JSON.parse(String(request.body)) as Record<string, string>
    return username === options.username && password === options.password ? issue() : refuse(reply, 400, 'invalid_grant')
  })

  serveEmployees(app, options, control)
  if (options.product === 'RM') serveSentences(app, options, control)

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

/** An error as the contract has it. */
export function refuse (reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ code: String(status), message, detailedMessage: message, helpUrl: '', details: [] })
}
