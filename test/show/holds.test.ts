import t from 'tap'
import { findHold, listHolds } from '../../src/application/show/holds.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import { HoldView } from '../../src/domain/views/hold.ts'
import { mayBeSent } from './hold-answers.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, tenant, interpret } = await installation(t)
const all = { limit: 50 }

t.test('a question about a value shows what HR says, what is there, and the body of every answer', async (t) => {
  const { as, say, ask, knows } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  await knows(event, 'board', { known: { kind: 'active', remoteId: '4711', fields: { position: 'Assistente' }, put: {} } })
  const id = await ask(event, 'board', { reason: 'unknown_value', registers: ['job_title'], field: 'position', asked: 'job_titles:analista' })
  const hold = await findHold(needs, as(), id)
  t.match(hold, {
    id,
    status: 'open',
    reason: 'unknown_value',
    fields: [{ field: 'position', value: 'Analista', there: 'Assistente' }],
    employee_id: event.replace('evt_', 'emp_'),
    event_id: event,
    destination: 'board',
    same_cause: 1,
    decided_at: null,
    decided_by: null
  })
  t.same(hold.choices, [
    { decision: 'approve', answer: { create: true }, effect: 'It is created there.' },
    { decision: 'approve', answer: { values: { position: '' } }, needs: ['values.position'], effect: 'Your value is written there; the record keeps what HR said.' },
    { decision: 'reject', answer: {}, effect: 'It stays at board as it is; everything else goes on.' }
  ])
})

t.test('of several groups only the one in question is shown', async (t) => {
  const { as, say, ask } = await tenant('board')
  const event = await say('hire', { ...ana, groups: ['Brigada', 'Lideranca Nova'] })
  await interpret()
  const id = await ask(event, 'board', { reason: 'unknown_value', registers: ['groups'], field: 'groups', asked: 'groups:lideranca nova' })
  t.match(await findHold(needs, as(), id), { fields: [{ field: 'groups', value: ['Lideranca Nova'] }], detail: /“Lideranca Nova”/ })
})

t.test('a question of identity offers the people by name, and somebody else', async (t) => {
  const { as, say } = await tenant('board')
  const first = await say('hire', ana)
  const second = await say('hire', bruno)
  await interpret()
  const event = await say('change', { employee_number: bruno.employee_number, cpf: ana.cpf, job_title: 'Diretora' })
  await interpret()
  const { data: [hold] } = await listHolds(needs, as(), { status: 'open', reason: 'identity_conflict' }, all)
  t.match(hold, { event_id: event, employee_id: null, destination: null, fields: [{ field: 'employee_number', value: '00124' }, { field: 'cpf', value: ana.cpf }] })
  const effects = new Map(hold!.choices.map(({ decision, answer, effect }) => [JSON.stringify({ decision, ...answer }), effect]))
  t.equal(effects.get(`{"decision":"approve","employee_id":"${first.replace('evt_', 'emp_')}"}`), 'It is Ana Souza (00123).')
  t.equal(effects.get(`{"decision":"approve","employee_id":"${second.replace('evt_', 'emp_')}"}`), 'It is Bruno Lima (00124).')
  t.match(effects.get('{"decision":"approve","another_person":true}'), /somebody else/)
  t.equal(effects.get('{"decision":"reject"}'), 'The event is withdrawn.')
  t.notMatch(hold!.detail, /Ana|Bruno/)
})

t.test('what shares a cause is counted, and one answer may take it all', async (t) => {
  const { as, say, ask } = await tenant('board')
  const events = [await say('hire', ana), await say('hire', bruno)]
  await interpret()
  const brake = { reason: 'brake' as const, registers: ['termination'], cause: 'endings:7', asked: 'endings:7' }
  const [first] = await Promise.all(events.map((event) => ask(event, 'board', brake)))
  const hold = await findHold(needs, as('operator', 'pt-BR'), first!)
  t.match(hold, { cause: 'endings:7', same_cause: 2, detail: 'Mais contas seriam encerradas do que o freio deste tenant permite: 2 aguardam. Estas pessoas saíram mesmo?' })
  t.same(hold.choices.map(({ decision, answer }) => ({ decision, answer })), [
    { decision: 'approve', answer: {} },
    { decision: 'reject', answer: {} },
    { decision: 'approve', answer: { whole_cause: true } },
    { decision: 'reject', answer: { whole_cause: true } }
  ])
  t.match(hold.choices[1]?.effect, /desligamento é retirado/)
  t.match(hold.choices[2]?.effect, /O mesmo para os 2/)
})

t.test('a hold on which several events wait names none of them', async (t) => {
  const { as, say, ask, fate } = await tenant('board')
  const events = [await say('hire', ana), await say('change', { employee_number: ana.employee_number, job_title: 'Gerente' })]
  await interpret()
  const id = await ask(events[0]!, 'board', { reason: 'rehire', registers: ['hire'] })
  t.match(await findHold(needs, as(), id), { event_id: events[0] })
  await fate(events[1]!, 'board', { status: 'held', reason: 'rehire', hold: id })
  t.match(await findHold(needs, as(), id), { event_id: null })
})

