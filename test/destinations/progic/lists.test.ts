import Fastify from 'fastify'
import t, { type Test } from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { account, desiredOf, START, worldOf } from '../world.ts'
import { ANA } from './setup.ts'

type Query = Record<string, string>
interface Row { id: string, firm?: string, code: string, given: string, family: string, pin?: string, party?: string }

const { custom: _, cpf: __, ...HERS } = ANA
const leaving = desiredOf({ ...HERS, termination: { date: '2026-03-09' } }, { state: 'ended' })
const others = (count: number): Row[] => Array.from({ length: count }, (_, i) => ({ id: `p-${i}`, firm: '01', code: `x${i}`, given: 'A', family: 'B' }))
const hers: Row = { id: 'p-ana', firm: '01', code: '00123', given: 'Ana', family: 'Souza' }
const NAMES = { company_code: 'firm', employee_number: 'code', first_name: 'given', last_name: 'family', pin: 'pin', personal_email: 'party' }

/** A list in whatever pages, and employees at their own addresses. */
async function directory (t: Test, rows: Row[], listed: (query: Query, rows: Row[]) => { status?: number, body: unknown }, more: object) {
  const writes: { method: string, url: string, body: unknown }[] = []
  const asked: Query[] = []
  const app = Fastify()
  app.addHook('preHandler', async ({ method, url, body }) => { if (method !== 'GET' && url !== '/token') writes.push({ method, url, body }) })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/token', async () => ({ access_token: 'abc', token_type: 'Bearer' }))
  app.get('/people', async ({ query }, reply) => {
    asked.push(query as Query)
    const { status = 200, body } = listed(query as Query, rows)
    return reply.code(status).send(body)
  })
  const at = (url: string) => rows.find(({ id }) => url.split('?')[0] === `/people/${id}`)
  app.get('/people/:id', async ({ url }, reply) => at(url) ?? reply.code(404).send({}))
  app.put('/people/:id', async ({ url, body }) => Object.assign(at(url)!, body))
  app.delete('/people/:id', async ({ url }, reply) => {
    rows.splice(rows.indexOf(at(url)!), 1)
    return reply.code(204).send()
  })
  app.post('/people', async ({ body }) => ({ id: 'p-new', ...body as object }))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const options = complete({
    names: NAMES, create: { path: '/people' }, update: { path: '/people/{id}' }, delete: { path: '/people/{id}' }, read: { path: '/people/{id}' }, confirm: false, token: { url: `${url}/token` }, ...more
  } as unknown as Partial<ProgicOptions>)
  return { rows, writes, asked, ...worldOf(t, { adapter: progic, url, clock: { at: START }, options: options as never, credentials: { client_id: 'me', client_secret: 'pw' } }) }
}

const numbered = (style: 'page' | 'offset' = 'page') => ({ find: { path: '/people', items: 'data', paging: { style, parameter: style, size_parameter: 'size', size: 100 } } })
const cursors = { find: { path: '/people', items: 'data', paging: { style: 'cursor', parameter: 'after', next: 'more' } } }
const sliced = (query: Query, rows: Row[], most: number): Row[] => rows.slice((Number(query.page) - 1) * most, Number(query.page) * most)

t.test('a leaver behind a page that is shorter than was asked for is found and removed', async (t) => {
  for (const [style, page] of [['page', (query: Query, rows: Row[]) => sliced(query, rows, 20)], ['offset', (query: Query, rows: Row[]) => rows.slice(Number(query.offset)).slice(0, 20)]] as const) {
    const { deliver, rows } = await directory(t, [...others(45), { ...hers }], (query, all) => ({ body: { data: page(query, all) } }), numbered(style))
    t.equal((await deliver(leaving)).known.kind, 'ended')
    t.equal(rows.length, 45, style)
  }
})

t.test('a page behind the last one may be empty, refused, not found, or the last one again', async (t) => {
  for (const behind of [{ body: { data: [] } }, { status: 422, body: { error: 'page' } }, { status: 404, body: {} }, { body: { data: others(3) } }]) {
    const { deliver, asked } = await directory(t, others(3), (query) => query.page === '1' ? { body: { data: others(3) } } : behind, numbered())
    t.match((await deliver(leaving)).known, { kind: 'absent' })
    t.equal(asked.length, 2)
  }
})

t.test('a full page that comes again and again says nothing about who is not there', async (t) => {
  const { deliver, writes } = await directory(t, [], () => ({ body: { data: others(100) } }), numbered())
  t.match((await deliver(desiredOf(HERS))).outcomes, [{ kind: 'retry', code: 'unrecognised' }])
  t.same(writes, [])
})

