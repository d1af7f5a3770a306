import t from 'tap'
import { startReceiver } from '../../src/destinations/webhook/sandbox/index.ts'
import { journey, type Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const OUT = '/v1/tenants/acme/destinations/out'
const ana = { employee_number: '00123', cpf: '529.982.247-25', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', hire_date: '2026-03-02' }

/** A second tenant of the same instance, which hears of the first only by its webhook source, and carries on to a platform. */
async function fed (all: Journey) {
  const { body: { key } } = await all.admin('PUT', '/v1/tenants/beta', { name: 'Beta' }).then(() => all.admin('POST', '/v1/tenants/beta/keys', { role: 'owner', label: 'tests' }))
  const beta = (path: string, body?: object, method = 'PUT') => all.call(`/v1${path}`, body, { method, key })
  const { body: source } = await beta('/tenants/beta/sources/upstream', { kind: 'canonical', credentials: { secrets: [SECRET] } })
  await beta('/tenants/beta/destinations/pulses', { kind: 'pulses', base_url: all.sandboxUrl, credentials: { token: 'token' }, options: { requests_per_second: 1000, concurrency: 4, unknown_value: 'create', move_reports: true } })
  // Only the second tenant may lead to the platform.
  await all.call('/v1/tenants/acme/destinations/pulses', undefined, { method: 'DELETE' })
  const put = await all.call(OUT, {
    kind: 'webhook', base_url: `${all.url}${new URL(source.webhook_url).pathname}`, credentials: { secrets: [SECRET] }, options: { requests_per_second: 1000, type_prefix: 'employee.' }
  }, { method: 'PUT' })
  if (put.status !== 201) throw new Error(JSON.stringify(put.body))
  return beta
}

t.test('one instance feeds another: hire, change, new number, leader, leave, return, ending and rehire arrive at the platform behind it', async (t) => {
  const all = await journey(t)
  const beta = await fed(all)
  const { say, settled, person } = all
  t.match(await settled(await say('hires', { employee_number: '7', full_name: 'Bruno Lima', hire_date: '2026-03-02' })), { status: 'delivered' })
  await until(() => person('7') !== undefined)
  t.match(await settled(await say('hires', { ...ana, managers: [{ employee_number: '7' }] })), { status: 'delivered', destinations: [{ destination: 'out', remote_id: /^emp_/ }] })
  await until(() => person('00123')?.leaders.length === 1)
  t.match(person('00123'), { name: 'Ana Souza', email: 'ana@example.com', cpf: null, position: 'Analista' }, 'a CPF does not go unless it is named')

  await settled(await say('changes', { employee_number: '00123', department: 'Financeiro' }))
  await until(() => person('00123')?.unit_business === 'Financeiro')
  await settled(await say('changes', { match: { employee_number: '00123' }, employee_number: '00999', work_email: 'ana.lima@example.com' }))
  await until(() => person('00999')?.email === 'ana.lima@example.com')
  t.equal(person('00123'), undefined, 'the same account has the new number')

  await settled(await say('leaves', { employee_number: '00999', from: '2026-03-05' }))
  await until(() => person('00999')?.blocked === 1)
  await settled(await say('returns', { employee_number: '00999', date: '2026-03-20' }))
  await until(() => person('00999')?.blocked === 0)

  await settled(await say('terminations', { employee_number: '00999', date: '2026-06-01', reason: 'voluntary' }))
  await until(() => person('00999')?.resigned === true)
  t.match(person('00999'), { resignation_date: '2026-06-01', resignation_reason: 'V' })
  await settled(await say('hires', { employee_number: '00999', full_name: 'Ana Souza', hire_date: '2026-06-15' }))
  await until(async () => (await beta('/holds?status=open&reason=rehire', undefined, 'GET')).body.data.length === 1)

  const { body: { data: events } } = await beta('/events?limit=100', undefined, 'GET')
  t.same(events.map(({ type }: { type: string }) => type).sort(), ['change', 'change', 'hire', 'hire', 'hire', 'leave', 'return', 'termination'].sort(), 'one event each, none twice')
  t.same(events.filter(({ status }: { status: string }) => status === 'failed'), [])
})

t.test('a preview shows the very body that is sent; a 410 stops the lane with an alert, and resume goes on', async (t) => {
  const all = await journey(t)
  const { url, control, close } = await startReceiver({ secrets: [SECRET], now: () => new Date(all.clock.now()) })
  t.teardown(close)
  await all.call('/v1/tenants/acme/destinations/pulses', undefined, { method: 'DELETE' })
  t.equal((await all.call(OUT, { kind: 'webhook', base_url: url, credentials: { secrets: [SECRET] }, options: { requests_per_second: 1000, envelope: 'cloudevents' } }, { method: 'PUT' })).status, 201)
  const hire = { ...ana, occurred_at: '2026-03-02T12:00:00.000Z' }
  const { body: shown } = await all.call('/v1/previews', { type: 'hire', ...hire })
  t.match(shown.destinations, [{ destination: 'out', basis: 'read', calls: [{ method: 'POST', url }], holds: [] }])
  await all.settled(await all.say('hires', hire))
  const [sent] = control.received()
  const { id: _, subject: __, data: { source_id: ___, ...data }, ...attributes } = sent!.body
  t.match(shown.destinations[0].calls[0].body, { ...attributes, data }, 'all but the id of somebody who was not there yet')

  control.instead.push({ status: 410 })
  const change = await all.say('changes', { employee_number: '00123', job_title: 'Gerente' })
  await until(async () => (await all.call(OUT)).body.health === 'stopped')
  t.match((await all.call(OUT)).body.stopped, { code: 'gone', detail: /resume/ })
  await until(async () => (await all.call('/v1/alerts')).body.data.some(({ kind }: { kind: string }) => kind === 'destination_stopped'))
  t.equal((await all.settled(change, 'retrying')).status, 'retrying')
  await all.call(`${OUT}/resume`, {})
  await all.settled(change, 'delivered')
  t.match(control.people(), [{ fields: { job_title: 'Gerente' } }])
  const [first, second] = control.received().slice(-2)
  t.equal(first?.id, second?.id, 'the message that was turned away comes again as itself')
})

t.test('a lost answer is repeated with its id by the engine, and after a new start; nothing of an answer is kept', async (t) => {
  const all = await journey(t)
  const { url, control, close } = await startReceiver({ secrets: [SECRET], now: () => new Date(all.clock.now()) })
  t.teardown(close)
  await all.call('/v1/tenants/acme/destinations/pulses', undefined, { method: 'DELETE' })
  control.instead.push({ lost: true, taken: true }, { status: 500, body: '{"who":"ana@example.com"}', taken: true })
  await all.call(OUT, { kind: 'webhook', base_url: url, credentials: { secrets: [SECRET] }, options: { requests_per_second: 1000 } }, { method: 'PUT' })
  const event = await all.say('hires', ana)
  await until(() => control.received().length >= 1)
  await all.restart()
  t.match(await all.settled(event, 'delivered'), { status: 'delivered' })
  t.equal(new Set(control.received().map(({ id }) => id)).size, 1, 'one id over all tries')
  t.equal(control.people().length, 1)
  t.notOk(all.log.some((line) => line.includes('ana@example.com')))
})
