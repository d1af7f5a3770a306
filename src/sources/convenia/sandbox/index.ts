import Fastify from 'fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inDetail, inDismissed, inList, type Employee } from './model.ts'

export type { Dismissal, Employee } from './model.ts'

export interface SandboxOptions {
  token: string
  /** Requests within any minute before 429; the vendor's 50 unless said. */
  perMinute?: number
}

export interface SandboxControl {
  people: Map<string, Employee>
  requests: { method: string, path: string, query: Record<string, string> }[]
  /** What the token may read. */
  permissions: Set<string>
  /** Members of any record that the token may not read: they are left out. */
  ungranted: Set<string>
  /** How the record of one person is written. */
  shape: 'older' | 'newer'
  /** Whether the record of somebody who was dismissed is still answered. */
  keepsDismissed: boolean
  /** The next requests whose path has this in it are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** The account does not look at `page`, and lists its first page for ever. */
  stuck: boolean
}

interface Failure { path: string, status: number, times: number, after: number }

const PERMISSIONS = ['employees.index', 'employees.show', 'employees.dismissed']
const BASE = '/api/v3'
const USUAL_SIZE = 20
const MOST_ON_A_PAGE = 1000
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** What is public about the API, and strict about it: the header of the token, JSON asked for, sizes, permissions, the limit of a minute. */
export async function startConveniaSandbox ({ token, perMinute = 50 }: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: Failure[] = []
  const recent: number[] = []
  const control: SandboxControl = {
    people: new Map(),
    requests: [],
    permissions: new Set(PERMISSIONS),
    ungranted: new Set(),
    shape: 'older',
    keepsDismissed: false,
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    stuck: false
  }

  app.addHook('onRequest', async (request, reply) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://sandbox')
    control.requests.push({ method: request.method, path, query: Object.fromEntries(searchParams) })
    const failure = failures.find((each) => path.includes(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status, 'as the test says')
    }
    if (!/application\/json/.test(request.headers.accept ?? '')) return reply.code(200).type('text/html').send('<!doctype html><title>Convenia</title>')
    if (request.headers.token !== token) return refuse(reply, 401, 'Unauthenticated.')
    const now = performance.now()
    while (recent.length > 0 && recent[0]! < now - 60_000) recent.shift()
    if (recent.length >= perMinute) return refuse(reply.header('retry-after', String(Math.ceil((recent[0]! + 60_000 - now) / 1000))), 429, 'Too Many Attempts.')
    recent.push(now)
    const needed = permissionFor(path)
    if (needed !== undefined && !control.permissions.has(needed)) return refuse(reply, 403, 'This action is unauthorized.')
  })

  const granted = (value: object): object => Object.fromEntries(Object.entries(value).filter(([name]) => !control.ungranted.has(name)))

  /** A page as Laravel writes it: the links leave out what else was asked for. */
  function paged (request: FastifyRequest, reply: FastifyReply, all: object[], size: number): unknown {
    const { origin, pathname, page: asked } = addressOf(request)
    if (!/^[1-9]\d*$/.test(asked)) return refuse(reply, 422, 'The page must be at least 1.')
    const page = control.stuck ? 1 : Number(asked)
    const last = Math.max(1, Math.ceil(all.length / size))
    const path = `${origin}${pathname}`
    const linkTo = (to: number): string | null => to < 1 || to > last ? null : `${path}?page=${to}`
    const data = all.slice((page - 1) * size, page * size).map(granted)
    return {
      current_page: page,
      data,
      first_page_url: linkTo(1),
      from: data.length === 0 ? null : (page - 1) * size + 1,
      last_page: control.stuck ? last + 1 : last,
      last_page_url: linkTo(last),
      links: [],
      next_page_url: linkTo(page + 1),
      path,
      per_page: size,
      prev_page_url: linkTo(page - 1),
      to: data.length === 0 ? null : (page - 1) * size + data.length,
      total: all.length
    }
  }

  app.get(`${BASE}/employees`, async (request, reply) => {
    const { query } = addressOf(request)
    const size = Number(query.get('paginate') ?? USUAL_SIZE)
    if (!Number.isInteger(size) || size < 1 || size > MOST_ON_A_PAGE) return refuse(reply, 422, 'The paginate may not be greater than 1000.')
    const matches = [...query].flatMap(([name, value]) => /^match\[(\w+)\]$/.exec(name)?.[1] === undefined ? [] : [[/\[(\w+)\]/.exec(name)![1]!, value] as const])
    if ([...query.keys()].some((name) => !/^(page|paginate|(match|different|like)\[\w+\])$/.test(name))) return refuse(reply, 422, 'unknown parameter')
    const listed = [...control.people.values()].filter(({ gone }) => !gone)
      .filter((each) => matches.every(([name, value]) => String((each as unknown as Record<string, unknown>)[name] ?? '') === value))
    return paged(request, reply, listed.map(inList), size)
  })

  app.get(`${BASE}/employees/dismissed`, async (request, reply) => {
    const { query } = addressOf(request)
    const [from, to] = [query.get('from_date') ?? '0000-01-01', query.get('to_date') ?? '9999-12-31']
    if (!DAY.test(from) || !DAY.test(to) || from > to) return refuse(reply, 422, 'The from_date is not a valid date.')
    if ([...query.keys()].some((name) => !['from_date', 'to_date', 'page'].includes(name))) return refuse(reply, 422, 'unknown parameter')
    const dismissed = [...control.people.values()].filter(({ dismissal }) => dismissal !== null && dismissal.date >= from && dismissal.date <= to)
    return paged(request, reply, dismissed.map(inDismissed), USUAL_SIZE)
  })

  app.get(`${BASE}/employees/:id`, async (request, reply) => {
    const employee = control.people.get((request.params as { id: string }).id)
    if (employee === undefined || (employee.gone && !control.keepsDismissed)) return refuse(reply, 404, 'Not found.')
    return { message: '', data: granted(inDetail(employee, control.shape)), redirect: null, success: true }
  })

  app.get(`${BASE}/tokens/permissions`, async () => ({ message: '', data: [...control.permissions], redirect: null, success: true }))

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url: `${url}${BASE}`, control, close: () => app.close() }
}

function permissionFor (path: string): string | undefined {
  if (!path.startsWith(`${BASE}/employees`)) return undefined
  const rest = path.slice(`${BASE}/employees`.length)
  return rest === '' ? 'employees.index' : rest === '/dismissed' ? 'employees.dismissed' : 'employees.show'
}

function addressOf (request: FastifyRequest): { origin: string, pathname: string, query: URLSearchParams, page: string } {
  const { origin, pathname, searchParams: query } = new URL(request.url, `http://${request.headers.host}`)
  return { origin, pathname, query, page: query.get('page') ?? '1' }
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply => reply.code(status).send({ message, data: null, redirect: null, success: false })
