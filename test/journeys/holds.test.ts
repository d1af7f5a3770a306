import t from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })

t.test('an unknown title is asked about once for all who share it, and blocks no account', async (t) => {
  const { say, settled, person, call } = await journey(t)
  const ids = [await say('hires', hire('1', { job_title: 'Analsta' })), await say('hires', hire('2', { job_title: 'analsta ' }))]
  for (const id of ids) t.match(await settled(id), { status: 'held', destinations: [{ hold: { reason: 'unknown_value' } }] })
  t.match([person('1')?.name, person('1')?.position], ['Person 1', null])
  const { body: { data } } = await call('/v1/holds')
  t.equal(data.length, 2)
  t.equal(data[0].cause, data[1].cause)
  t.equal((await call(`/v1/holds/${data[0].id}/approve`, { whole_cause: true })).status, 202)
  for (const id of ids) await settled(id, 'delivered')
  t.equal(person('2')?.position?.toLowerCase(), 'analsta')
  t.equal((await call(`/v1/holds/${data[1].id}/approve`, {})).status, 409)
})

t.test('a rejected value stays as it is there', async (t) => {
  const { say, settled, person, call } = await journey(t)
  const id = await say('hires', hire('1', { job_title: 'Analsta' }))
  const held = await settled(id)
  await call(`/v1/holds/${held.destinations[0].hold.id}/reject`, {})
  const after = await settled(id, 'delivered')
  t.match(after.destinations[0].withheld, [{ field: String, why: 'rejected' }])
  t.equal(person('1')?.position, null)
})

t.test('a leader with reports is asked about, and an approval moves them', async (t) => {
  const { say, settled, person, call } = await journey(t)
  for (const body of [hire('1'), hire('2', { managers: [{ employee_number: '1' }] }), hire('3', { managers: [{ employee_number: '2' }] })]) await settled(await say('hires', body), 'delivered')
  const id = await say('terminations', { employee_number: '2', date: '2026-11-01', reason: 'involuntary' })
  const held = await settled(id)
  t.match(held, { status: 'held', destinations: [{ hold: { reason: 'has_reports' } }] })
  t.equal((await call(`/v1/holds/${held.destinations[0].hold.id}/approve`, { move_reports: true })).status, 202)
  await settled(id, 'delivered')
  t.equal(person('2')?.resigned, true)
  t.same(person('3')?.leaders, [person('1')?.id_person])
})

t.test('a leader and the reports that leave with them end from the bottom up, without a question', async (t) => {
  const { call, settled, person } = await journey(t)
  const { body: hires } = await call('/v1/batches', { items: [hire('1'), hire('2', { managers: [{ employee_number: '1' }] }), hire('3', { managers: [{ employee_number: '2' }] })].map((body) => ({ type: 'hire', ...body })) })
  for (const { id } of hires.items) await settled(id, 'delivered')
  await until(() => person('3')?.leaders.length === 1)
  const { body: ends } = await call('/v1/batches', { items: ['1', '2', '3'].map((number) => ({ type: 'termination', employee_number: number, date: '2026-11-01', reason: 'voluntary' })) })
  for (const { id } of ends.items) await settled(id, 'delivered')
  for (const number of ['1', '2', '3']) t.equal(person(number)?.resigned, true)
})

t.test('a batch that would end a crowd ends nobody, and one answer takes all', async (t) => {
  const { call, settled, sandbox, say, person } = await journey(t)
  const numbers = Array.from({ length: 12 }, (_, i) => String(i + 1))
  const { body: hires } = await call('/v1/batches', { items: numbers.map((number) => ({ type: 'hire', ...hire(number) })) })
  for (const { id } of hires.items) await settled(id, 'delivered')
  const { body: ends } = await call('/v1/batches', { items: numbers.map((number) => ({ type: 'termination', employee_number: number, date: '2026-11-01', reason: 'voluntary' })) })
  for (const { id } of ends.items) t.match(await settled(id), { status: 'held', destinations: [{ hold: { reason: 'brake' } }] })
  t.equal(sandbox.people().filter(({ resigned }) => resigned).length, 0)
  const change = await settled(await say('changes', { employee_number: '1', department: 'Still flows' }))
  t.equal(change.status, 'delivered')
  const { body: { data } } = await call('/v1/holds?reason=brake')
  t.equal(new Set(data.map(({ cause }: { cause: string }) => cause)).size, 1)
  await call(`/v1/holds/${data[0].id}/approve`, { whole_cause: true })
  for (const { id } of ends.items) await settled(id, 'delivered')
  t.equal(person('12')?.resigned, true)
})

t.test('one by one, the sixth ending within a day waits', async (t) => {
  const { settled, sandbox, say } = await journey(t)
  for (let i = 1; i <= 6; i++) await settled(await say('hires', hire(String(i))), 'delivered')
  const statuses = []
  for (let i = 1; i <= 6; i++) statuses.push((await settled(await say('terminations', { employee_number: String(i), date: '2026-11-01', reason: 'voluntary' }))).status)
  t.same(statuses, ['delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'held'])
  t.equal(sandbox.people().filter(({ resigned }) => resigned).length, 5)
})

t.test('rejecting an ending withdraws what said it', async (t) => {
  const { settled, say, call, person } = await journey(t, { settings: { protected: [{ employee_number: '1' }] } })
  await settled(await say('hires', hire('1')), 'delivered')
  const id = await say('terminations', { employee_number: '1', date: '2026-11-01', reason: 'voluntary' })
  const held = await settled(id)
  t.match(held.destinations[0].hold, { reason: 'protected' })
  await call(`/v1/holds/${held.destinations[0].hold.id}/reject`, {})
  t.match(await settled(id), { status: 'withdrawn' })
  t.equal(person('1')?.resigned, false)
})

t.test('identities that clash are asked about, and answered', async (t) => {
  const { settled, say, call, sandbox } = await journey(t)
  const first = await settled(await say('hires', hire('1', { cpf: '52998224725' })), 'delivered')
  const id = await say('changes', { employee_number: '99', cpf: '52998224725', department: 'X' })
  const held = await settled(id)
  t.match(held, { status: 'held', employee_id: null, hold: { reason: 'identity_conflict' } })
  t.equal((await call(`/v1/holds/${held.hold.id}/approve`, {})).status, 422)
  t.equal((await call(`/v1/holds/${held.hold.id}/approve`, { employee_id: first.employee_id })).status, 202)
  await settled(id, 'delivered')
  t.equal(sandbox.people().length, 1)
  t.equal(sandbox.people()[0]?.unit_business, 'X')
})

t.test('a rehire is asked about and goes on when approved', async (t) => {
  const { settled, say, call, person } = await journey(t, { sandbox: { variants: { putOnResigned: 'reactivates' } } })
  await settled(await say('hires', hire('1')), 'delivered')
  await settled(await say('terminations', { employee_number: '1', date: '2026-10-01', reason: 'voluntary' }), 'delivered')
  t.match(await settled(await say('hires', { employee_number: '1', full_name: 'Person 1' })), { status: 'held', hold: { reason: 'rehire' } })
  const id = await say('hires', hire('1', { hire_date: '2026-11-02', job_title: 'Gerente' }))
  const held = await settled(id)
  t.match(held, { status: 'held', destinations: [{ hold: { reason: 'rehire' } }] })
  t.equal((await call(`/v1/holds/${held.destinations[0].hold.id}/approve`, { rehire: 'update' })).status, 202)
  await settled(id, 'delivered')
  t.match(person('1'), { resigned: false, position: 'Gerente' })
})
