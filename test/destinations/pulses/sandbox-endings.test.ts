import t from 'tap'
import { CPF, ENDING, NOBODY, NO_DATE, NO_REASON, OTHER_CPF, USED, setup } from './sandbox-client.ts'

t.test('date and reason travel together, in PUT, POST and DELETE', async t => {
  const { call, hire, person, control } = await setup(t)
  const id = await hire({ cpf: CPF })
  const cases: Array<[object, string]> = [
    [{ resignation_date: '', resignation_reason: '' }, NO_DATE],
    [{ resignation_date: null, resignation_reason: null }, NO_DATE],
    [{ resignation_reason: 'V' }, NO_DATE],
    [{ resignation_date: '2026-03-09' }, NO_REASON],
    [{ resignation_date: '2026-03-09', resignation_reason: '' }, NO_REASON],
    [{ resignation_date: '09/03/2026', resignation_reason: 'V' }, USED],
    [{ resignation_date: '2026-03-09', resignation_reason: 'X' }, 'Invalid resignation reason']
  ]
  for (const [body, message] of cases) {
    t.equal((await call('PUT', `/employees/${id}/`, { cpf: CPF, ...body })).message, message)
    t.equal((await call('POST', '/employees/', { cpf: OTHER_CPF, ...body })).message, message)
    t.equal((await call('DELETE', `/employees/${id}/`, body)).message, message)
  }
  t.equal((await call('DELETE', `/employees/${id}/`, {})).message, NO_DATE)
  t.equal((await call('DELETE', `/employees/${id}/`, '{')).message, USED)
  t.match((await call('PUT', `/employees/${id}/`, { cpf: CPF, ...ENDING })).json, { code: 1 })
  control.apply()
  t.match(person(id), { resigned: true, ...ENDING })
})

t.test('a deletion answers three ids; a second one is refused', async t => {
  const { call, hire, person, control } = await setup(t)
  const id = await hire({ cpf: CPF })
  const { json } = await call('DELETE', `/employees/${id}/`, { ...ENDING, resignation_reason: 'TC' })
  t.match(json, { code: 1, message: 'Employee successfully deleted' })
  t.strictSame(Object.keys(json.values), ['id_person', 'id_client', 'id_attribute'])
  t.match((await call('DELETE', `/employees/${id}/`, ENDING)).json, { code: 0 }, 'pending counts')
  t.equal(person(id).resigned, false)
  control.apply()
  t.match((await call('GET', `/employees/${id}/`)).values, { resignation_date: '2026-03-09', resignation_reason: 'TC' })
  t.match((await call('DELETE', '/employees/999/', ENDING)).json, { code: 0, message: NOBODY })
})

t.test('a deletion without a body', async t => {
  const strict = await setup(t)
  t.match((await strict.call('DELETE', `/employees/${await strict.hire({ cpf: CPF })}/`)).json, { code: 0 })
  const lossy = await setup(t, { bodilessDelete: 'data_loss' })
  const id = await lossy.hire({ cpf: CPF })
  t.match((await lossy.call('DELETE', `/employees/${id}/`)).json, { code: 1 })
  lossy.control.apply()
  t.match(lossy.person(id), { resigned: true, resignation_date: null, resignation_reason: null })
})

t.test('somebody who leads is not deleted, unless their people move up', async t => {
  const { call, hire, person, control } = await setup(t)
  const top = await hire({ internal_number: 'top' })
  const middle = await hire({ internal_number: 'middle', leaders: 'top' })
  const low = await hire({ internal_number: 'low', leaders: 'middle' })
  for (const more of [{}, { move_subordinates: false }, { move_subordinate: true }]) {
    t.equal((await call('DELETE', `/employees/${middle}/`, { ...ENDING, ...more })).message, 'It is not possible to delete this user because he has led')
  }
  t.equal((await call('DELETE', `/employees/${middle}/`, { ...ENDING, move_subordinates: 'true' })).message, USED)
  t.match((await call('DELETE', `/employees/${middle}/`, { ...ENDING, move_subordinates: true })).json, { code: 1 })
  control.apply()
  t.strictSame(person(low).leaders, [top])
  await call('DELETE', `/employees/${top}/`, { ...ENDING, move_subordinates: true })
  control.apply()
  t.strictSame(person(low).leaders, [], 'blank below the top')

  const worded = await setup(t, { moveSubordinatesAs: 'string' })
  const boss = await worded.hire({ internal_number: 'boss' })
  await worded.hire({ internal_number: 'low', leaders: 'boss' })
  t.equal((await worded.call('DELETE', `/employees/${boss}/`, { ...ENDING, move_subordinates: true })).message, USED)
  t.match((await worded.call('DELETE', `/employees/${boss}/`, { ...ENDING, move_subordinates: 'true' })).json, { code: 1 })
})

t.test('people who have resigned: in reads, and under an update', async t => {
  for (const [resignedInReads, listed, byId] of [['shown', 1, 1], ['by_id', 0, 1], ['hidden', 0, 0]] as const) {
    const { call, control } = await setup(t, { resignedInReads })
    const { id_person: id } = control.seed({ cpf: CPF, ...ENDING })
    t.match((await call('GET', `/employees/?cpf=${CPF}`)).json, { code: listed })
    t.match((await call('GET', `/employees/${id}/`)).json, { code: byId })
  }
  for (const [putOnResigned, code, resigned] of [['refused', 0, true], ['reactivates', 1, false], ['stays_resigned', 1, true]] as const) {
    const { call, control, person } = await setup(t, { putOnResigned })
    const { id_person: id } = control.seed({ cpf: CPF, ...ENDING })
    t.match((await call('PUT', `/employees/${id}/`, { cpf: CPF, name: 'Ana' })).json, { code })
    control.apply()
    t.match(person(id), { resigned, name: code === 1 ? 'Ana' : null, resignation_date: resigned ? ENDING.resignation_date : null })
  }
})

t.test('contract ends and dates to come, as the variants say', async t => {
  const strict = await setup(t, { refusesTC: true, futureResignation: 'refused' })
  const id = await strict.hire({ cpf: CPF })
  t.match((await strict.call('DELETE', `/employees/${id}/`, { ...ENDING, resignation_reason: 'TC' })).json, { code: 0 })
  t.match((await strict.call('DELETE', `/employees/${id}/`, { ...ENDING, resignation_date: '2026-03-11' })).json, { code: 0 })
  t.match((await strict.call('DELETE', `/employees/${id}/`, { ...ENDING, resignation_date: '2026-03-10' })).json, { code: 1 })
  const lenient = await setup(t)
  t.match((await lenient.call('DELETE', `/employees/${await lenient.hire({ cpf: CPF })}/`, { ...ENDING, resignation_date: '2027-01-01' })).json, { code: 1 })
})
