import t, { type Test } from 'tap'
import { journey, type Journey, type JourneyOptions } from '../helpers/journey.ts'
import { receiver } from '../helpers/receiver.ts'
import { until } from '../helpers/until.ts'

const GONE_MS = 16_000
const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })

/** The whole product, with somebody who listens at the tenant's alert_url. */
async function alarmed (t: Test, options: JourneyOptions = {}) {
  const ear = await receiver(t)
  const all = await journey(t, options)
  const { status, body } = await all.admin('PUT', '/v1/tenants/acme', { name: 'Acme', ...options.settings, alert_url: ear.url })
  if (status !== 200) throw new Error(JSON.stringify(body))
  ear.state.secret = body.alert_secret
  return { ...all, all, ear }
}

/** Moves the clock until something is true: what is gone has to stay gone for a moment. */
async function passing ({ clock }: Journey, condition: () => unknown): Promise<void> {
  let next = Date.now()
  await until(async () => {
    if (Date.now() >= next) { clock.forward(GONE_MS); next = Date.now() + 500 }
    return await condition()
  })
}

t.test('a termination that the platform refuses is told at once, signed, once, and when it is over', async (t) => {
  const { say, settled, sandbox, ear, call, all } = await alarmed(t)
  await settled(await say('hires', hire('1')), 'delivered')
  sandbox.faults.push({ kind: 'status', status: 400, method: 'DELETE', times: 'always' })
  const id = await say('terminations', { employee_number: '1', date: '2026-11-01', reason: 'voluntary' })
  await until(() => ear.of('termination_failed').length > 0)
  t.match(ear.of('termination_failed'), [{ verified: true, signatures: 1, data: { tenant: 'acme', severity: 'critical', destination: 'pulses', code: String, count: 1, link: /\/v1\/events\?status=(failed|retrying)&destination=pulses$/ } }])
  t.match((await call('/v1/alerts')).body, { data: [{ kind: 'termination_failed', status: 'open', cleared_at: null }], next_cursor: null })
  sandbox.faults.clear()
  t.match(await call('/v1/retries', { filter: { destination: 'pulses' } }), { status: 202, body: { count: 1 } })
  await settled(id, 'delivered')
  await passing(all, () => ear.of('termination_failed', 'alert.cleared').length > 0)
  t.match((await call('/v1/alerts')).body.data, [{ status: 'cleared', cleared_at: String }])
  t.equal(ear.told.length, 2)
  t.ok(ear.told.every(({ verified }) => verified))
  t.notMatch(JSON.stringify(ear.told), /Person|"1"/)
})

t.test('three hundred people with one new title are one alert', async (t) => {
  const { call, ear } = await alarmed(t, { options: { concurrency: 20 }, settings: { brakes: { hires: { count: 1000 } } } })
  const items = Array.from({ length: 300 }, (_, i) => ({ type: 'hire', ...hire(String(i + 1), { job_title: 'Titulo Novo' }) }))
  t.match(await call('/v1/batches', { items }), { status: 202, body: { accepted: 300 } })
  await until(async () => (await call('/v1/alerts?kind=held')).body.data[0]?.count === 300, 60_000)
  const { body: { data: [alert] } } = await call('/v1/alerts?kind=held')
  const list = new URL(alert.link)
  const { body: { data: [hold] } } = await call(`${list.pathname}${list.search}&limit=1`)
  t.match(hold, { reason: 'unknown_value', same_cause: 300 })
  t.equal(ear.of('held').length, 1)
  const [opened] = ear.of('held')
  t.match(opened, { verified: true, data: { reason: 'unknown_value', destination: 'pulses', severity: 'warning' } })
  t.ok(ear.told.length <= 4, 'it may have been told again when it was ten times as much, not three hundred times')
  t.ok(ear.told.every(({ data }) => data.id === alert.id))
})

t.test('credentials that are not accepted are told, and so is that they are again', async (t) => {
  const { say, call, ear, all, sandboxUrl } = await alarmed(t)
  const pulses = (token: string) => call('/v1/tenants/acme/destinations/pulses', { kind: 'pulses', base_url: sandboxUrl, credentials: { token }, options: { requests_per_second: 1000 } }, { method: 'PUT' })
  await pulses('wrong')
  await say('hires', hire('1'))
  await until(() => ear.of('destination_stopped').length === 1)
  t.match(ear.of('destination_stopped'), [{ verified: true, data: { severity: 'critical', destination: 'pulses', code: 'http_401', count: 1, link: /\/v1\/tenants\/acme\/destinations\/pulses$/ } }])
  await pulses('token')
  t.match((await call('/v1/tenants/acme/destinations/pulses/check', {})).body, { ok: true })
  await passing(all, () => ear.of('destination_stopped', 'alert.cleared').length === 1)
  t.equal(ear.told.filter(({ data }) => data.kind === 'destination_stopped').length, 2)
})

