import { pino } from 'pino'
import t from 'tap'
import { createPool } from '../../src/postgres/db.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })
const SETTLE_MS = 31_000

t.test('an answer lost after the create is looked for, and makes no second account', async (t) => {
  const { say, settled, sandbox, clock } = await journey(t)
  sandbox.faults.push({ kind: 'lost', method: 'POST' })
  const id = await say('hires', hire('1'))
  t.match(await settled(id, 'retrying'), { destinations: [{ error: { code: String } }] })
  clock.forward(SETTLE_MS)
  await settled(id, 'delivered')
  t.equal(sandbox.people().length, 1)
  t.equal(sandbox.requests().filter(({ method }) => method === 'POST').length, 1)
})

t.test('an absence of which the answer was lost does not outlive the contract that it was of', async (t) => {
  const { say, settled, sandbox, clock, person, call } = await journey(t)
  await settled(await say('hires', hire('1')), 'delivered')
  sandbox.faults.push({ kind: 'lost', method: 'PUT' })
  await settled(await say('leaves', { employee_number: '1', from: '2026-03-05' }), 'retrying')
  // Known together, or the ending would go before anybody has heard of the return.
  await call('/v1/tenants/acme/destinations/pulses/pause', {})
  await say('terminations', { employee_number: '1', date: '2026-06-01', reason: 'voluntary' })
  const again = await say('hires', hire('1', { hire_date: '2026-07-01' }))
  await settled(again, 'processing', 'waiting')
  clock.forward(SETTLE_MS)
  await call('/v1/tenants/acme/destinations/pulses/resume', {})
  await settled(again, 'delivered')
  t.match(person('1'), { resigned: false, blocked: 0, hiring_date: '2026-07-01' })
})

t.test('a reset before the create reached anything is tried again when "not found" counts', async (t) => {
  const { say, settled, sandbox, clock } = await journey(t)
  sandbox.faults.push({ kind: 'reset', method: 'POST' })
  const id = await say('hires', hire('1'))
  await settled(id, 'retrying')
  clock.forward(SETTLE_MS)
  await settled(id, 'delivered')
  t.equal(sandbox.people().length, 1)
})

t.test('answers lost after an update and after an ending are read before anything is repeated', async (t) => {
  const { say, settled, sandbox, clock, person } = await journey(t)
  await settled(await say('hires', hire('1')), 'delivered')
  sandbox.faults.push({ kind: 'lost', method: 'PUT' })
  const change = await say('changes', { employee_number: '1', department: 'X' })
  await settled(change, 'retrying')
  clock.forward(SETTLE_MS)
  await settled(change, 'delivered')
  t.equal(person('1')?.unit_business, 'X')
  sandbox.faults.push({ kind: 'lost', method: 'DELETE' })
  const end = await say('terminations', { employee_number: '1', date: '2026-11-01', reason: 'voluntary' })
  await settled(end, 'retrying')
  clock.forward(SETTLE_MS)
  await settled(end, 'delivered')
  t.equal(sandbox.requests().filter(({ method }) => method === 'DELETE').length, 1)
  t.match(person('1'), { resigned: true, resignation_reason: 'V' })
})

t.test('Retry-After parks the lane, and spends no tries', async (t) => {
  const { say, settled, sandbox, clock, call } = await journey(t)
  sandbox.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '600' } })
  const id = await say('hires', hire('1'))
  await settled(id, 'retrying')
  t.match((await call('/v1/tenants/acme/destinations/pulses')).body, { health: 'parked' })
  const requests = sandbox.requests().length
  const other = await say('hires', hire('2'))
  await settled(other, 'processing')
  t.equal(sandbox.requests().length, requests, 'nothing is called while it is parked')
  clock.forward(601_000)
  await settled(id, 'delivered')
  await settled(other, 'delivered')
})

