import t from 'tap'
import { desiredOf } from '../world.ts'
import { ANA, ended, setup } from './harness.ts'

const state = { options: { send: 'state' as const } }

t.test('each message is the whole record, its state and a number that grows', async (t) => {
  const { deliver, received, last } = await setup(t, state)
  const first = await deliver(desiredOf(ANA))
  const whole = { source_id: 'emp_00123', state: 'active', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02' }
  t.same(last().body, { type: 'state', timestamp: last().body.timestamp, data: { ...whole, revision: 1 } })
  const second = await deliver(desiredOf({ ...ANA, department: null, job_title: 'Gerente', leave: { from: '2026-03-01' } }), first.known)
  t.same(last().body.data, { ...whole, department: null, job_title: 'Gerente', leave: { from: '2026-03-01' }, revision: 2 })
  const gone = await deliver(ended(ANA), second.known)
  t.match(last().body.data, { state: 'leaver', termination: { date: '2026-03-10', reason: 'voluntary' }, full_name: 'Ana Souza', revision: 3 })
  t.notOk('source_reason' in last().body.data.termination)
  await deliver(desiredOf({ ...ANA, hire_date: '2026-03-11' }), gone.known)
  t.match(last().body.data, { state: 'active', termination: null, leave: null, department: 'Financeiro', hire_date: '2026-03-11', revision: 4 })
  t.equal(received().length, 4)
})

t.test('a new number goes in a state of its own, so that it may be braked alone', async (t) => {
  const { deliver, plan } = await setup(t, state)
  const { known } = await deliver(desiredOf(ANA))
  const { steps } = await plan(desiredOf({ ...ANA, employee_number: '00999', job_title: 'Gerente' }, { employee: 'emp_00123' }), known)
  t.match(steps, [
    { brakes: [], calls: [{ body: { data: { employee_number: '00123', job_title: 'Gerente', revision: 2 } } }] },
    { brakes: ['rekeys'], calls: [{ body: { data: { employee_number: '00999', revision: 3 } } }] }
  ])
})

t.test('a first day that moves ahead is a state, too', async (t) => {
  const { deliver, last, plan } = await setup(t, state)
  t.match((await plan(desiredOf(ANA, { state: 'not_yet' }), { kind: 'absent', lookedAt: 0 })).waits, [{ why: 'start' }], 'nobody is told of before their time')
  const { known } = await deliver(desiredOf(ANA))
  const later = await deliver(desiredOf({ ...ANA, hire_date: '2026-05-01' }, { state: 'not_yet' }), known)
  t.match(last().body.data, { state: 'not_yet', hire_date: '2026-05-01' })
  await deliver(desiredOf({ ...ANA, hire_date: '2026-05-01' }), later.known)
  t.match(last().body.data, { state: 'active' })
})

t.test('an absence and its end are fields of the state', async (t) => {
  const { deliver, person } = await setup(t, state)
  const away = await deliver(desiredOf({ ...ANA, leave: { from: '2026-03-01' } }, { onLeave: true }))
  t.match(person(), { state: 'active', leave: { from: '2026-03-01' } })
  const back = await deliver(desiredOf({ ...ANA, leave: null }), away.known)
  t.match(person(), { state: 'active', leave: null })
  await deliver(ended(ANA), back.known)
  t.match(person(), { state: 'ended' })
})

t.test('an expression sees the revision', async (t) => {
  const { deliver, last } = await setup(t, { options: { send: 'state', expression: '{"id": data.source_id, "version": data.revision}' }, receiver: { understands: 'anything' } })
  const { known } = await deliver(desiredOf(ANA))
  await deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
  t.same(last().body, { id: 'emp_00123', version: 2 })
})
