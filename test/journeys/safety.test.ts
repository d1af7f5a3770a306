import { createHmac } from 'node:crypto'
import t from 'tap'
import pg from 'pg'
import { journey, type Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const DAY = 24 * 3600 * 1000
const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })
const ending = (number: string, more: object = {}) => ({ employee_number: number, date: '2026-11-01', reason: 'voluntary', ...more })
const TWELVE = Array.from({ length: 12 }, (_, i) => String(i + 1))

/** Posts one item for each number; answers the ids of the events. */
async function batch ({ call }: Journey, type: string, bodyOf: (number: string) => object, numbers = TWELVE): Promise<string[]> {
  const { body } = await call('/v1/batches', { items: numbers.map((number) => ({ type, ...bodyOf(number) })) })
  return body.items.map(({ id }: { id: string }) => id)
}

const resigned = ({ sandbox }: Journey) => sandbox.people().filter((person) => person.resigned).length
const dayIn = ({ clock }: Journey, days: number) => new Date(clock.now() + days * DAY).toISOString().slice(0, 10)

t.test('a crowd of hires that was rejected is ignored, and nobody has an account', async (t) => {
  const all = await journey(t, { settings: { brakes: { hires: { count: 1, percent: 1 } } } })
  const ids = await batch(all, 'hire', hire, ['1', '2', '3'])
  for (const id of ids) t.match(await all.settled(id), { status: 'held', destinations: [{ hold: { reason: 'brake' } }] })
  const { body: { data: [hold] } } = await all.call('/v1/holds?reason=brake')
  t.match(await all.call(`/v1/holds/${hold.id}/reject`, { whole_cause: true }), { status: 202, body: { decided: 3 } })
  for (const id of ids) t.match(await all.settled(id, 'ignored', 'delivered'), { status: 'ignored', destinations: [{ status: 'ignored', reason: 'rejected', remote_id: null }] })
  t.same(all.sandbox.people(), [])
})

t.test('endings that wait for a word wait beyond the window of the brake, whatever is told or declared meanwhile', async (t) => {
  const all = await journey(t)
  for (const id of await batch(all, 'hire', hire)) await all.settled(id, 'delivered')
  const ends = await batch(all, 'termination', ending)
  for (const id of ends) await all.settled(id, 'held')
  all.clock.forward(2 * DAY)
  t.equal((await all.admin('PUT', '/v1/tenants/acme', { name: 'Acme', protected: [{ employee_number: '999' }] })).status, 200)
  for (const id of await batch(all, 'change', (number) => ({ employee_number: number, department: 'Told since' }))) await all.settled(id, 'delivered')
  for (const id of ends) t.equal((await all.settled(id)).status, 'held')
  t.equal(resigned(all), 0)
})

t.test('a batch of endings that are still to come is judged as a whole on its day', async (t) => {
  const all = await journey(t)
  for (const id of await batch(all, 'hire', hire)) await all.settled(id, 'delivered')
  const date = dayIn(all, 5)
  const ends = await batch(all, 'termination', (number) => ending(number, { date }))
  for (const id of ends) await all.settled(id, 'waiting')
  all.clock.forward(7 * DAY)
  for (const id of ends) t.match(await all.settled(id, 'held', 'delivered'), { status: 'held', destinations: [{ hold: { reason: 'brake' } }] })
  t.equal(resigned(all), 0)
  const { body: { data } } = await all.call('/v1/holds?reason=brake')
  t.equal(data.length, 12)
  t.equal(new Set(data.map(({ cause }: { cause: string }) => cause)).size, 1)
})

t.test('a hire whose account exists is not withdrawn, although something of it is held', async (t) => {
  const { say, settled, call, person } = await journey(t)
  const id = await say('hires', hire('1', { job_title: 'Analsta' }))
  await settled(id, 'held')
  t.ok(person('1'), 'the account is there')
  t.match(await call(`/v1/events/${id}/withdraw`, {}), { status: 409, body: { code: 'conflict' } })
  t.equal((await settled(id)).status, 'held')
})

t.test('a hire that nobody delivered yet is withdrawn, and whom it named can be somebody else', async (t) => {
  const all = await journey(t)
  const { say, settled, call, sandbox } = all
  const who = { employee_number: '1', cpf: '52998224725', work_email: 'one@example.com' }
  const first = await say('hires', { ...who, full_name: 'Taken Back', hire_date: dayIn(all, 90) })
  const { employee_id: before } = await settled(first, 'waiting')
  t.equal((await call(`/v1/events/${first}/withdraw`, {})).status, 202)
  await settled(first, 'withdrawn')
  for (const [name, value] of Object.entries(who)) t.same((await call('/v1/employees/search', { [name]: value })).body.data, [], `${name} is free`)
  const second = await settled(await say('hires', { ...who, full_name: 'Somebody Else', hire_date: '2026-03-02' }), 'delivered')
  t.not(second.employee_id, before)
  t.match(sandbox.people(), [{ name: 'Somebody Else', cpf: '52998224725' }])
  t.equal(sandbox.people().length, 1)
})

