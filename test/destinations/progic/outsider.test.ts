import Fastify from 'fastify'
import t, { type Test } from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { account, desiredOf, START, worldOf } from '../world.ts'
import { ANA } from './setup.ts'

interface Row { id: string, status: string, person: Record<string, unknown> }

/** A page that looks like neither dialect: tokens as JSON in words of its own, PATCH, cursors, people who stay as inactive, a no as 400 with a code. */
async function outsider (t: Test) {
  const rows: Row[] = []
  const calls: { method: string, url: string, body: unknown }[] = []
  const app = Fastify()
  app.addHook('preHandler', async ({ method, url, body, headers }, reply) => {
    calls.push({ method, url, body })
    if (url !== '/auth' && headers.authorization !== 'Bearer abc') return reply.code(401).send({ fault: { id: 'TOKEN' } })
    if (url !== '/auth' && headers['x-version'] !== '2') return reply.code(400).send({ fault: { id: 'VERSION' } })
  })
  app.post('/auth', async ({ body }, reply) => {
    const { client_id: id, client_secret: secret, audience } = body as Record<string, string>
    return id === 'me' && secret === 'pw' && audience === 'people' ? { data: { token: 'abc', ttl: '3600' } } : reply.code(403).send({})
  })
  const taken = (person: Record<string, unknown>, but?: Row) => rows.some((row) => row !== but && row.person.code === person.code && row.person.firm === person.firm)
  const no = (id: string) => ({ fault: { id, on: [] } })
  app.post('/people', async ({ body }, reply) => {
    const [given] = (body as { people: Record<string, unknown>[] }).people
    if (taken(given!)) return reply.code(400).send(no('DUP'))
    const row: Row = { id: `p-${rows.length + 1}`, status: 'ON', person: given! }
    rows.push(row)
    return { ok: 1, created: [{ ref: row.id }] }
  })
  app.patch('/people/by-ref', async ({ body, query }, reply) => {
    const row = rows.find(({ id }) => id === (query as { ref: string }).ref)
    if (row === undefined) return reply.code(400).send(no('NOBODY'))
    const { state, ...changes } = body as Record<string, unknown>
    row.status = typeof state === 'string' ? state : row.status
    Object.assign(row.person, changes)
    return { ok: 1 }
  })
  app.post('/people/search', async ({ body }) => {
    const { after = '0' } = body as Record<string, string>
    const from = Number(after)
    return { ok: 1, hits: rows.slice(from, from + 2).map(({ id, status, person }) => ({ doc: { uid: id, status, ...person } })), more: from + 2 < rows.length ? String(from + 2) : null }
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  return { url, rows, calls }
}

const OPTIONS = {
  headers: { 'X-Version': '2' },
  names: { company_code: 'firm', employee_number: 'code', first_name: 'given', last_name: 'family', work_email: 'mails.0', hire_date: 'since', job_title: 'role', show_birthday: 'party' },
  id: 'uid',
  create: { path: '/people', wrap: 'people.0', item: 'created.0', id: 'ref' },
  update: { method: 'PATCH', path: '/people/by-ref?ref={id}', body: 'changed', set: { state: 'ON' } },
  delete: { method: 'PATCH', path: '/people/by-ref?ref={id}', set: { state: 'OFF' } },
  find: { method: 'POST', path: '/people/search', query: { code: '{employee_number}' }, items: 'hits', item: 'doc', paging: { style: 'cursor', parameter: 'after', next: 'more' } },
  errors: { code: 'fault.id', codes: { DUP: 'exists', NOBODY: 'missing', TOKEN: 'unauthorized' }, ok: { path: 'ok', value: 1 } },
  inactive: { path: 'status', values: ['OFF'] },
  date_format: 'YYYY-MM-DDT00:00:00Z',
  booleans: [1, 0]
}

async function setup (t: Test, more: object = {}) {
  const there = await outsider(t)
  const clock = { at: START }
  const options = complete({ ...OPTIONS, ...more, token: { url: `${there.url}/auth`, body_as: 'json', access_token: 'data.token', expires_in: 'data.ttl', parameters: { audience: 'people' } } } as unknown as Partial<ProgicOptions>)
  return { ...there, ...worldOf(t, { adapter: progic, url: there.url, clock, options: options as never, credentials: { client_id: 'me', client_secret: 'pw' } }) }
}

const { cpf: _, custom: __, ...HERS } = ANA

t.test('an API that an outsider wrote is a matter of settings', async (t) => {
  const { deliver, rows, clock, check, plan, calls } = await setup(t)
  t.match(await check(), { ok: true })
  const made = await deliver(desiredOf({ ...HERS, show_birthday: false }))
  t.match(rows, [{ id: 'p-1', status: 'ON', person: { firm: '01', code: '00123', given: 'Ana', family: 'Souza', mails: ['ana.souza@example.com'], since: '2026-03-02T00:00:00Z', party: 0 } }])
  t.equal(account(made.known).remoteId, 'p-1')
  clock.at += 11_000
  const seen = await deliver(desiredOf({ ...HERS, show_birthday: false }), made.known)
  t.equal(account(seen.known).confirmed, true)
  t.same((await plan(desiredOf({ ...HERS, show_birthday: false }), seen.known)).steps, [])
  const changed = await deliver(desiredOf({ ...HERS, job_title: 'Gerente' }), seen.known)
  t.match(calls.at(-1), { method: 'PATCH', url: '/people/by-ref?ref=p-1', body: { role: 'Gerente', state: 'ON' } })

  const gone = await deliver(desiredOf({ ...HERS, termination: { date: '2026-03-09' } }, { state: 'ended' }), changed.known)
  t.match([gone.known.kind, rows[0]?.status], ['ended', 'OFF'])
  clock.at += 11_000
  const confirmed = await deliver(desiredOf({ ...HERS, termination: { date: '2026-03-09' } }, { state: 'ended' }), gone.known)
  t.match(confirmed.known, { kind: 'ended', confirmed: true })
})

t.test('who was removed and is still shown comes back by a question, or by an update', async (t) => {
  const { deliver, rows, answer } = await setup(t)
  rows.push({ id: 'p-1', status: 'OFF', person: { firm: '01', code: '00123', given: 'Ana', family: 'Souza' } })
  const back = await deliver(desiredOf(HERS))
  t.match(back.plan.holds, [{ reason: 'rehire' }], 'a new account was refused')
  answer(back.plan, 'rehire', { rehire: 'update' })
  const again = await deliver(desiredOf(HERS), back.known)
  t.match([again.known.kind, rows.length, rows[0]], ['active', 1, { status: 'ON', person: { role: 'Analista' } }])
  const direct = await setup(t, { rehire: 'update' })
  direct.rows.push({ id: 'p-1', status: 'OFF', person: { firm: '01', code: '00123' } })
  t.equal((await direct.deliver(desiredOf(HERS))).known.kind, 'active')
  t.match(direct.rows, [{ status: 'ON', person: { given: 'Ana' } }])
})

t.test('pages are followed by cursor until somebody is found', async (t) => {
  const { deliver, rows, calls } = await setup(t)
  for (let n = 1; n <= 5; n++) rows.push({ id: `p-${n}`, status: 'ON', person: { firm: '01', code: n === 5 ? '00123' : `x${n}` } })
  t.equal(account((await deliver(desiredOf(HERS))).known).remoteId, 'p-5')
  t.equal(calls.filter(({ url }) => url === '/people/search').length, 3)
})
