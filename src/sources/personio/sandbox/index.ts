import Fastify from 'fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { newOrganisation, serveOrganisation, type Organisation } from './organisation.ts'

/** A person as the account has it; dates are YYYY-MM-DD. */
export interface Person {
  id: string
  first_name: string
  last_name: string
  email: string
  /** Custom attributes by id. */
  custom: Record<string, string | null>
  created_at: string
  updated_at: string
  employments: Employment[]
}

export interface Employment {
  id: string
  status: 'ONBOARDING' | 'ACTIVE' | 'LEAVE' | 'INACTIVE' | 'UNSPECIFIED'
  title: string | null
  department: string | null
  team?: string
  office?: string
  legal_entity?: string
  cost_centers?: { name: string, weight: number }[]
  start: string
  end: string | null
  supervisor: string | null
  termination: { termination_date: string, last_working_day?: string, type: string, reason?: string } | null
}

export interface SandboxOptions {
  clientId: string
  clientSecret: string
  /** Attributes of persons and employments that the credential may read; absent: all. Others are left out, without an error. */
  readable?: string[]
  /** Scopes of the credential beside reading persons; absent: all. */
  scopes?: string[]
  /** Requests a second before 429; absent: 1,000. */
  burst?: number
}

export interface SandboxControl {
  people: Map<string, Person>
  organisation: Organisation
  requests: { method: string, path: string }[]
  /** Those of the credential now. */
  scopes: string[] | undefined
  /** The next requests whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** A `next` link that points at its own page. */
  loopLinks: boolean
}

interface Failure { path: string, status: number, times: number, after: number }

const TRACE = { personio_trace_id: '00000000-0000-4000-8000-000000000000', timestamp: '2026-01-01T00:00:00Z' }