t.test('a cursor goes on behind an empty page, ends where it stands still, and leads nowhere when it goes in a circle', async (t) => {
  const paged = (next: Record<string, { data: Row[], more: string | null }>) => ({ after = 'first' }: Query) => ({ body: next[after] })
  const found = await directory(t, [{ ...hers }], paged({ first: { data: [], more: 'a' }, a: { data: [], more: 'b' }, b: { data: [hers], more: null } }), cursors)
  t.equal((await found.deliver(leaving)).known.kind, 'ended')
  t.same(found.rows, [])
  const still = await directory(t, [], paged({ first: { data: others(2), more: 'a' }, a: { data: [], more: 'a' } }), cursors)
  t.match((await still.deliver(leaving)).known, { kind: 'absent' })
  const circle = await directory(t, [], paged({ first: { data: others(2), more: 'a' }, a: { data: others(1), more: 'a' } }), cursors)
  t.match((await circle.deliver(leaving)).outcomes, [{ kind: 'retry', code: 'unrecognised' }])
})

t.test('a list that does not show the company removes nobody by the number alone', async (t) => {
  const bare = ({ id, code }: Row) => ({ id, code })
  const seen = (rows: Row[], more: object = {}) => directory(t, rows, (_query, all) => ({ body: { data: all.map(bare) } }), { find: { path: '/people', items: 'data' }, ...more })
  const other = { ...hers, id: 'p-other', firm: '02' }
  const read = await seen([{ ...other }])
  t.match((await read.deliver(leaving)).known, { kind: 'absent' }, 'their own address says whose they are')
  t.equal(read.rows.length, 1)
  const both = await seen([{ ...other }, { ...hers }])
  t.equal((await both.deliver(leaving)).known.kind, 'ended')
  t.match(both.rows, [{ id: 'p-other' }])
  const blind = await seen([{ ...other }], { read: {} })
  t.match((await blind.deliver(leaving)).outcomes, [{ kind: 'retry', code: 'unrecognised' }])
  t.equal(blind.rows.length, 1)
  const asked = await seen([{ ...hers }], { read: {}, find: { path: '/people', items: 'data', query: { firm: '{company_code}', code: '{employee_number}' } } })
  t.equal((await asked.deliver(leaving)).known.kind, 'ended', 'unless the list was asked for that company')
})

t.test('an address by number alone is nobody\'s until it shows the company', async (t) => {
  const of = (row: Partial<Row>, path: string) => directory(t, [{ ...hers, ...row, id: '00123' }], () => ({ body: {} }), { find: { by: 'path', path }, read: {}, id: 'code', delete: { path: '/people/{id}' } })
  const bare = { firm: undefined as never }
  t.match((await (await of(bare, '/people/{employee_number}')).deliver(leaving)).outcomes, [{ kind: 'retry', code: 'unrecognised' }])
  t.match((await (await of({ firm: '02' }, '/people/{employee_number}')).deliver(leaving)).known, { kind: 'absent' })
  t.match((await (await of({}, '/people/{employee_number}')).deliver(leaving)).known, { kind: 'ended' })
  t.match((await (await of(bare, '/people/{employee_number}?firm={company_code}')).deliver(leaving)).known, { kind: 'ended' })
})

t.test('what a list does not show is neither overlooked nor wiped out', async (t) => {
  const listed = (_query: Query, rows: Row[]) => ({ body: { data: rows.map(({ id, firm, code }) => ({ id, firm, code })) } })
  const find = { find: { path: '/people', items: 'data' } }
  const kept = await directory(t, [{ ...hers, given: 'Anna', party: 'ana@home.example' }], listed, find)
  await kept.deliver(desiredOf(HERS))
  t.match(kept.rows, [{ given: 'Ana', party: 'ana@home.example' }], 'HR says nothing of it, and the body replaces')
  const another = await directory(t, [{ ...hers, pin: '11144477735' }], listed, find)
  t.match((await another.deliver(desiredOf({ ...HERS, cpf: '52998224725' }))).plan.holds, [{ reason: 'identity_conflict' }])
  t.same(another.writes, [])
})

t.test('a leaver of whom nobody tells the company is neither removed by the number nor passed over', async (t) => {
  const { company_code: _, ...rest } = HERS
  const { deliver, plan, rows, answer } = await directory(t, [{ ...hers }], (_query, all) => ({ body: { data: all } }), { find: { path: '/people', items: 'data' } })
  const nameless = desiredOf({ ...rest, termination: { date: '2026-03-09' } }, { state: 'ended' })
  const asked = await deliver(nameless)
  t.match(asked.plan.holds, [{ reason: 'identity_conflict', choices: { 'values.remote_id': /p-ana/ } }])
  t.equal(rows.length, 1)
  answer(await plan(nameless, asked.known), 'identity_conflict', { values: { remote_id: 'p-ana' } })
  t.equal(account((await deliver(nameless, asked.known)).known).kind, 'ended')
  t.same(rows, [])
})