t.test('whoever sets an alert_url can try it in a minute, change its secret without a gap, and switch it off and on', async (t) => {
  const { all, call, ear, admin } = await alarmed(t)
  const test = () => call('/v1/tenants/acme/alerts/test', {})
  t.match(await test(), { status: 200, body: { ok: true, outcome: 'delivered', status: 204, webhook_id: String } })
  t.match(ear.told, [{ type: 'alert.test', verified: true, data: { tenant: 'acme', kind: 'test' } }])
  const next = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
  await admin('PUT', '/v1/tenants/acme', { name: 'Acme', alert_url: ear.url, alert_secret: `${next} ${ear.state.secret}` })
  await test()
  ear.state.secret = next
  await test()
  t.match(ear.told.slice(1), [{ verified: true, signatures: 2 }, { verified: true, signatures: 2 }])
  ear.state.status = 410
  t.match((await test()).body, { ok: false, outcome: 'switched_off', status: 410 })
  t.match((await admin('GET', '/v1/tenants/acme')).body, { alert_url: ear.url, alert_off_at: String, alert_secret: undefined })
  ear.state.status = 500
  t.match((await call('/v1/tenants/acme/alerts/test', {}, { headers: { 'accept-language': 'pt-BR' } })).body, { ok: false, outcome: 'http_500', detail: /^O receptor respondeu 500/ })
  ear.state.status = 204
  t.match((await test()).body, { ok: true })
  t.match((await admin('GET', '/v1/tenants/acme')).body, { alert_off_at: null })
  await admin('PUT', '/v1/tenants/acme', { name: 'Acme' })
  t.match(await test(), { status: 409, body: { code: 'conflict' } })
  t.equal((await call('/v1/tenants/other/alerts/test', {})).status, 404)
  t.notMatch(all.log.join(''), /whsec_|token=made-up/)
})

t.test('a receiver that was down hears of it later, once, also across a restart', async (t) => {
  const { all, say, ear, sandbox, restart, clock } = await alarmed(t)
  ear.state.status = 503
  sandbox.faults.push({ kind: 'status', status: 401, times: 'always' })
  await say('hires', hire('1'))
  await until(() => ear.told.length > 0)
  await restart()
  ear.state.status = 200
  await until(() => { clock.forward(1000); return ear.of('destination_stopped').some(({ status }) => status === 200) })
  const tries = ear.of('destination_stopped')
  t.equal(new Set(tries.map(({ id }) => id)).size, 1, 'every try has the same id')
  t.equal(tries.filter(({ status }) => status === 200).length, 1)
  await until(async () => (await all.call('/v1/alerts')).body.data.length === 1)
})

t.test('a source that fell silent is told, and so is that it speaks again', async (t) => {
  const { all, call, ear, clock, url } = await alarmed(t, { settings: { alert_language: 'pt-BR' } })
  const put = (options: object) => call('/v1/tenants/acme/sources/hr', { kind: 'solides', credentials: { secret: 'made-up-secret' }, options }, { method: 'PUT' })
  t.equal((await put({ silent_after_hours: 0 })).status, 422)
  const { body } = await put({ silent_after_hours: 48 })
  t.match(body, { options: { silent_after_hours: 48 } })
  clock.forward(49 * 3_600_000)
  await until(() => ear.of('source_silent').length === 1)
  t.match(ear.of('source_silent'), [{ data: { source: 'hr', title: 'Nada foi recebido da fonte hr há mais de 48 h.' } }])
  await fetch(`${url}${new URL(body.webhook_url).pathname}`)
  await passing(all, () => ear.of('source_silent', 'alert.cleared').length === 1)
  t.match(ear.of('source_silent', 'alert.cleared'), [{ verified: true, data: { title: /^Resolvido\. Era: / } }])
})

t.test('the operator hears of every tenant and of the instance; a tenant of itself only', async (t) => {
  const ops = await receiver(t)
  ops.state.secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
  const { say, ear, sandbox, call, admin, url } = await alarmed(t, { env: { CRACHA_ALERT_URL: ops.url, CRACHA_ALERT_SECRET: ops.state.secret, CRACHA_PUBLIC_URL: 'https://cracha.example' } })
  sandbox.faults.push({ kind: 'status', status: 401, times: 'always' })
  await say('hires', hire('1'))
  await until(() => ops.told.length === 1 && ear.told.length === 1)
  t.match(ops.told, [{ verified: true, data: { tenant: 'acme', kind: 'destination_stopped', link: 'https://cracha.example/v1/tenants/acme/destinations/pulses' } }])
  t.match((await admin('GET', '/v1/alerts')).body.data, [{ tenant: 'acme' }])
  await admin('PUT', '/v1/tenants/other', { name: 'Other' })
  const { body: { key } } = await admin('POST', '/v1/tenants/other/keys', { role: 'read', label: 'x' })
  t.same((await call('/v1/alerts', undefined, { key })).body, { data: [], next_cursor: null })
  t.same((await call('/v1/failures', undefined, { key })).body, { data: [], next_cursor: null })
  t.match((await admin('GET', '/metrics')).body, /^cracha_alerts_open\{tenant="acme",kind="destination_stopped",severity="critical"\} 1$/m)
  t.match(await (await fetch(`${url}/readyz`)).json(), { ok: true, degraded: false, checks: { database: { ok: true }, worker: { ok: true }, work: { ok: true } } })
})
