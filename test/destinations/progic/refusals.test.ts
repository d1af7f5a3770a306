import Fastify from 'fastify'
import t, { type Test } from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { creates, finds } from '../../../src/destinations/progic/calls.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { refusedField } from '../../../src/destinations/progic/refused.ts'
import { account, desiredOf, START, worldOf } from '../world.ts'
import { ANA } from './setup.ts'

const optionsOf = (given: object): ProgicOptions => complete(given as Partial<ProgicOptions>)
const { custom: _, ...HERS } = ANA

t.test('a number with leading zeros is never another number', async (t) => {
  const options = optionsOf({ names: { employee_number: 'code', idgroup: 'group' }, numbers: ['employee_number', 'idgroup', 'id'] })
  const bodyOf = (number: string) => creates([{ field: 'employee_number', to: number }, { field: 'idgroup', to: '12' }], options).body
  t.same(bodyOf('00123'), { code: '00123', group: 12 })
  t.same(bodyOf('123'), { code: 123, group: 12 })
  t.same(bodyOf('0'), { code: 0, group: 12 })
})

t.test('a search has its parameters at dotted paths, and counts in numbers', async (t) => {
  const options = optionsOf({ names: { employee_number: 'code' }, find: { method: 'POST', path: '/search', query: { 'filter.code': '{employee_number}' } } })
  const bodyOf = (page: Record<string, string>, more: object = {}) =>
    finds((name) => name === 'employee_number' ? '00123' : undefined, page, optionsOf({ ...options, find: { ...options.find, ...more } }))?.body
  t.same(bodyOf({ page: '1', size: '50' }, { paging: { style: 'page' } }), { filter: { code: '00123' }, page: 1, size: 50 })
  t.same(bodyOf({ after: '7', size: '50' }, { paging: { style: 'cursor', parameter: 'after' } }), { filter: { code: '00123' }, after: '7', size: 50 }, 'a cursor is what it was told as')
})

t.test('the field of a refusal is a name, one of a list, or a key', async (t) => {
  const changes = [{ field: 'work_email', from: null, to: 'a@b.example' }, { field: 'mobile_phone', from: null, to: '1' }]
  const fieldIn = (body: unknown) => refusedField({ kind: 'refusal', why: 'invalid', answer: {} as never, body }, { changes }, optionsOf({ names: { work_email: 'contact.mail', mobile_phone: 'contact.mobile' }, errors: { field: 'errors' } }))
  for (const errors of ['contact.mail', ['mail'], ['other', 'mail'], { mail: ['is not valid'] }, { 'contact.mail': 'is not valid' }]) t.equal(fieldIn({ errors }), 'work_email', JSON.stringify(errors))
  for (const errors of [null, 7, [], [null, 7], {}, ['other'], { other: [] }, undefined]) t.equal(fieldIn({ errors }), undefined)
})

/** Company code with number, address and CPF are each of one employee only. */
async function unique (t: Test) {
  const rows: Record<string, unknown>[] = []
  const app = Fastify()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/token', async () => ({ access_token: 'abc', token_type: 'Bearer' }))
  app.get('/people', async ({ query }) => rows.filter(({ code }) => code === (query as { code: string }).code))
  const taken = (given: Record<string, unknown>, but?: unknown) => ['code', 'mail', 'cpf'].find((name) => given[name] !== undefined && rows.some((row) => row !== but && row[name] === given[name]))
  const no = (field: string) => ({ errors: [{ code: 'taken', field }] })
  app.post('/people', async ({ body }, reply) => {
    const field = taken(body as Record<string, unknown>)
    if (field !== undefined) return reply.code(400).send(no(field))
    rows.push({ id: rows.length + 1, ...body as object })
    return reply.code(201).send(rows.at(-1))
  })
  app.patch('/people/:id', async ({ body, params }, reply) => {
    const row = rows.find(({ id }) => String(id) === (params as { id: string }).id)!
    const field = taken(body as Record<string, unknown>, row)
    return field === undefined ? Object.assign(row, body) : reply.code(400).send(no(field))
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const options = optionsOf({
    names: { employee_number: 'code', first_name: 'given', last_name: 'family', work_email: 'mail', personal_email: 'home', pin: 'cpf', job_title: 'role' },
    create: { path: '/people' },
    update: { method: 'PATCH', path: '/people/{id}', body: 'changed' },
    find: { path: '/people', query: { code: '{employee_number}' } },
    confirm: false,
    errors: { code: 'errors.0.code', field: 'errors.0.field', codes: { taken: 'exists' } },
    token: { url: `${url}/token` }
  })
  return { rows, ...worldOf(t, { adapter: progic, url, clock: { at: START }, options: options as never, credentials: { client_id: 'me', client_secret: 'pw' } }) }
}

t.test('an address that is somebody else\'s keeps back only itself', async (t) => {
  const { deliver, rows, plan } = await unique(t)
  rows.push({ id: 1, code: '9', mail: ANA.work_email })
  const { known, plan: left } = await deliver(desiredOf(HERS))
  t.match(rows[1], { code: '00123', given: 'Ana', cpf: ANA.cpf, role: 'Analista' })
  t.notOk('mail' in rows[1]!)
  t.match(left.holds, [{ reason: 'identity_conflict', field: 'work_email' }])
  const other = desiredOf({ ...HERS, work_email: 'ana.clara@example.com' })
  t.equal(account((await deliver(other, known)).known).fields.work_email, 'ana.clara@example.com')
  t.same((await plan(desiredOf(HERS), known)).steps, [])
})

t.test('a CPF that is somebody else\'s makes no second account', async (t) => {
  const { deliver, rows } = await unique(t)
  rows.push({ id: 1, code: '9', cpf: ANA.cpf })
  t.match((await deliver(desiredOf(HERS))).plan.holds, [{ reason: 'identity_conflict' }])
  t.equal(rows.length, 1)
})

t.test('a yes that lacks what it is to hold is looked at before it is believed', async (t) => {
  const app = Fastify()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/token', async () => ({ access_token: 'abc', token_type: 'Bearer' }))
  app.all('/*', async ({ method }) => method === 'GET' ? [{ id: 1, code: '00123', given: 'Ana', family: 'Souza' }] : {})
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const options = optionsOf({
    names: { employee_number: 'code', first_name: 'given', last_name: 'family', job_title: 'role' },
    update: { path: '/people/{id}', item: 'data' },
    delete: { path: '/people/{id}', item: 'data' },
    find: { path: '/people' },
    token: { url: `${url}/token` }
  })
  const { deliver } = worldOf(t, { adapter: progic, url, clock: { at: START }, options: options as never, credentials: { client_id: 'me', client_secret: 'pw' } })
  t.match((await deliver(desiredOf(HERS))).outcomes.at(-1), { kind: 'unknown' })
  t.match((await deliver(desiredOf({ ...HERS, termination: { date: '2026-03-09' } }, { state: 'ended' }))).outcomes.at(-1), { kind: 'unknown' })
})
