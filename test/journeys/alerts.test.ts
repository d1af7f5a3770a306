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
  t.match(ear.of('termination_failed'), [{ verified: true, signatures: 1, data: { tenant: 'acme', severity: 'critical', destination: 'pulses', code: String, count: 1, link: /\/v1\/events\?status=failed&destination=pulses$/ } }])
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
