import Fastify from 'fastify'
import t from 'tap'
import { pulsesSandbox, startPulsesSandbox } from '../../../src/destinations/pulses/sandbox/index.ts'
import type { Snapshot } from '../../../src/destinations/pulses/sandbox/index.ts'
import { CPF, NOBODY, NOW, OTHER_CPF, USED, setup, until } from './sandbox-client.ts'

t.test('faults befall the requests they are aimed at', async t => {
  const { call, control, url } = await setup(t)
  control.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, method: 'POST', times: 2 }, { kind: 'html' }, { kind: 'not_json' }, { kind: 'garbage' }, { kind: 'redirect' })
  t.match((await call('GET', '/employees/')).text, /^<!DOCTYPE html>[^]*Login/)
  for (let i = 0; i < 2; i++) {
    const { status, headers } = await call('POST', '/employees/', { cpf: CPF })
    t.strictSame([status, headers.get('retry-after')], [429, '7'])
  }
  t.equal((await call('GET', '/employees/')).text, 'OK')
  t.match((await call('GET', '/employees/')).text, /^\{"code":1,[^}]*$/, 'cut off')
  t.equal((await call('GET', '/employees/')).status, 302)
  t.match((await call('GET', '/employees/')).message, NOBODY, 'used up')

  control.faults.push({ kind: 'slow', ms: 1 })
  t.match((await call('POST', '/employees/', { internal_number: 'slow' })).json, { code: 1 })
  control.faults.push({ kind: 'reset' }, { kind: 'lost' }, { kind: 'status', status: 504, applied: true }, { kind: 'dropped' }, { kind: 'hang', applied: true })
  await t.rejects(call('POST', '/employees/', { internal_number: 'reset' }))
  await t.rejects(call('POST', '/employees/', { internal_number: 'lost' }))
  t.equal((await call('POST', '/employees/', { internal_number: 'late' })).status, 504)
  t.match((await call('POST', '/employees/', { internal_number: 'dropped' })).json, { code: 1 })
  const gaveUp = new AbortController()
  const hanging = fetch(`${url}/employees/`, { method: 'POST', signal: gaveUp.signal, headers: { authorization: 'secret', 'content-type': 'application/json' }, body: '{"internal_number":"hang"}' })
  await until(() => control.requests().at(-1)?.fault === 'hang')
  gaveUp.abort()
  await t.rejects(hanging)
  control.apply()
  t.strictSame(control.people().map(person => person.internal_number), ['slow', 'lost', 'late', 'hang'])
  t.strictSame(control.requests().slice(-5).map(({ fault, status, applied }) => [fault, status, applied]),
    [['reset', null, false], ['lost', null, true], ['status', 504, true], ['dropped', 200, false], ['hang', null, true]])
})

t.test('an open request does not keep the sandbox from closing', async t => {
  const { url, control, close } = await startPulsesSandbox({ tokens: ['secret'], now: () => NOW })
  control.faults.push({ kind: 'hang' })
  const hanging = t.rejects(fetch(`${url}/employees/`))
  await until(() => control.requests().length > 0)
  await close()
  await hanging
})

t.test('faults by chance are the same for the same seed', async t => {
  const runs = []
  for (const chaosSeed of [7, 7, 8]) {
    const { call, control } = await setup(t, {}, { chaosSeed })
    control.faults.push({ kind: 'status', status: 500, chance: 0.5, times: 'always', path: '/employees/*' })
    const statuses = []
    for (let i = 0; i < 20; i++) statuses.push((await call('GET', '/employees/')).status)
    runs.push(statuses.join())
  }
  t.equal(runs[0], runs[1])
  t.not(runs[0], runs[2])
  t.match(runs[0], /200.*500|500.*200/)
})

