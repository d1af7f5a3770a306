import t from 'tap'
import pg from 'pg'
import { startPulsesSandbox } from '../../src/destinations/pulses/sandbox/index.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const DAY = 24 * 3600 * 1000
const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })
const item = (number: string, eventId: string, more: object = {}) => ({ type: 'hire', ...hire(number, more), event_id: eventId })
const key = (text: string) => ({ headers: { 'idempotency-key': text } })

t.test('a batch that was refused for its key has claimed no ids of items', async (t) => {
  const { call, settled, person } = await journey(t)
  t.equal((await call('/v1/batches', { items: [item('1', 'e1')] }, key('K'))).status, 202)
  t.match(await call('/v1/batches', { items: [item('2', 'e2')] }, key('K')), { status: 422, body: { code: 'idempotency_mismatch' } })
  const { status, body } = await call('/v1/batches', { items: [item('2', 'e2')] }, key('L'))
  t.equal(status, 202)
  await settled(body.items[0].id, 'delivered')
  t.ok(person('2'))
})

t.test('an item that comes again is the same event, and with another content it is refused alone', async (t) => {
  const { call, settled, person } = await journey(t)
  const { body: first } = await call('/v1/batches', { items: [item('1', 'e1')] })
  const { body: again } = await call('/v1/batches', { items: [item('2', 'e2'), item('1', 'e1')] })
  t.equal(again.items[1].id, first.items[0].id)
  const { status, body: other } = await call('/v1/batches', { items: [item('1', 'e1', { department: 'Other' }), item('3', 'e3')] })
  t.equal(status, 202)
  t.match(other, { accepted: 1, refused: 1, items: [{ index: 0, status: 422, errors: [{ pointer: '/items/0/event_id', code: 'idempotency_mismatch' }] }, { index: 1, status: 202 }] })
  for (const id of [first.items[0].id, again.items[0].id, other.items[1].id]) await settled(id, 'delivered')
  t.equal((await call('/v1/events')).body.data.length, 3)
  t.equal(person('1')?.unit_business, null)
})

t.test('a statement under a used key is the first one again, or refused when it says something else', async (t) => {
  const { call, settled } = await journey(t)
  const first = await call('/v1/hires', hire('1'), key('K'))
  t.equal(first.status, 202)
  t.same((await call('/v1/hires', hire('1'), key('K'))).body, first.body)
  t.match(await call('/v1/hires', hire('2'), key('K')), { status: 422, body: { code: 'idempotency_mismatch' } })
  t.equal((await call('/v1/changes', { employee_number: '1', department: 'X' }, key('K'))).status, 202, 'each route has its own keys')
  await settled(first.body.id, 'delivered')
  t.equal((await call('/v1/messages')).body.data.length, 2)
})

t.test("the sender's own id of an event is its key", async (t) => {
  const { call, settled } = await journey(t)
  const first = await call('/v1/hires', hire('1', { event_id: 'own' }))
  t.equal((await call('/v1/hires', hire('1', { event_id: 'own' }))).body.id, first.body.id)
  t.match(await call('/v1/hires', hire('1', { event_id: 'own', department: 'X' })), { status: 422, body: { code: 'idempotency_mismatch' } })
  t.match(await call('/v1/hires', hire('1', { event_id: 'own' }), key('another')), { status: 422, body: { errors: [{ pointer: '/event_id' }] } })
  await settled(first.body.id, 'delivered')
  t.equal((await call('/v1/events')).body.data.length, 1)
})

t.test('a body with a byte order mark in front is read like any other', async (t) => {
  const { url, admin, settled, person } = await journey(t)
  const { body: { key: secret } } = await admin('POST', '/v1/tenants/acme/keys', { role: 'ingest', label: 'bom' })
  const response = await fetch(`${url}/v1/hires`, {
    method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: Buffer.from(`\uFEFF${JSON.stringify(hire('1'))}`)
  })
  t.equal(response.status, 202)
  await settled((await response.json() as { id: string }).id, 'delivered')
  t.equal(person('1')?.name, 'Person 1')
})

