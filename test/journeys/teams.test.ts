import t from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })
const ending = (number: string) => ({ employee_number: number, date: '2026-11-01', reason: 'voluntary' })
const under = (number: string) => ({ managers: [{ employee_number: number }] })
const SETTLE_MS = 31_000

t.test('a platform that works in the background sees a team leave before its leader, without a question', async (t) => {
  const { call, settled, person, clock, sandbox } = await journey(t, { sandbox: { applyAfterMs: 'manual' } })
  const { body: hires } = await call('/v1/batches', { items: ['1', '2', '3'].map((number) => ({ type: 'hire', ...hire(number, number === '1' ? {} : under('1')) })) })
  await until(() => { sandbox.apply(); return person('3')?.leaders.length === 1 && person('2')?.leaders.length === 1 })
  for (const { id } of hires.items) await settled(id, 'delivered')
  const { body: ends } = await call('/v1/batches', { items: ['1', '2', '3'].map((number) => ({ type: 'termination', ...ending(number) })) })
  t.match(await settled(ends.items[0].id, 'waiting', 'delivered'), { status: 'waiting', reason: 'reports' })
  sandbox.apply()
  clock.forward(SETTLE_MS)
  await until(() => { sandbox.apply(); return person('1')?.resigned })
  for (const { id } of ends.items) await settled(id, 'delivered')
  t.same((await call('/v1/holds?status=any')).body.data, [])
})

t.test('a question about reports is lifted when they get another manager, and the move goes first', async (t) => {
  const { say, settled, person, sandbox } = await journey(t)
  for (const body of [hire('1'), hire('2', under('1')), hire('3')]) await settled(await say('hires', body), 'delivered')
  const end = await say('terminations', ending('1'))
  t.match(await settled(end, 'held'), { destinations: [{ hold: { reason: 'has_reports' } }] })
  await settled(await say('changes', { employee_number: '2', ...under('3') }), 'delivered')
  await settled(end, 'delivered')
  t.same(person('2')?.leaders, [person('3')?.id_person])
  const order = sandbox.requests().filter(({ method }) => method === 'PUT' || method === 'DELETE').map(({ method }) => method)
  t.same(order.slice(-2), ['PUT', 'DELETE'])
})

t.test('good items of a batch count beside items that are nothing at all', async (t) => {
  const { call, settled } = await journey(t)
  const { status, body } = await call('/v1/batches', { items: [{ type: 'dance' }, { type: 'hire', ...hire('1') }, 5, null, { type: 'hire' }] })
  t.equal(status, 202)
  t.match(body, { accepted: 1, refused: 4 })
  await settled(body.items[1].id, 'delivered')
})

t.test('groups that somebody added at the platform stay', async (t) => {
  const { say, settled, person, sandboxUrl, clock } = await journey(t, { options: { known: { groups: ['Vendas', 'Norte'] } } })
  await settled(await say('hires', hire('1', { groups: ['Vendas', 'Norte'] })), 'delivered')
  const { id_person: id } = person('1')!
  const manual = await fetch(`${sandboxUrl}/groups/`, { method: 'POST', headers: { authorization: 'token', 'content-type': 'application/json' }, body: '{"name":"Manual"}' })
  const { values: { id_group: group } } = await manual.json() as { values: { id_group: string } }
  await fetch(`${sandboxUrl}/employees/${id}/groups/${group}/`, { method: 'POST', headers: { authorization: 'token' } })
  clock.forward(120_000)
  await settled(await say('changes', { employee_number: '1', groups: ['Vendas'] }), 'delivered')
  t.same(person('1')?.groups.toSorted(), ['Manual', 'Vendas'])
})

t.test('a change older than the hire owns nothing, and says so', async (t) => {
  const { say, settled, clock } = await journey(t)
  await settled(await say('hires', hire('1', { department: 'Now' })), 'delivered')
  const id = await say('changes', { employee_number: '1', department: 'Before', occurred_at: new Date(clock.now() - 60_000).toISOString() })
  t.equal((await settled(id)).status, 'superseded')
})

t.test('rejecting the termination of somebody nobody knows withdraws it', async (t) => {
  const { say, settled, call } = await journey(t)
  const id = await say('terminations', ending('77'))
  const held = await settled(id, 'held')
  t.equal(held.destinations[0].hold.reason, 'unknown_person')
  await call(`/v1/holds/${held.destinations[0].hold.id}/reject`, {})
  await settled(id, 'withdrawn')
})
