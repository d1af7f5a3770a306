import t from 'tap'
import { findEvent } from '../../src/application/show/event.ts'
import { isoOf } from '../../src/domain/calendar.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import { EventView } from '../../src/domain/views/event.ts'
import { insertAttempts } from '../../src/postgres/record/attempts.ts'
import { mergeEmployee } from '../../src/postgres/record/employees.ts'
import { setWithdrawn } from '../../src/postgres/record/events.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, tenant, interpret } = await installation(t)

t.test('an event is accepted before anybody has interpreted it', async (t) => {
  const { as, say } = await tenant('board')
  const id = await say('hire', ana)
  const event = await findEvent(needs, as(), id)
  t.match(event, { id, type: 'hire', status: 'accepted', employee_id: null, source: 'api', destinations: [] })
  t.equal(event.counts_from, event.received_at)
})

t.test('an item of a batch has the type that it says, and one that was refused or known already is no event', async (t) => {
  const { as, say } = await tenant()
  const items = [{ type: 'hire', ...ana }, { type: 'termination', employee_number: '1' }, { type: 'termination', ...{ employee_number: '2', date: '2026-04-30', reason: 'voluntary' } }, { type: 'return', employee_number: '3', date: '2026-05-01' }]
  const first = await say('batch', { items }, { receipt: { skipped: [3] } })
  const [refused, termination, skipped, beyond] = [1, 2, 3, 4].map((index) => first.replace(/0$/, String(index))) as [string, string, string, string]
  t.match(await findEvent(needs, as(), first), { type: 'hire', status: 'accepted' })
  t.match(await findEvent(needs, as(), termination), { type: 'termination', status: 'accepted' })
  for (const id of [refused, skipped, beyond, first.replace(/_0$/, '')]) await t.rejects(findEvent(needs, as(), id), { code: 'not_found' })
})

t.test('another tenant, and an ingest key that did not send it, find nothing before and after', async (t) => {
  const { as, say } = await tenant('board')
  const { as: stranger } = await tenant()
  const id = await say('hire', ana, { apiKey: 'key_1' })
  for (const interpreted of [false, true]) {
    if (interpreted) await interpret()
    await t.rejects(findEvent(needs, stranger(), id), { code: 'not_found' })
    await t.rejects(findEvent(needs, as('ingest', 'en', 'key_2'), id), { code: 'not_found' })
    t.match(await findEvent(needs, as('ingest', 'en', 'key_1'), id), { id })
    t.match(await findEvent(needs, as('read', 'en', 'key_2'), id), { id })
  }
})

t.test('each destination shows its fate, and the calls since the event arrived', async (t) => {
  const { id: tenantId, as, say, fate, knows, linkOf, keys } = await tenant('board', 'other')
  const id = await say('hire', ana)
  await interpret()
  const { received_at: receivedAt } = await findEvent(needs, as(), id)
  await knows(id, 'board', { known: { kind: 'active', remoteId: '4711', fields: {}, put: {} } })
  await fate(id, 'board', { status: 'delivered', final: true, withheld: [{ field: 'position', why: 'unknown_value' }] })
  await fate(id, 'other', { status: 'retrying', error: 'http_503', dueAt: Date.parse('2030-01-01T00:00:00Z') })
  const { id: link } = await linkOf(id, 'board')
  const attempt = { tenant: tenantId, link, method: 'POST', status: 200, outcome: 'delivered', durationMs: 84, sealed: (await keys()).seal({}) }
  await insertAttempts(pool, [{ ...attempt, at: Date.parse(receivedAt) - 60_000 }, { ...attempt, at: Date.parse(receivedAt) + 5 }, { ...attempt, at: Date.parse(receivedAt) + 9, status: null }])
  const event = await findEvent(needs, as(), id)
  t.match(event, { status: 'retrying', employee_id: id.replace('evt_', 'emp_') })
  t.same(faultsOf(EventView, event), [])
  t.same(event.destinations, [{
    destination: 'board',
    status: 'delivered',
    remote_id: '4711',
    confirmed: null,
    withheld: [{ field: 'position', why: 'unknown_value' }],
    attempts: [5, 9].map((ms) => ({ at: isoOf(Date.parse(receivedAt) + ms), method: 'POST', status: ms === 5 ? 200 : null, outcome: 'delivered', duration_ms: 84 }))
  }, {
    destination: 'other',
    status: 'retrying',
    remote_id: null,
    confirmed: null,
    error: { code: 'http_503', detail: 'The destination is out of order (http_503). It is tried again by itself.' },
    due_at: '2030-01-01T00:00:00.000Z',
    attempts: []
  }])
})