t.test('a lane that was parked is probed by one person', async (t) => {
  const { say, settled, sandbox, clock, call } = await journey(t)
  const parking = { kind: 'status', status: 429, headers: { 'retry-after': '600' } } as const
  const health = async () => (await call('/v1/tenants/acme/destinations/pulses')).body.health
  sandbox.faults.push(parking)
  const ids = [await say('hires', hire('1'))]
  await settled(ids[0]!, 'retrying')
  for (const number of ['2', '3', '4', '5']) ids.push(await say('hires', hire(number)))
  for (const id of ids.slice(1)) await settled(id, 'processing')
  sandbox.faults.push(parking)
  const before = sandbox.requests().length
  clock.forward(601_000)
  await until(async () => await health() === 'parked')
  t.equal(sandbox.requests().length, before + 1)
  clock.forward(601_000)
  for (const id of ids) await settled(id, 'delivered')
})

t.test('a short Retry-After is waited for on the way: nobody is looked up again for it', async (t) => {
  const { say, settled, sandbox } = await journey(t)
  sandbox.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '0.3' }, method: 'POST' })
  const ids = await Promise.all(['1', '2', '3', '4'].map((number) => say('hires', hire(number))))
  for (const id of ids) await settled(id, 'delivered')
  const sought = sandbox.requests().filter(({ method }) => method === 'GET').map(({ query }) => JSON.stringify(query))
  t.equal(sought.length, new Set(sought).size)
  t.equal(sandbox.people().length, 4)
})

t.test('a clock that jumps while the platform is still at an ending does not end anybody twice', async (t) => {
  const { say, settled, sandbox, clock, call, person } = await journey(t, { sandbox: { applyAfterMs: 'manual' } })
  const reads = () => sandbox.requests().filter(({ method, path }) => method === 'GET' && /^\/employees\/\d+\/$/.test(path)).length
  await settled(await say('hires', hire('1')), 'delivered')
  sandbox.apply()
  const end = await say('terminations', { employee_number: '1', date: '2026-11-01', reason: 'voluntary' })
  await settled(end, 'delivered')
  clock.forward(3 * 24 * 3_600_000)
  await until(() => reads() > 0)
  t.equal(person('1')?.resigned, false, 'it was read too early')
  sandbox.apply()
  clock.forward(SETTLE_MS)
  await until(async () => (await call(`/v1/events/${end}`)).body.destinations[0].confirmed === true)
  t.equal(sandbox.requests().filter(({ method }) => method === 'DELETE').length, 1)
})

t.test('a clock that is behind delivers what has arrived, and takes nothing back', async (t) => {
  const { say, settled, sandbox, clock, person } = await journey(t, { sandbox: { applyAfterMs: 'manual' } })
  await settled(await say('hires', hire('1')), 'delivered')
  await settled(await say('leaves', { employee_number: '1', from: '2026-03-05' }), 'delivered')
  clock.forward(-3_600_000)
  await settled(await say('changes', { employee_number: '1', department: 'X' }), 'delivered')
  sandbox.apply()
  t.match(person('1'), { unit_business: 'X', blocked: 1 })
  t.same(sandbox.requests().flatMap(({ body }) => (body as { blocked?: number } | undefined)?.blocked ?? []), [1])
})

t.test('what was refused in words that nobody knows is looked at before it is said again', async (t) => {
  const { say, settled, sandbox, clock } = await journey(t)
  await settled(await say('hires', hire('1')), 'delivered')
  sandbox.faults.push({ kind: 'status', status: 200, body: '{"code":0,"message":"Something new"}', method: 'DELETE' })
  const end = await say('terminations', { employee_number: '1', date: '2026-11-01', reason: 'voluntary' })
  await settled(end, 'retrying', 'delivered')
  clock.forward(2000)
  await settled(end, 'delivered')
  const methods = sandbox.requests().map(({ method }) => method)
  t.same(methods.slice(methods.indexOf('DELETE')), ['DELETE', 'GET', 'GET', 'DELETE'])
})

