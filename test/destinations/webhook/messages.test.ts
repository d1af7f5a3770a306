import t from 'tap'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import { account, desiredOf, START } from '../world.ts'
import { ANA, ended, OTHER, SECRET, setup } from './harness.ts'

t.test('a hire is told whole, in our own words, and nothing goes that is not named', async (t) => {
  const { deliver, last } = await setup(t)
  await deliver(desiredOf(ANA))
  t.same(last().body, {
    type: 'hire',
    timestamp: new Date(START).toISOString(),
    data: { source_id: 'emp_00123', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02' }
  })
  t.equal(last().url, '/in/?token=made-up', 'the address is called as it stands')
  t.equal(last().type, 'application/json')
})

t.test('restricted fields go when they are named, and a mapping may fill any', async (t) => {
  const { deliver, last } = await setup(t, { options: { fields: ['cpf', 'employee_number', 'custom.shirt'], mapping: { team: { from: 'department', values: { Financeiro: 'FIN' } }, job_title: 'custom.role' } } })
  await deliver(desiredOf({ ...ANA, custom: { shirt: 'P', role: 'Tesoureira', secret: 'x' } }))
  t.same(last().body.data, { source_id: 'emp_00123', employee_number: '00123', cpf: '52998224725', team: 'FIN', job_title: 'Tesoureira', custom: { shirt: 'P' } })
})

t.test('a change carries who is meant and what has changed; what HR emptied is null', async (t) => {
  const { deliver, last, received, person } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  await deliver(desiredOf({ ...ANA, job_title: 'Gerente', department: null }), known)
  t.same(last().body, { type: 'change', timestamp: last().body.timestamp, data: { source_id: 'emp_00123', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com', job_title: 'Gerente', department: null } })
  t.match(person(), { fields: { job_title: 'Gerente', department: null } })
  t.equal(received().length, 2)
})

t.test('a new number or address names the person by the old ones', async (t) => {
  const { deliver, last, person } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  const renamed = desiredOf({ ...ANA, work_email: 'ana.lima@example.com', employee_number: '00999' }, { employee: 'emp_00123' })
  const { steps } = await deliver(renamed, known)
  t.match(steps, [{ brakes: ['rekeys'] }])
  t.same(last().body.data, { match: { source_id: 'emp_00123', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com' }, employee_number: '00999', work_email: 'ana.lima@example.com' })
  t.match(person(), { fields: { employee_number: '00999', work_email: 'ana.lima@example.com' } })
})

t.test('while a new number waits for a word, what else changes names the person by the old one', async (t) => {
  const { plan, deliver } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  const { steps } = await plan(desiredOf({ ...ANA, employee_number: '00999', job_title: 'Gerente' }, { employee: 'emp_00123' }), known)
  t.match(steps, [{ brakes: [], calls: [{ body: { data: { employee_number: '00123', job_title: 'Gerente' } } }] }, { brakes: ['rekeys'] }])
})

t.test('a leave is dates without why, and its end a return', async (t) => {
  const { deliver, received, last, person } = await setup(t)
  const { known } = await deliver(desiredOf({ ...ANA, leave: { from: '2026-03-01' } }, { onLeave: true }))
  t.same(received().map(({ body }) => body.type), ['hire', 'leave'])
  t.same(last().body.data, { source_id: 'emp_00123', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com', from: '2026-03-01' })
  t.same(person()?.leave, { from: '2026-03-01' })
  const told = () => ({ at: START - 1000, on: '2026-03-09' })
  await deliver(desiredOf({ ...ANA, leave: null }, { told }), known)
  t.match(last().body, { type: 'return', data: { date: '2026-03-09' } })
  const other = await setup(t)
  await other.deliver(desiredOf({ ...ANA, leave: { from: '2025-01-01', until: '2025-02-01' } }))
  t.same(other.received().map(({ body }) => body.type), ['hire'], 'a leave that was over before is nobody\'s business')
})

t.test('an ending has its date and reason, never the wording of the source; corrected, it is told again', async (t) => {
  const { deliver, last, person, received } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  const gone = await deliver(ended(ANA), known)
  t.match(gone.steps, [{ effect: 'ends', brakes: ['endings'] }])
  t.same(last().body, { type: 'termination', timestamp: last().body.timestamp, data: { source_id: 'emp_00123', employee_number: '00123', company_code: '01', work_email: 'ana.souza@example.com', date: '2026-03-10', reason: 'voluntary' } })
  const corrected = await deliver(ended(ANA, { date: '2026-03-08', reason: 'involuntary' }), gone.known)
  t.match(corrected.steps, [{ effect: 'ends', brakes: [] }])
  t.match(person(), { state: 'ended', termination: { date: '2026-03-08', reason: 'involuntary' } })
  t.same((await deliver(ended(ANA, { date: '2026-03-08', reason: 'involuntary' }), corrected.known)).steps, [])
  t.equal(received().length, 3)
})

t.test('who comes back is hired with the later date; an ending that is taken back is no hire', async (t) => {
  const { deliver, last, person } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  const gone = await deliver(ended(ANA), known)
  const undone = await deliver(desiredOf(ANA), gone.known)
  t.match(last().body, { type: 'change', data: { termination: null } })
  t.match(person(), { state: 'active' })
  t.equal(undone.known.kind, 'active')
  const again = await deliver(ended(ANA), undone.known)
  const back = await deliver(desiredOf({ ...ANA, hire_date: '2026-03-11' }), again.known)
  t.match(last().body, { type: 'hire', data: { hire_date: '2026-03-11', full_name: 'Ana Souza' } })
  t.match(back.steps, [{ effect: 'creates', brakes: ['hires'] }])
  t.match(person(), { state: 'active', termination: null })
  const late = await deliver(ended({ ...ANA, hire_date: '2026-03-12' }, { date: '2026-03-13' }), again.known)
  t.match(late.plan, { steps: [], withheld: [{ why: 'ended_already' }] }, 'who came and went before anybody was told is not let in for that')
})

t.test('managers are references by our own id, and go when they have been told of', async (t) => {
  const { deliver, last } = await setup(t)
  const reference = { employee_number: '00200', cpf: '11144477735', name: 'Bruno Lima' }
  const led = { ...ANA, managers: [reference] }
  const alone = await deliver(desiredOf(led, { managers: [{ state: 'pending', why: 'not_there_yet', reference }] }))
  t.notOk('managers' in last().body.data)
  t.match(alone.plan.waits, [{ why: 'manager' }])
  const { steps } = await deliver(desiredOf(led, { managers: [{ state: 'linked', remoteId: 'emp_00200', reference }] }), alone.known)
  t.same(last().body.data.managers, [{ source_id: 'emp_00200', employee_number: '00200' }], 'neither the name nor a CPF that may not go')
  t.match(steps, [{ brakes: [] }], 'a first manager is no re-keying')
})

t.test('what nobody says any more, such as after a withdrawal, is null, and never seems older than what it replaces', async (t) => {
  const { deliver, last } = await setup(t)
  const later = START - 1000
  const { known } = await deliver(desiredOf({ ...ANA, team: 'Sul' }, { told: () => ({ at: later, on: '2026-03-10' }) }))
  await deliver(desiredOf(ANA, { told: () => ({ at: later - 60_000, on: '2026-03-10' }) }), known)
  t.match(last().body, { timestamp: new Date(later).toISOString(), data: { team: null } })
})

t.test('several secrets sign each message, and any of them opens it', async (t) => {
  const both = await setup(t, { credentials: { secrets: [OTHER, SECRET] } })
  t.match((await both.deliver(desiredOf(ANA))).outcomes, [{ kind: 'delivered' }, { kind: 'delivered' }])
  t.equal(both.last().signatures, 2)
  const wrong = await setup(t, { credentials: { secrets: [OTHER] } })
  t.match((await wrong.deliver(desiredOf(ANA))).outcomes.at(-1), { kind: 'unauthorized', code: 'http_401', detail: /credentials\.secrets/ })
})

t.test('headers that the receiver wants go along', async (t) => {
  const { deliver, last } = await setup(t, { credentials: { headers: { Authorization: 'Bearer made-up', 'X-Tenant': 'acme' } }, receiver: { headers: { authorization: 'Bearer made-up', 'x-tenant': 'acme' } } })
  await deliver(desiredOf(ANA))
  t.equal(last().status, 204)
})

t.test('CloudEvents: the id is the one of the signature, and no attribute names anybody', async (t) => {
  const { deliver, last } = await setup(t, { options: { envelope: 'cloudevents', type_prefix: 'employee.', cloudevents_source: 'https://hr.example/cracha' } })
  await deliver(desiredOf(ANA))
  const { body: { data, ...attributes }, id, type } = last()
  t.equal(type, 'application/cloudevents+json')
  t.same(attributes, { specversion: '1.0', id, source: 'https://hr.example/cracha', type: 'employee.hire', time: new Date(START).toISOString(), subject: 'emp_00123', datacontenttype: 'application/json' })
  t.match(data, { full_name: 'Ana Souza' })
})

t.test('an expression says the body, and a plan shows exactly that', async (t) => {
  const options = { expression: 'type = "leave" ? null : {"op": $uppercase(type), "user": data.work_email, "tags": [data.department, data.job_title]}' }
  const { deliver, plan, last, received } = await setup(t, { options, receiver: { understands: 'anything' } })
  const shown = await plan(desiredOf(ANA), { kind: 'absent', lookedAt: START })
  const { known } = await deliver(desiredOf(ANA))
  t.same(last().body, { op: 'HIRE', user: 'ana.souza@example.com', tags: ['Financeiro', 'Analista'] })
  t.same(shown.steps[0]?.calls[0]?.body, last().body)
  t.equal(shown.steps[0]?.changes.find(({ field }) => field === 'webhook-id')?.to, last().id)
  const away = await deliver(desiredOf({ ...ANA, leave: { from: '2026-03-01' } }), known)
  t.match(away.plan, { steps: [], withheld: [{ field: 'leave', why: 'expression_says_nothing' }] }, 'of what it says nothing, nothing goes, and that is shown')
  t.equal(received().length, 1)
  const cloud = await setup(t, { options: { ...options, envelope: 'cloudevents' }, receiver: { understands: 'anything' } })
  await cloud.deliver(desiredOf(ANA))
  t.match(cloud.last().body, { type: 'hire', data: { op: 'HIRE' } })
})

t.test('who has left and was never told of is only told of when the owner says so', async (t) => {
  const skip = await setup(t)
  t.same((await skip.deliver(ended(ANA))).plan.steps, [])
  t.equal(skip.received().length, 0)
  const send = await setup(t, { options: { endings_of_unsent: 'send' }, receiver: { understands: 'anything' } })
  const gone = await send.deliver(ended(ANA))
  t.match(send.last().body, { type: 'termination', data: { employee_number: '00123', date: '2026-03-10' } })
  t.same((await send.deliver(ended(ANA), gone.known)).steps, [])
  const asked = await setup(t, { receiver: { understands: 'anything' } })
  const stranger = { ...ended({ employee_number: '7' }), mayBeCreated: false }
  const held = await asked.deliver(stranger)
  t.match(held.plan.holds, [{ reason: 'unknown_person' }])
  asked.answer(held.plan, 'unknown_person')
  await asked.deliver(stranger, held.known)
  t.match(asked.last().body, { type: 'termination', data: { employee_number: '7' } }, 'an approval sends it')
})

t.test('custom fields: each is a fact of its own', async (t) => {
  const { deliver, last, person } = await setup(t, { options: { fields: ['employee_number', 'custom', 'tags', 'show_birthday'] } })
  const first: Fields = { ...ANA, custom: { shirt: 'P', shoe: '37' }, tags: ['brigade'], show_birthday: false }
  const { known } = await deliver(desiredOf(first))
  t.match(last().body.data, { custom: { shirt: 'P', shoe: '37' }, tags: ['brigade'], show_birthday: false })
  const next: Known = (await deliver(desiredOf({ ...first, custom: { shirt: 'M', shoe: null }, tags: [] }), known)).known
  t.same(last().body.data, { source_id: 'emp_00123', employee_number: '00123', tags: [], custom: { shirt: 'M', shoe: null } })
  t.match(person(), { fields: { custom: { shirt: 'M', shoe: null } } })
  t.equal(account(next).fields['custom.shirt'], 'M')
})

t.test('what is not named any more does not go any more, not even to say who is meant', async (t) => {
  for (const send of ['events', 'state'] as const) {
    const wide = await setup(t, { options: { send, fields: ['cpf', 'employee_number', 'job_title', 'birth_date'] } })
    const { known } = await wide.deliver(desiredOf(ANA))
    t.equal(wide.last().body.data.cpf, '52998224725')
    const narrow = await setup(t, { options: { send, fields: ['employee_number', 'job_title'] }, receiver: { understands: 'anything' } })
    t.same((await narrow.deliver(desiredOf(ANA), known)).steps, [], 'and is not taken back')
    await narrow.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
    await narrow.deliver(ended(ANA), known)
    for (const { body } of narrow.received()) t.notMatch(JSON.stringify(body), /52998224725|1990-02-28/)
    t.equal(narrow.received().length, 2)
  }
})