t.test('a held field shows its question in the reader\'s language', async (t) => {
  const { as, say, ask } = await tenant('board')
  const id = await say('hire', ana)
  await interpret()
  const hold = await ask(id, 'board', { reason: 'unknown_value', registers: ['job_title'], field: 'position', asked: 'job_titles:analista' })
  t.match(await findEvent(needs, as(), id), { status: 'held', reason: 'unknown_value', destinations: [{ status: 'held', hold: { id: hold, reason: 'unknown_value', detail: 'board has no job title “Analista” and would create it. Is it right, or is it a slip?' } }] })
  t.match((await findEvent(needs, as('read', 'pt-BR'), id)).destinations[0]?.hold, { detail: 'board não tem cargo “Analista” e o criaria. Está certo ou é um erro de digitação?' })
})

t.test('an event that nobody can say whom it means belongs to nobody, and says why', async (t) => {
  const { as, say } = await tenant('board')
  await say('hire', ana)
  await say('hire', bruno)
  await interpret()
  const id = await say('change', { employee_number: bruno.employee_number, cpf: ana.cpf, job_title: 'Diretora' })
  await interpret()
  const event = await findEvent(needs, as(), id)
  t.match(event, { status: 'held', reason: 'identity_conflict', employee_id: null, hold: { reason: 'identity_conflict', detail: 'The identifiers of this event point at 2 different people. Whom does it mean?' } })
  t.same(event.destinations, [])
})

t.test('what was withdrawn says so, and so does every destination', async (t) => {
  const { as, say } = await tenant('board')
  const id = await say('hire', ana)
  await interpret()
  await setWithdrawn(pool, id)
  const event = await findEvent(needs, as(), id)
  t.match(event, { status: 'withdrawn', withdrawn_at: String, destinations: [{ status: 'withdrawn' }] })
})

t.test('an event of somebody who was merged belongs to the survivor', async (t) => {
  const { as, say } = await tenant('board')
  const [first, second] = [await say('hire', ana), await say('hire', bruno)]
  await interpret()
  const survivor = first.replace('evt_', 'emp_')
  await mergeEmployee(pool, second.replace('evt_', 'emp_'), survivor)
  t.match(await findEvent(needs, as(), second), { employee_id: survivor, destinations: [{ destination: 'board' }] })
})

t.test('a destination that was deleted is shown with its last fate', async (t) => {
  const { id: tenantId, as, say, fate } = await tenant('board')
  const id = await say('hire', ana)
  await interpret()
  await fate(id, 'board', { status: 'delivered', final: true })
  await pool.query('UPDATE destination SET deleted_at = now() WHERE tenant = $1', [tenantId])
  t.match(await findEvent(needs, as(), id), { status: 'delivered', destinations: [{ destination: 'board', status: 'delivered' }] })
})

t.test('at most four questions are asked of the database', async (t) => {
  const { as, say, ask } = await tenant('board', 'other')
  const id = await say('hire', ana)
  await interpret()
  await ask(id, 'board', { reason: 'clear', registers: ['job_title'], field: 'position' })
  await findEvent(needs, as(), id)
  let asked = 0
  const counting = { query: (text: string, values?: unknown[]) => { asked += 1; return pool.query(text, values) } }
  await findEvent({ ...needs, pool: counting as unknown as typeof pool }, as(), id)
  t.ok(asked <= 4, `${asked}`)
})