t.test('credentials that are not accepted stop the lane with one alert; new ones go on', async (t) => {
  const { say, settled, call, log, sandboxUrl } = await journey(t)
  await call('/v1/tenants/acme/destinations/pulses', { kind: 'pulses', base_url: sandboxUrl, credentials: { token: 'wrong' }, options: { requests_per_second: 1000 } }, { method: 'PUT' })
  const ids = [await say('hires', hire('1')), await say('hires', hire('2'))]
  await until(async () => (await call('/v1/tenants/acme/destinations/pulses')).body.health === 'stopped')
  t.match((await call('/v1/tenants/acme/destinations/pulses/check', {})).body, { ok: false, detail: /auth_scheme|token/ })
  await call('/v1/tenants/acme/destinations/pulses', { kind: 'pulses', base_url: sandboxUrl, credentials: { token: 'token' }, options: { requests_per_second: 1000 } }, { method: 'PUT' })
  for (const id of ids) await settled(id, 'delivered')
  t.equal(log.filter((line) => line.includes('"alert":"unauthorized"')).length, 1)
})

t.test('a platform that is down is probed, and everything arrives once when it is back', async (t) => {
  const { say, settled, sandbox, clock } = await journey(t)
  sandbox.faults.push({ kind: 'status', status: 503, times: 'always' })
  const ids = []
  for (let i = 1; i <= 12; i++) ids.push(await say('hires', hire(String(i))))
  for (let i = 0; i < 10; i++) { clock.forward(5000); await until(() => true) }
  await settled(ids[0]!, 'retrying')
  sandbox.faults.clear()
  clock.forward(60_000)
  for (const id of ids) await settled(id, 'delivered')
  t.equal(sandbox.people().length, 12)
})

t.test('what was sent is read back: agreement is shown, and what was dropped silently is sent once more and then asked about', async (t) => {
  const { say, settled, sandbox, clock, call, person } = await journey(t)
  const hired = await say('hires', hire('1'))
  t.match(await settled(hired, 'delivered'), { destinations: [{ confirmed: null }] })
  clock.forward(SETTLE_MS)
  await until(async () => (await call(`/v1/events/${hired}`)).body.destinations[0].confirmed === true)
  sandbox.faults.push({ kind: 'dropped', method: 'PUT', times: 2 })
  const change = await say('changes', { employee_number: '1', department: 'X' })
  await settled(change, 'delivered')
  clock.forward(SETTLE_MS)
  await until(() => sandbox.requests().filter(({ method }) => method === 'PUT').length === 2)
  clock.forward(SETTLE_MS)
  await until(async () => (await call('/v1/holds?reason=unconfirmed')).body.data.length === 1)
  t.match((await call(`/v1/events/${change}`)).body, { status: 'delivered', destinations: [{ confirmed: false }] })
  t.equal(person('1')?.unit_business, null)
})

t.test('a stop and a start in the middle of hires lose nobody and make nobody twice', async (t) => {
  const { call, sandbox, restart, settled } = await journey(t)
  const items = Array.from({ length: 60 }, (_, i) => ({ type: 'hire', ...hire(String(i + 1)) }))
  const { body } = await call('/v1/batches', { items })
  await until(() => sandbox.people().length > 5)
  await restart()
  for (const { id } of body.items) await settled(id, 'delivered')
  t.equal(sandbox.people().length, 60)
})

t.test('a wake-up that fails after what was called has been settled settles nothing twice', async (t) => {
  const { databaseUrl, say, settled, sandbox } = await journey(t)
  const pool = createPool(databaseUrl, { log: pino({ level: 'silent' }), max: 1 })
  t.teardown(() => pool.end())
  await pool.query(`
    CREATE FUNCTION refuse_to_wake () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_query() LIKE '%SELECT link FROM wait%' THEN RAISE 'nobody is woken'; END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER refuse_to_wake BEFORE UPDATE ON link FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_wake()`)
  const event = await settled(await say('hires', hire('1')), 'delivered')
  t.equal(event.destinations[0].attempts.filter(({ outcome }: { outcome: string }) => outcome === 'delivered').length, 1)
  t.equal(sandbox.requests().filter(({ method }) => method === 'POST').length, 1)
  const { rows: [{ attempts, failing }] } = await pool.query('SELECT (SELECT count(*) FROM attempt) AS attempts, (SELECT count(*) FROM link WHERE failing_since IS NOT NULL OR lease_until IS NOT NULL) AS failing')
  t.same([attempts, failing], [sandbox.requests().length, 0])
})