/** What the reference says of the API, and strict about it: tokens, form encoding, page sizes, attributes that a credential may not read. */
export async function startPersonioSandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: Failure[] = []
  const control: SandboxControl = {
    people: new Map(),
    organisation: newOrganisation(),
    requests: [],
    scopes: options.scopes,
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    loopLinks: false
  }
  const tokens = new Set<string>()
  let window = { second: 0, count: 0 }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0]!
    control.requests.push({ method: request.method, path })
    const failure = failures.find((each) => path.startsWith(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status)
    }
    const second = Math.floor(Date.now() / 1000)
    window = window.second === second ? { second, count: window.count + 1 } : { second, count: 1 }
    // No Retry-After comes with it.
    if (window.count > (options.burst ?? 1000)) return refuse(reply.header('x-ratelimit-remaining', '0'), 429)
    if (!path.startsWith('/v2/auth') && path !== '/v1/auth' && !tokens.has(request.headers.authorization ?? '')) return refuse(reply, 401)
  })

  app.post('/v2/auth/token', async (request, reply) => {
    if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) return refuse(reply, 400, 'invalid_request')
    const form = new URLSearchParams(String(request.body))
    if (form.get('grant_type') !== 'client_credentials') return refuse(reply, 400, 'unsupported_grant_type')
    if (form.get('client_id') !== options.clientId || form.get('client_secret') !== options.clientSecret) return refuse(reply, 400, 'invalid_client')
    return { access_token: issue(), token_type: 'Bearer', expires_in: 86_400, scope: 'personio:persons:read' }
  })
  app.post('/v1/auth', async (request) => {
    const { client_id: id, client_secret: secret } = JSON.parse(String(request.body)) as Record<string, string>
    if (id !== options.clientId || secret !== options.clientSecret) return { success: false, error: { code: 0, message: 'Wrong credentials' } }
    return { success: true, data: { token: issue(), expires_in: 86_400, scope: '' } }
  })
  function issue (): string {
    const token = `papi-${tokens.size + 1}`
    tokens.add(`Bearer ${token}`)
    return token
  }

  const readable = (record: Record<string, unknown>): Record<string, unknown> =>
    options.readable === undefined ? record : Object.fromEntries(Object.entries(record).filter(([name]) => ['id', 'employments', 'person', 'status', ...options.readable!].includes(name)))
  const asPerson = (person: Person) => readable({
    id: person.id,
    email: person.email,
    first_name: person.first_name,
    last_name: person.last_name,
    preferred_name: null,
    gender: 'UNDEFINED',
    status: person.employments.some(({ status }) => status !== 'INACTIVE') ? 'ACTIVE' : 'INACTIVE',
    created_at: person.created_at,
    updated_at: person.updated_at,
    custom_attributes: Object.entries(person.custom).map(([id, value]) => ({ id, type: 'STRING', value })),
    employments: person.employments.map(({ id }) => ({ id })),
    _meta: { links: { self: { href: `/v2/persons/${person.id}` } } }
  })
  const { idOf } = control.organisation
  const asEmployment = (person: Person, one: Employment) => readable({
    id: one.id,
    person: { id: person.id },
    status: one.status,
    type: 'INTERNAL',
    position: { title: one.title },
    employment_start_date: one.start,
    employment_end_date: one.end,
    contract_end_date: null,
    supervisor: one.supervisor === null ? null : { id: one.supervisor },
    // Ids only, as everywhere in this version.
    org_units: [...one.department === null ? [] : [{ type: 'department', id: idOf('department', one.department) }], ...one.team === undefined ? [] : [{ type: 'team', id: idOf('team', one.team) }]],
    office: one.office === undefined ? null : { id: idOf('office', one.office) },
    legal_entity: one.legal_entity === undefined ? null : { id: idOf('legal_entity', one.legal_entity) },
    cost_centers: (one.cost_centers ?? []).map(({ name, weight }) => ({ id: idOf('cost_center', name), weight })),
    termination: one.termination
  })

  app.get('/v2/persons', async (request, reply) => {
    const query = new URL(request.url, 'http://sandbox').searchParams
    const size = Number(query.get('limit') ?? 10)
    if (!(size >= 1 && size <= 50)) return refuse(reply, 400)
    const after = query.get('updated_at.gt')
    if (after !== null && !/^\d{4}-\d{2}-\d{2}$/.test(after)) return refuse(reply, 400)
    const all = [...control.people.values()].filter(({ updated_at: at }) => after === null || at.slice(0, 10) > after)
    const from = Number(query.get('cursor') ?? 0)
    return listed(request, all.slice(from, from + size).map(asPerson), from + size < all.length ? String(from + size) : undefined)
  })
  app.get('/v2/persons/:id', async (request, reply) => {
    const person = control.people.get((request.params as { id: string }).id)
    return person === undefined ? refuse(reply, 404) : asPerson(person)
  })
  app.get('/v2/persons/:id/employments', async (request, reply) => {
    const person = control.people.get((request.params as { id: string }).id)
    if (person === undefined) return refuse(reply, 404)
    return listed(request, person.employments.toSorted((a, b) => a.start < b.start ? 1 : -1).map((one) => asEmployment(person, one)), undefined)
  })
  serveOrganisation(app, control.organisation, () => control.scopes, { refuse, listed })
  function listed (request: FastifyRequest, data: unknown[], cursor: string | undefined) {
    const self = new URL(request.url, `http://${request.host}`)
    const next = new URL(self)
    if (cursor !== undefined) next.searchParams.set('cursor', cursor)
    return { _data: data, _meta: { links: { self: { href: self.href }, ...((cursor !== undefined || control.loopLinks) && { next: { href: next.href } }) } } }
  }

  const attribute = (label: string, value: unknown, type = 'standard') => ({ label, value, type, universal_id: null })
  const asEmployee = (person: Person) => {
    const one = person.employments.toSorted((a, b) => a.start < b.start ? 1 : -1)[0]!
    const supervisor = one.supervisor === null ? undefined : control.people.get(one.supervisor)
    return {
      type: 'Employee',
      attributes: {
        id: attribute('ID', Number(person.id), 'integer'),
        first_name: attribute('First name', person.first_name),
        last_name: attribute('Last name', person.last_name),
        email: attribute('Email', person.email),
        status: attribute('Status', one.status.toLowerCase()),
        position: attribute('Position', one.title),
        employment_type: attribute('Employment type', 'internal'),
        hire_date: attribute('Hire date', `${one.start}T00:00:00+01:00`, 'date'),
        termination_date: attribute('Termination date', one.termination === null ? null : `${one.termination.termination_date}T00:00:00+01:00`, 'date'),
        termination_type: attribute('Termination type', one.termination?.type.toLowerCase() ?? null),
        department: attribute('Department', one.department === null ? null : { type: 'Department', attributes: { id: 1, name: one.department } }),
        supervisor: attribute('Supervisor', supervisor === undefined ? null : { type: 'Employee', attributes: { id: attribute('ID', Number(supervisor.id), 'integer'), email: attribute('Email', supervisor.email) } }),
        ...Object.fromEntries(Object.entries(person.custom).map(([id, value]) => [id, attribute(id, value)]))
      }
    }
  }
  app.get('/v1/company/employees', async (request, reply) => {
    const query = new URL(request.url, 'http://sandbox').searchParams
    const since = query.get('updated_since')
    const size = Number(query.get('limit') ?? 50)
    if (!(size >= 1 && size <= 100)) return refuse(reply, 400)
    const all = [...control.people.values()].filter(({ updated_at: at }) => since === null || at >= since)
    const offset = Number(query.get('offset') ?? 0)
    const data = since === null ? all.slice(offset, offset + size) : all
    return { success: true, metadata: { total_elements: all.length, current_page: Math.floor(offset / size), total_pages: Math.ceil(all.length / size) }, offset, limit: size, data: data.map(asEmployee) }
  })
  app.get('/v1/company/employees/:id', async (request, reply) => {
    const person = control.people.get((request.params as { id: string }).id)
    return person === undefined ? refuse(reply, 404) : { success: true, data: asEmployee(person) }
  })

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

function refuse (reply: FastifyReply, status: number, error = 'error'): FastifyReply {
  return reply.code(status).type('application/problem+json').send({ ...TRACE, error, errors: [{ title: error, detail: error, type: 'about:blank' }] })
}
