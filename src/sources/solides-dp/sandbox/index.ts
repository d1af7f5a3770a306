import Fastify from 'fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** An employee as the account has them; dates are milliseconds since 1970, as the API writes them. */
export interface Employee {
  id: number
  externalId: string
  name: string
  email: string
  cpf: string
  gender: 'MASCULINO' | 'FEMININO'
  birthDate: number
  admissionDate: number
  resignationDate: number | null
  /** Whether the list tells it is not published. */
  resignationReason?: string
  /** A flag; anything else is no answer that anybody knows. */
  fired: unknown
  jobRole: string
  workplace: string
  managers: number[]
  updatedAt: number
}

export interface SandboxOptions {
  /** What follows the word Basic. */
  token: string
  /** Requests a second before 429; absent: no limit. */
  burst?: number
}

export interface SandboxControl {
  people: Map<string, Employee>
  requests: { method: string, path: string, query: Record<string, string> }[]
  /** The next requests whose path has this in it are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** The list does not look at `page`, and has its first one for ever. */
  stuck: boolean
  /** People whom the count has, and no page. */
  unlisted: number
}

interface Failure { path: string, status: number, times: number, after: number }

const NUMBERS = ['lastUpdate', 'showFired', 'page', 'size', 'pageNumber', 'pageSize', 'offset']
const TEXTS = ['branchExternalId', 'managerExternalId']

/** What is public about the API, and strict about it: the form of the token, numbers, pages from 0, leavers only when asked for. */
export async function startSolidesDpSandbox ({ token, burst = Infinity }: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: Failure[] = []
  const control: SandboxControl = {
    people: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    stuck: false,
    unlisted: 0
  }
  let window = { second: 0, count: 0 }

  app.addHook('onRequest', async (request, reply) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://sandbox')
    control.requests.push({ method: request.method, path, query: Object.fromEntries(searchParams) })
    const failure = failures.find((each) => path.includes(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(request, reply, failure.status)
    }
    const second = Math.floor(Date.now() / 1000)
    window = window.second === second ? { second, count: window.count + 1 } : { second, count: 1 }
    if (window.count > burst) return refuse(request, reply, 429)
    if (request.headers.authorization !== `Basic ${token}`) return refuse(request, reply, 401)
  })

  for (const prefix of ['', '/api/employer']) {
    app.get(`${prefix}/test`, async () => ({ status: 'ok' }))

    app.get(`${prefix}/employee/find-all`, async (request, reply) => {
      const query = new URL(request.url, 'http://sandbox').searchParams
      for (const [name, value] of query) {
        if (NUMBERS.includes(name) ? !/^\d{1,15}$/.test(value) : !TEXTS.includes(name)) return refuse(request, reply, 400)
      }
      const [since, fired, page, size] = [Number(query.get('lastUpdate') ?? 0), query.get('showFired') ?? '0', Number(query.get('page') ?? 0), Number(query.get('size') ?? 20)]
      if (!['0', '1'].includes(fired) || size < 1) return refuse(request, reply, 400)
      // Seconds where milliseconds belong would give everybody, and be noticed by nobody.
      if (since !== 0 && since < 1e12) return refuse(request, reply, 400)
      const all = [...control.people.values()].filter((one) => one.updatedAt >= since && (fired === '1' || one.fired !== true))
      return paged(all.map(shown), control.stuck ? 0 : page, size, control.unlisted)
    })

    app.get(`${prefix}/employee/find`, async (request, reply) => {
      const query = new URL(request.url, 'http://sandbox').searchParams
      const [id, externalId] = [query.get('tangerinoId'), query.get('externalId')]
      if ((id === null) === (externalId === null)) return refuse(request, reply, 400)
      const one = [...control.people.values()].find((each) => id === null ? each.externalId === externalId : String(each.id) === id)
      return one === undefined ? refuse(request, reply, 404) : shown(one)
    })
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

function paged (all: object[], page: number, size: number, unlisted: number): object {
  const content = all.slice(page * size, (page + 1) * size)
  const pages = Math.ceil(all.length / size)
  return { content, totalElements: all.length + unlisted, totalPages: pages, number: page, size, first: page === 0, last: page + 1 >= pages, numberOfElements: content.length, sort: null }
}

/** The record in the vendor's names, with all that must never go further. */
function shown ({ jobRole, workplace, managers, updatedAt: _, ...one }: Employee): object {
  return {
    ...one,
    socialName: null,
    phone: '(11) 98765-4321',
    pis: '000.00000.00-0',
    ctps: '1',
    series: '1',
    effectiveDate: one.admissionDate,
    status: 1,
    company: { id: 7, fantasyName: 'Exemplo', descriptionName: 'Exemplo Ltda.' },
    jobRoleDTO: { id: 1, description: jobRole, salary: { value: 4250 } },
    currentWorkplaceDTO: { name: workplace },
    workplaceList: [{ name: workplace }],
    currentWorkSchedule: { id: 1, name: '08:00 às 17:00', startDate: one.admissionDate },
    managers: managers.map((id) => ({ id })),
    lastManager: managers.length === 0 ? null : { id: managers.at(-1) },
    doubleBindEmployee: false,
    recordsPunch: true
  }
}

const TEXT: Record<number, string> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 429: 'Too Many Requests' }

const refuse = (request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply =>
  reply.code(status).send({ timestamp: 1772420400000, status, error: TEXT[status] ?? 'Internal Server Error', message: 'No message available', path: request.url.split('?')[0] })