t.test('a limit of requests answers 429 by itself', async t => {
  let now = NOW
  const { call } = await setup(t, {}, { requestsPerSecond: 2, now: () => now })
  t.equal((await call('GET', '/employees/')).headers.get('x-ratelimit-remaining'), '1')
  t.equal((await call('GET', '/employees/')).status, 200)
  const refused = await call('GET', '/employees/')
  t.strictSame([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-ratelimit-limit')], [429, '1', '2'])
  now = new Date(NOW.getTime() + 1000)
  t.equal((await call('GET', '/employees/')).status, 200)
})

t.test('the journal shows what was sent, and no token', async t => {
  const { call, control } = await setup(t)
  await call('POST', '/employees/', '{ "cpf": "52998224725" }')
  await call('GET', '/employees/?internal_number=7')
  const [post, get] = control.requests()
  t.match(post, { number: 1, method: 'POST', path: '/employees/', raw: '{ "cpf": "52998224725" }', body: { cpf: CPF }, status: 200, applied: true, operation: 'createEmployee' })
  t.match(get, { query: { internal_number: '7' }, raw: '', headers: { authorization: '(removed)' }, applied: false, why: 'nobody matches' })
  t.notMatch(JSON.stringify(control.requests()), 'secret')
})

t.test('the same by HTTP, for integrators', async t => {
  const { call, control } = await setup(t)
  control.seed({ cpf: CPF, groups: ['Vendas'], leaders: ['1'] })
  t.equal((await call('GET', '/_sandbox/state', undefined, { authorization: 'wrong' })).status, 401)
  const basic = { authorization: `Basic ${Buffer.from('secret:').toString('base64')}` }
  t.match((await call('GET', '/_sandbox/state', undefined, basic)).json, { people: [{ cpf: CPF, groups: ['Vendas'] }], groups: [{ name: 'Vendas' }], positions: [], pending: [] })
  t.equal((await call('POST', '/_sandbox/faults', { kind: 'status', status: 503, times: 2 })).status, 201)
  t.equal(control.faults.list().length, 1)
  for (const fault of [{}, { kind: 'fire' }, { kind: 'status' }, { kind: 'slow', ms: 'x' }, { kind: 'reset', status: 500 }, [{ kind: 'lost', times: 0 }], 7]) {
    t.match(await call('POST', '/_sandbox/faults', fault), { status: 422, json: { error: String } })
  }
  t.equal((await call('GET', '/employees/')).status, 503)
  t.match((await call('GET', '/_sandbox/requests')).text, /"status": 503/)
  t.match((await call('POST', '/_sandbox/apply')).json, { applied: 0 })
  t.match((await call('DELETE', '/_sandbox/state')).json, { people: [], groups: [] })
  t.strictSame([control.faults.list(), control.requests()], [[], []])
  t.equal((await call('GET', '/_sandbox/nothing')).status, 404)
})

t.test('a restart finds the account, the queue and the ids again', async t => {
  let saved = ''
  const persist = {
    load: async () => saved === '' ? undefined : JSON.parse(saved),
    save: async (snapshot: Snapshot) => { saved = JSON.stringify(snapshot) }
  }
  const known = { positions: ['Analista'] }
  const options = { tokens: ['secret'], now: () => NOW, applyAfterMs: 'manual' as const, known, persist }
  const post = (url: string, body: object) => fetch(`${url}/employees/`, { method: 'POST', headers: { authorization: 'secret', 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const first = await startPulsesSandbox(options)
  await post(first.url, { cpf: CPF, position: 'Analista' })
  first.control.apply()
  await post(first.url, { cpf: OTHER_CPF })
  await first.close()

  const second = await startPulsesSandbox(options)
  t.teardown(() => second.close())
  t.match(second.control.state(), { people: [{ cpf: CPF }], positions: { length: 1 }, pending: { length: 1 } })
  t.match(await (await post(second.url, { cpf: OTHER_CPF })).json(), { code: 0, message: USED }, 'what is pending still counts')
  second.control.apply()
  t.equal(new Set(second.control.people().map(person => person.id_person)).size, 2)
})

t.test('mounted in another application it changes nothing outside its prefix', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/echo', async request => request.body)
  await app.register(pulsesSandbox({ tokens: ['secret'], now: () => NOW, applyAfterMs: 0 }), { prefix: '/sandbox/pulses' })
  t.equal((await app.inject({ method: 'POST', url: '/echo', headers: { 'content-type': 'text/xml' }, body: '<a/>' })).statusCode, 415)
  t.same((await app.inject({ method: 'POST', url: '/echo', body: { a: 1 } })).json(), { a: 1 })
  t.match((await app.inject('/nowhere')).json(), { statusCode: 404 })
  t.equal((await app.inject('/sandbox/pulses/employees?cpf=1')).headers.location, '/sandbox/pulses/employees/?cpf=1')
  t.match((await app.inject({ method: 'POST', url: '/sandbox/pulses/employees/', headers: { authorization: 'secret' }, body: { cpf: CPF } })).json(), { code: 1 })
  t.match((await app.inject({ url: '/sandbox/pulses/_sandbox/state', headers: { authorization: 'Bearer secret' } })).json(), { people: [{ cpf: CPF }] })
})