t.test('rejecting an ending on the last working day, before its date, withdraws it', async (t) => {
  const all = await journey(t, { options: { terminate_on: 'last_working_day' }, settings: { protected: [{ employee_number: '1' }] } })
  const { say, settled, call, person } = all
  await settled(await say('hires', hire('1')), 'delivered')
  const id = await say('terminations', ending('1', { date: dayIn(all, 10), last_working_day: dayIn(all, -2) }))
  const held = await settled(id)
  t.match(held, { status: 'held', destinations: [{ hold: { reason: 'protected' } }] })
  t.equal((await call(`/v1/holds/${held.destinations[0].hold.id}/reject`, {})).status, 202)
  await settled(id, 'withdrawn')
  t.equal(person('1')?.resigned, false)
})

t.test('a protected person stays protected under a corrected number and a new address', async (t) => {
  const { say, settled, call, person } = await journey(t, { settings: { protected: [{ employee_number: '1' }, { work_email: 'two@example.com' }] } })
  for (const body of [hire('1'), hire('2', { work_email: 'two@example.com' })]) await settled(await say('hires', body), 'delivered')
  const changes = [{ match: { employee_number: '1' }, employee_number: '11' }, { match: { employee_number: '2' }, work_email: 'new@example.com' }]
  for (const body of changes) {
    const id = await say('changes', body)
    const held = await settled(id)
    t.match(held, { status: 'held', destinations: [{ hold: { reason: 'protected' } }] })
    await call(`/v1/holds/${held.destinations[0].hold.id}/approve`, {})
    await settled(id, 'delivered')
  }
  t.match([person('11')?.name, person('2')?.email], ['Person 1', 'new@example.com'])
  for (const number of ['11', '2']) {
    t.match(await settled(await say('terminations', ending(number))), { status: 'held', destinations: [{ hold: { reason: 'protected' } }] })
    t.equal(person(number)?.resigned, false)
  }
})

t.test('what a person filled in to answer a question is kept sealed', async (t) => {
  const { say, settled, call, databaseUrl, url, clock } = await journey(t)
  const secret = Buffer.alloc(32, 7).toString('base64')
  const { body: { webhook_url: webhook } } = await call('/v1/tenants/acme/sources/hr', { kind: 'canonical', credentials: { secrets: [`whsec_${secret}`] } }, { method: 'PUT' })
  const body = JSON.stringify({ type: 'hire', timestamp: '2026-03-02T12:00:00Z', data: { employee_number: '1', cpf: '52998224726', full_name: 'Zulmira Quaresma', hire_date: '2026-03-02' } })
  const seconds = String(Math.floor(clock.now() / 1000))
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(`msg_1.${seconds}.${body}`).digest('base64')
  const headers = { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
  t.equal((await fetch(`${url}${new URL(webhook).pathname}`, { method: 'POST', body, headers })).status, 200)

  await until(async () => (await call('/v1/holds')).body.data.length === 1)
  const { body: { data: [unusable] } } = await call('/v1/holds')
  t.equal(unusable.reason, 'missing_required')
  const values = { cpf: '52998224725', full_name: 'Xisto Quaresma', work_email: 'xisto@example.com' }
  t.equal((await call(`/v1/holds/${unusable.id}/approve`, { values })).status, 202)
  const { employee_id: employee } = await settled(unusable.event_id, 'delivered')
  const clash = await settled(await say('changes', { employee_number: '99', cpf: '52998224725', department: 'X' }), 'held')
  t.equal((await call(`/v1/holds/${clash.hold.id}/approve`, { employee_id: employee })).status, 202)
  await settled(clash.id, 'delivered')

  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ kept: string, answer: string }>('SELECT hold::text AS kept, answer::text FROM hold').finally(() => client.end())
  t.equal(rows.filter(({ answer }) => answer !== null).length, 2)
  const kept = rows.map(({ kept }) => kept).join('\n')
  const all = kept + kept.replace(/\\\\?x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))
  for (const value of [...Object.values(values), 'Zulmira', '52998224726']) t.notOk(all.includes(value), `${value} is not there`)
})