t.test('accounts that may be somebody else\'s are offered one by one', async (t) => {
  const { as, say, ask, knows } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  await knows(event, 'board', { known: { kind: 'absent', lookedAt: 0, conflict: { ids: ['42', '77'], keys: ['cpf'], times: 1, detail: '' } } })
  const id = await ask(event, 'board', { reason: 'identity_conflict', registers: ['hire', 'number', 'cpf'] })
  const hold = await findHold(needs, as(), id)
  t.match(hold.detail, /\(42, 77\)/)
  t.match(hold.fields, [{ field: 'employee_number', value: '00123' }, { field: 'cpf', value: ana.cpf }, { field: 'work_email', value: ana.work_email }])
  t.same(hold.choices.map(({ answer }) => answer), [{ values: { remote_id: '42' } }, { values: { remote_id: '77' } }, {}, {}])
})

t.test('every body that is shown is one that may be sent, once it is filled in', async (t) => {
  const { as, say, ask, knows } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  await knows(event, 'board', { known: { kind: 'ended', remoteId: '4711', fields: {}, put: {} } })
  const reasons = ['has_reports', 'unknown_value', 'separator_in_name', 'identity_conflict', 'rehire', 'brake', 'protected', 'unknown_person', 'missing_required', 'reason_missing', 'clear', 'refused_value', 'unconfirmed', 'gone'] as const
  for (const reason of reasons) {
    const id = await ask(event, 'board', { reason, registers: ['job_title'], field: 'position', asked: reason })
    for (const language of ['en', 'pt-BR'] as const) {
      const hold = await findHold(needs, as('operator', language), id)
      t.same(faultsOf(HoldView, hold), [])
      const { detail, choices } = hold
      t.notMatch(detail, /[{}]|undefined| {2}/, `${reason} in ${language}: ${detail}`)
      t.ok(choices.some(({ decision }) => decision === 'reject'))
      for (const choice of choices) t.ok(mayBeSent(choice), `${reason}: ${JSON.stringify(choice.answer)}`)
    }
  }
})

t.test('decided questions are shown with their answer and offer nothing', async (t) => {
  const { as, say, ask } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  const id = await ask(event, 'board', { reason: 'gone', registers: ['hire'] })
  await pool.query("UPDATE hold SET state = 'approved', answer = $2, decided_at = now(), decided_by = 'a key' WHERE id = $1", [id, (await needs.vault.keysOf(pool, as().tenant)).seal({ create: true })])
  t.match(await findHold(needs, as(), id), { status: 'approved', answer: { create: true }, decided_at: String, decided_by: 'a key', same_cause: 1, choices: [] })
  t.same((await listHolds(needs, as(), { status: 'open' }, all)).data, [])
  t.match((await listHolds(needs, as(), { status: 'any' }, all)).data, [{ id }])
})

t.test('questions are listed newest first, page by page, by every filter', async (t) => {
  const { as, say, ask } = await tenant('board', 'other')
  const { as: stranger } = await tenant()
  const events = [await say('hire', ana), await say('hire', bruno)]
  await interpret()
  const [first, second, third] = [
    await ask(events[0]!, 'board', { reason: 'clear', registers: ['team'], cause: 'a' }),
    await ask(events[1]!, 'board', { reason: 'gone', registers: ['hire'], cause: 'b' }),
    await ask(events[1]!, 'other', { reason: 'gone', registers: ['hire'], cause: 'b' })
  ]
  const list = async (filter: Partial<Parameters<typeof listHolds>[2]>, page = all) => (await listHolds(needs, as(), { status: 'open', ...filter }, page)).data.map(({ id }) => id)
  t.same(await list({}), [third, second, first])
  t.same(await list({ reason: 'gone' }), [third, second])
  t.same(await list({ destination: 'board' }), [second, first])
  t.same(await list({ employeeId: events[0]!.replace('evt_', 'emp_') }), [first])
  t.same(await list({ cause: (await findHold(needs, as(), first!)).cause }), [first])
  t.same(await list({ receivedUntil: Date.now() - 3_600_000 }), [])
  t.same(await list({ receivedSince: Date.now() - 3_600_000 }), [third, second, first])
  const page = await listHolds(needs, as(), { status: 'open' }, { limit: 2 })
  t.same(page.data.map(({ id }) => id), [third, second])
  const last = await listHolds(needs, as(), { status: 'open' }, { limit: 2, after: page.next! })
  t.same([last.data.map(({ id }) => id), last.next], [[first], undefined])
  t.same((await listHolds(needs, stranger(), { status: 'any' }, all)).data, [])
  await t.rejects(findHold(needs, stranger(), first!), { code: 'not_found' })
})
