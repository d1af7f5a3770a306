import Fastify from 'fastify'
import type { FastifyReply } from 'fastify'
import { matcher } from './filter.ts'

/** An employee as the service has it; what is null is left out of an answer. Names as in employeejourney. */
export interface Employee {
  id: string
  person: { id: string }
  registerNumber: number
  hireDate: string
  dismissalDate: string | null
  employeeType: string | null
  contractType: string | null
  jobPosition: { id: string, name: string, codcar: string } | null
  department: { id: string, code: string, name: string } | null
  employer: { id: string, numemp: number, tradingName: string }
  lastModifiedDate: string
}

export interface Person {
  id: string
  firstname: string
  lastname: string
  fullName: string
  socialname: string | null
  cpf: string | null
  birthday: string | null
  gender: string | null
  emails: { id: string, email: string, emailType: string }[]
  [other: string]: unknown
}

export interface PlatformOptions {
  accessKey: string
  secret: string
  tenantName: string
  clientId: string
  users?: Record<string, string>
  /** The path of loginWithKey and login without their names. */
  loginPath?: string
  service?: 'employeejourney' | 'payroll'
  firstPage?: number
  /** What is answered where pages count from 1 and page 0 is asked for: the usual refusal, an empty page, or page 1. */
  pageBefore?: 'refused' | 'empty' | 'same'
  offsetCounts?: 'pages' | 'items'
  /** Whether lists take a filter at all. */
  filters?: boolean
}

export interface PlatformControl {
  employees: Map<string, Employee>
  persons: Map<string, Person>
  requests: { method: string, path: string, query: string }[]
  /** Requests whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** Every token given out until now is no longer good. */
  expireTokens (): void
  /** Every page is the first one. */
  stuck: boolean
}

/** The gateway of the platform: tokens as JSON in JSON, client_id, pages of at most 100, filters, and nothing that is empty. */
export async function startPlatformSandbox (options: PlatformOptions): Promise<{ url: string, control: PlatformControl, close (): Promise<void> }> {
  const { loginPath = '/platform/authentication/anonymous', service = 'employeejourney', firstPage = 0, pageBefore = 'refused', offsetCounts = 'pages', filters = true } = options
  const app = Fastify({ forceCloseConnections: true })
  const failures: { path: string, status: number, times: number, after: number }[] = []
  const tokens = new Set<string>()
  let given = 0
  const control: PlatformControl = {
    employees: new Map(),
    persons: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    expireTokens: () => { tokens.clear() },
    stuck: false
  }

  app.addHook('onRequest', async (request, reply) => {
    const [path = '', query = ''] = request.url.split('?')
    control.requests.push({ method: request.method, path, query: decodeURIComponent(query.replaceAll('+', ' ')) })
    const failure = failures.find((each) => path.startsWith(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status, 'Falha')
    }
    if (request.headers.client_id !== options.clientId) return refuse(reply, 401, 'client_id')
    if (request.headers['content-type'] !== 'application/json') return refuse(reply, 415, 'Content-Type')
    if (!path.startsWith(loginPath) && !tokens.has(request.headers.authorization ?? '')) return refuse(reply, 401, 'Token inválido')
  })
  // A GET with a content type and no body.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body === '' ? {} : JSON.parse(String(body))))

  const tokenFor = () => {
    const token = `token-${given += 1}`
    tokens.add(`Bearer ${token}`)
    return { jsonToken: JSON.stringify({ access_token: token, refresh_token: `refresh-${given}`, expires_in: 604_800, token_type: 'Bearer' }) }
  }
  app.post(`${loginPath}/loginWithKey`, async (request, reply) => {
    const { accessKey, secret, tenantName } = request.body as Record<string, string>
    if (accessKey !== options.accessKey || secret !== options.secret || tenantName !== options.tenantName) return refuse(reply, 401, 'Chave inválida')
    return tokenFor()
  })
  app.post(`${loginPath}/login`, async (request, reply) => {
    const { username = '', password } = request.body as Record<string, string>
    if (username === 'mfa@example.com.br') return { temporaryToken: 'temporary' }
    if (username === 'expired@example.com.br') return { resetPasswordInfo: { temporaryToken: 'temporary' } }
    if (options.users?.[username] !== password) return refuse(reply, 401, 'Usuário ou senha inválidos')
    return tokenFor()
  })

  const shaped = (record: object) => without(service === 'payroll' ? payrollOf(record) : record)
  for (const [name, all] of [['employee', control.employees], ['person', control.persons]] as const) {
    app.get(`/hcm/${service}/entities/${name}`, async (request, reply) => {
      const query = new URL(request.url, 'http://sandbox').searchParams
      const offset = Number(query.get('offset') ?? firstPage)
      const size = Number(query.get('size') ?? 10)
      const filter = query.get('filter')
      const isBefore = offset < firstPage
      if (!Number.isInteger(offset) || (isBefore && pageBefore === 'refused') || !Number.isInteger(size) || size < 1 || size > 100) return refuse(reply, 400, 'offset, size')
      if (filter !== null && !filters) return refuse(reply, 400, 'filter')
      const matches = filter === null ? () => true : matcher(filter)
      if (matches === undefined) return refuse(reply, 400, 'filter')
      const found = [...all.values()].map((each) => shaped(each)).filter(matches)
      const from = control.stuck || isBefore ? 0 : (offset - firstPage) * (offsetCounts === 'pages' ? size : 1)
      return { totalPages: Math.ceil(found.length / size), totalElements: found.length, contents: isBefore && pageBefore === 'empty' ? [] : found.slice(from, from + size) }
    })
    app.get(`/hcm/${service}/entities/${name}/:id`, async (request, reply) => {
      const found = all.get((request.params as { id: string }).id)
      return found === undefined ? refuse(reply, 404, 'Não encontrado') : shaped(found)
    })
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply => reply.code(status).send({ message, reason: 'UNKNOWN' })

/** The other service writes its names in lower case, and has no e-mail addresses. */
function payrollOf (record: object): object {
  const { registerNumber, employer, emails: _, fullName: _name, ...rest } = record as Partial<Employee & Person>
  const lower = Object.fromEntries(Object.entries({ ...rest, ...(registerNumber !== undefined && { registerNumber, companynumber: employer?.numemp }) }).map(([name, value]) => [name === 'lastModifiedDate' ? name : name.toLowerCase(), value]))
  return lower
}

/** Fields that are empty are left out. */
const without = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)))