t.test('the last identifier is not taken away: the rest counts, with a warning', async (t) => {
  const { say, settled, call } = await journey(t)
  const { employee_id: employee } = await settled(await say('hires', { cpf: '52998224725', full_name: 'Ana', hire_date: '2026-03-02' }), 'delivered')
  const change = await settled(await say('changes', { match: { cpf: '52998224725' }, cpf: null, department: 'Z' }), 'delivered', 'held')
  t.match(change, { status: 'delivered', warnings: [{ pointer: '/cpf', code: 'last_identifier', detail: String }] })
  t.match((await call(`/v1/employees/${employee}`)).body, { view: { cpf: '52998224725', department: 'Z' } })
  t.same((await call('/v1/holds')).body.data, [])
})

t.test('an address beside a number is a new address', async (t) => {
  const { say, settled, person } = await journey(t)
  await settled(await say('hires', hire('1', { work_email: 'old@example.com' })), 'delivered')
  await settled(await say('changes', { employee_number: '1', work_email: 'new@example.com' }), 'delivered')
  t.equal(person('1')?.email, 'new@example.com')
})

t.test('a destination that asked for a pause delays no other one of the same batch', async (t) => {
  const { call, clock, person } = await journey(t)
  const busy = await startPulsesSandbox({ tokens: ['token'], now: () => new Date(clock.now()) })
  t.teardown(() => busy.close())
  busy.control.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '3600' }, times: 'always' })
  const config = { kind: 'pulses', base_url: busy.url, credentials: { token: 'token' }, options: { requests_per_second: 1000 } }
  t.equal((await call('/v1/tenants/acme/destinations/busy', config, { method: 'PUT' })).status, 201)
  const { body } = await call('/v1/batches', { items: ['1', '2', '3'].map((number) => ({ type: 'hire', ...hire(number) })) })
  for (const { id } of body.items) {
    const at = async (name: string) => (await call(`/v1/events/${id}`)).body.destinations?.find(({ destination }: { destination: string }) => destination === name)?.status
    await until(async () => await at('pulses') === 'delivered')
    t.not(await at('busy'), 'delivered')
  }
  for (const number of ['1', '2', '3']) t.ok(person(number))
  t.match((await call('/v1/tenants/acme/destinations/busy')).body, { health: 'parked' })
})

t.test('a destination that was deleted leaves no fate open', async (t) => {
  const { say, settled, call, clock } = await journey(t)
  const held = await say('hires', hire('1', { job_title: 'Analsta' }))
  await settled(held, 'held')
  const waiting = await say('hires', hire('2', { hire_date: new Date(clock.now() + 60 * DAY).toISOString().slice(0, 10) }))
  await settled(waiting, 'waiting')
  t.equal((await call('/v1/tenants/acme/destinations/pulses', undefined, { method: 'DELETE' })).status, 204)
  for (const id of [held, waiting]) t.match((await call(`/v1/events/${id}`)).body, { status: 'ignored', destinations: [{ status: 'ignored', reason: 'destination_deleted' }] })
  t.same((await call('/v1/holds')).body.data, [])
  for (const status of ['held', 'waiting']) t.same((await call(`/v1/events?status=${status}`)).body.data, [])
})

t.test('a tenant whose keys are gone keeps no other one waiting, today or on a later day', async (t) => {
  const { say, settled, admin, databaseUrl, restart, clock, person } = await journey(t)
  t.equal((await admin('PUT', '/v1/tenants/zeta', { name: 'Zeta' })).status, 201)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query("DELETE FROM tenant_key WHERE tenant = 'zeta'")
  await restart()   // and nobody remembers them
  await client.query("INSERT INTO message (id, tenant, source, kind, fingerprint, sealed) VALUES ('msg_of_zeta', 'zeta', 'api', 'hire', 'x', 'x')").finally(() => client.end())
  await settled(await say('hires', hire('1')), 'delivered')
  const end = await say('terminations', { employee_number: '1', date: new Date(clock.now() + 3 * DAY).toISOString().slice(0, 10), reason: 'voluntary' })
  await settled(end, 'waiting')
  clock.forward(5 * DAY)
  await settled(end, 'delivered')
  t.equal(person('1')?.resigned, true)
})
