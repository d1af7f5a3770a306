import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyReply } from 'fastify'
import type { Person, Row } from './model.ts'
import { SETS } from './model.ts'
import { filterOf, Refused, shaped, shapeOf } from './odata.ts'
import { whyNotBelieved } from './saml.ts'

export type { Contract, Person, Row } from './model.ts'

export interface SandboxOptions {
  companyId: string
  /** For HTTP Basic, as user@companyId. */
  user?: string
  password?: string
  apiKey?: string
  /** For SAML: the registered OAuth client, and the PEM of its certificate or public key. */
  client?: { clientId: string, certificate: string, user: string }
  /** Requests a second before 429; absent: 1,000. */
  burst?: number
  now?: () => number
}

export interface SandboxControl {
  people: Map<string, Person>
  requests: { method: string, path: string, query: string }[]
  /** The next requests whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** A __next that points at its own page. */
  loopLinks: boolean
  /** Tokens given until now are not believed any more. */
  forgetTokens (): void
}

const MOST_ROWS = 1000
const PARAMETERS = new Set(['$format', '$filter', '$expand', '$select', 'fromDate', 'toDate', 'asOfDate', 'customPageSize', 'paging', '$skiptoken'])
const DAY = /^\d{4}-\d\d-\d\d$/

/** What is known of the vendor's OData API, and strict about it: names, kinds of values, dated rows, opaque pages, three ways in. */
export async function startSuccessFactorsSandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const now = options.now ?? Date.now
  const failures: { path: string, status: number, times: number, after: number }[] = []
  const tokens = new Set<string>()
  const pages = new Map<string, { rows: Row[], size: number }>()
  let window = { second: 0, count: 0 }
  const control: SandboxControl = {
    people: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    loopLinks: false,
    forgetTokens: () => tokens.clear()
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (request, reply) => {
    const { pathname: path, search: query } = new URL(request.url, 'http://sandbox')
    control.requests.push({ method: request.method, path, query })
    const failure = failures.find((each) => path.startsWith(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status)
    }
    const second = Math.floor(Date.now() / 1000)
    window = window.second === second ? { second, count: window.count + 1 } : { second, count: 1 }
    if (window.count > (options.burst ?? 1000)) return refuse(reply, 429)
    if (path !== '/oauth/token' && !isKnown(request.headers)) return refuse(reply, 401, 'LGN0001')
  })

  function isKnown ({ authorization = '', apikey }: Record<string, unknown>): boolean {
    const basic = `Basic ${Buffer.from(`${options.user}@${options.companyId}:${options.password}`).toString('base64')}`
    return (options.password !== undefined && authorization === basic) || (options.apiKey !== undefined && apikey === options.apiKey) || tokens.has(String(authorization))
  }

  app.post('/oauth/token', async (request, reply) => {
    const form = new URLSearchParams(String(request.body))
    const wrong = (error: string) => reply.code(401).send({ error, error_description: error })
    if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return wrong('invalid_request')
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:saml2-bearer') return wrong('unsupported_grant_type')
    if (options.client === undefined || form.get('client_id') !== options.client.clientId || form.get('company_id') !== options.companyId) return wrong('invalid_client')
    const why = whyNotBelieved(form.get('assertion') ?? '', { ...options.client, tokenUrl: `http://${request.host}/oauth/token`, now: now() })
    if (why !== undefined) return wrong('invalid_grant')
    const token = randomUUID()
    tokens.add(`Bearer ${token}`)
    return { access_token: token, token_type: 'Bearer', expires_in: 86_399 }
  })

  app.get('/odata/v2/:set', async (request, reply) => {
    const { set } = request.params as { set: string }
    const rowsOf = SETS[set]
    if (rowsOf === undefined) return refuse(reply, 404, 'COE_ENTITY_NOT_FOUND')
    const url = new URL(request.url, `http://${request.host}`)
    const query = url.searchParams
    try {
      for (const name of query.keys()) if (!PARAMETERS.has(name)) throw new Refused('COE_INVALID_PARAMETER', `${name} is not known.`)
      if (query.get('$format') !== 'json') throw new Refused('COE_ATOM', 'Only JSON is played here.')
      const token = query.get('$skiptoken')
      const kept = token === null ? undefined : pages.get(token)
      if (token !== null && kept === undefined) throw new Refused('COE_INVALID_SKIPTOKEN', 'This page is not known.')
      const { rows, size } = kept ?? begun(set, query, rowsOf)
      const rest = rows.slice(size)
      const next = new URL(url)
      next.searchParams.set('$skiptoken', control.loopLinks && token !== null ? token : randomUUID())
      const goesOn = rest.length > 0 || control.loopLinks
      if (goesOn) pages.set(next.searchParams.get('$skiptoken')!, { rows: rest, size })
      return { d: { results: rows.slice(0, size), ...(goesOn && { __next: next.href }) } }
    } catch (error) {
      if (error instanceof Refused) return refuse(reply, 400, error.code)
      throw error
    }
  })

  function begun (set: string, query: URLSearchParams, rowsOf: (all: Map<string, Person>) => Row[]): { rows: Row[], size: number } {
    const size = Number(query.get('customPageSize') ?? MOST_ROWS)
    if (!(Number.isInteger(size) && size >= 1 && size <= MOST_ROWS)) throw new Refused('COE_INVALID_PAGE_SIZE', 'customPageSize goes from 1 to 1000.')
    if (!['snapshot', 'cursor', null].includes(query.get('paging'))) throw new Refused('COE_INVALID_PARAMETER', 'paging is snapshot or cursor.')
    const [from, to, day] = ['fromDate', 'toDate', 'asOfDate'].map((name) => query.get(name))
    if ([from, to, day].some((each) => each != null && !DAY.test(each)) || (day != null && from != null)) throw new Refused('COE_INVALID_PARAMETER', 'The dates are not usable.')
    const today = new Date(now()).toISOString().slice(0, 10)
    const span = { from: from ?? day ?? today, to: to ?? day ?? today }
    const shape = shapeOf(set, query.get('$select'), query.get('$expand'))
    const filter = query.get('$filter')
    const holds = filter === null ? () => true : filterOf(set, filter, control.people)
    return { rows: rowsOf(control.people).filter(holds).map((row) => shaped(set, row, shape, span, control.people)), size }
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

function refuse (reply: FastifyReply, status: number, code = 'COE_GENERAL'): FastifyReply {
  return reply.code(status).send({ error: { code, message: { lang: 'en-US', value: code } } })
}
