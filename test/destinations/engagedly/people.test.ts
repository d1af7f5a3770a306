import t from 'tap'
import { account, ANA, desiredOf, kindsOf, leaving, stage } from './stage.ts'

t.test('a hire is written by ids, by the names of a write, with both keys and JSON', async (t) => {
  const { settled, control, person, last, titled, sent } = await stage(t)
  const { known, plan } = await settled(desiredOf(ANA))
  t.equal(known.kind, 'active')
  t.same([plan.steps, plan.holds], [[], []])
  t.match(last('POST')?.body, {
    first_name: 'Ana',
    last_name: 'Souza',
    email: 'ana.souza@example.com',
    employee_id: '00123',
    birth_date: '1990-02-28',
    joining_date: '2026-03-02',
    employee_type: 'employee',
    job_title: titled('Analista'),
    departments: [control.entry('departments', 'Financeiro').id],
    location: control.entry('locations', 'São Paulo').id,
    phone_number: '+5511987654321'
  })
  t.same(Object.keys(person().values).filter((name) => ['cpf', 'gender', 'birth_name', 'level'].includes(name)), [], 'nothing that is mapped nowhere')
  t.ok(sent.every(({ headers }) => headers?.['content-type'] === 'application/json' && headers.ClientKey !== undefined && headers.SecretKey === 'secret'))
  t.ok(account(known).confirmed)
})

t.test('pages are never larger than 50, and every list is read to its end', async (t) => {
  const titles = Array.from({ length: 120 }, (_, n) => `Title ${n}`)
  const { settled, control, titled, person } = await stage(t, { sandbox: { lists: { job_titles: titles } }, options: { organisation: true } })
  await settled(desiredOf({ ...ANA, job_title: 'title 119', department: null, location: null }))
  t.equal(person().values.job_title, titled('Title 119'))
  t.ok(control.requests().every(({ query }) => Number(query.size ?? 25) <= 50))
})

t.test('what is read under other names and in other shapes is no difference', async (t) => {
  for (const variants of [{}, { numericIds: true }, { namedDates: true }]) {
    const { settled, deliver, writes, control } = await stage(t, { sandbox: { variants } })
    const manager = control.seed({ first_name: 'Bia', last_name: 'Lima', email: 'bia@example.com' })
    const reference = { work_email: 'bia@example.com' }
    const desired = desiredOf({ ...ANA, business_unit: 'Varejo', managers: [reference] }, { managers: [{ state: 'linked', remoteId: manager.id, reference }] })
    const { known, plan } = await settled(desired)
    t.same([plan.steps, plan.holds], [[], []], JSON.stringify(variants))
    t.equal(account(known).confirmed, true)
    const before = writes().length
    const looked = await deliver(desired)
    t.same(looked.plan.steps, [], 'nor for whoever looks for the first time')
    t.equal(writes().length, before)
  }
})

t.test('a look-up by address counts only when it is equal', async (t) => {
  const { deliver, control } = await stage(t)
  control.seed({ first_name: 'Mariana', last_name: 'Souza', email: 'mariana.souza@example.com', employee_id: '77' })
  const { steps } = await deliver(desiredOf({ ...ANA, work_email: 'ana.souza@example.com' }))
  t.ok(kindsOf({ steps }).includes('create'))
  t.equal(control.people().length, 2)
})

t.test('a new address is written to the same account, by its id, and counts as a re-keying', async (t) => {
  const { settled, control, plan } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  const changed = desiredOf({ ...ANA, work_email: 'ana.lima@example.com' })
  t.match((await plan(changed, known)).steps.map(({ kind, brakes, calls }) => ({ kind, brakes, path: calls[0]?.path })), [{ kind: 'rekey', brakes: ['rekeys'], path: `/users/${account(known).remoteId}` }])
  await settled(changed, known)
  t.match(control.people().map(({ id, values, status }) => [id, values.email, status]), [[account(known).remoteId, 'ana.lima@example.com', 'Active']])
})

t.test('an address that somebody else has stays behind alone', async (t) => {
  const { settled, control, person } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  control.seed({ first_name: 'Bia', last_name: 'Lima', email: 'ana.lima@example.com' })
  const after = await settled(desiredOf({ ...ANA, work_email: 'ana.lima@example.com', birth_date: '1990-03-01' }), known)
  t.equal(person().values.birth_date, '1990-03-01')
  t.equal(person().values.email, 'ana.souza@example.com')
  t.match(after.plan.holds, [{ reason: 'identity_conflict', field: 'email' }])
})

t.test('an account with this address and another number is another person\'s: asked, and nothing is written', async (t) => {
  const { settled, control, writes } = await stage(t)
  control.seed({ first_name: 'Ana', last_name: 'Souza', email: ANA.work_email, employee_id: '999' })
  for (const desired of [desiredOf(ANA), leaving()]) t.match((await settled(desired)).plan.holds, [{ reason: 'identity_conflict' }])
  t.same(writes(), [])
})

t.test('social names are shown, unless the legal one is to be', async (t) => {
  const fields = { ...ANA, first_name: 'Mario', last_name: 'Souza', social_first_name: 'Ana Clara', social_last_name: 'Souza' }
  const social = await stage(t)
  await social.settled(desiredOf(fields))
  t.equal(social.person().values.first_name, 'Ana Clara')
  const legal = await stage(t, { options: { use_legal_name: true } })
  await legal.settled(desiredOf(fields))
  t.equal(legal.person().values.first_name, 'Mario')
})

t.test('a single name has no last one, which is asked for by name', async (t) => {
  const { deliver } = await stage(t)
  const { plan } = await deliver(desiredOf({ ...ANA, full_name: 'Ana' }))
  t.match(plan.holds, [{ reason: 'missing_required', detail: /last_name/ }])
})

t.test('the first manager is the manager, the others are secondary ones; one that is awaited blocks nobody', async (t) => {
  const { settled, control, person } = await stage(t)
  const [bia, caio] = ['bia', 'caio'].map((name) => control.seed({ first_name: name, last_name: 'Lima', email: `${name}@example.com` }))
  const references = ['bia', 'caio'].map((name) => ({ work_email: `${name}@example.com` })) as [object, object]
  const fields = { ...ANA, managers: references }
  const waiting = await settled(desiredOf(fields, { managers: [{ state: 'pending', why: 'not_there_yet', reference: references[0] }] }))
  t.equal(waiting.known.kind, 'active')
  const both = await settled(desiredOf(fields, { managers: [{ state: 'linked', remoteId: bia!.id, reference: references[0] }, { state: 'linked', remoteId: caio!.id, reference: references[1] }] }), waiting.known)
  t.match(person(2).values, { manager_id: bia!.id, secondary_managers: [caio!.id] })
  t.same(person(2).values.hr_managers, undefined, 'who looks after them is told only where it is mapped')
  await settled(desiredOf({ ...ANA, managers: [] }), both.known)
  t.match(person(2).values, { manager_id: null, secondary_managers: [] })
})

t.test('organisation data can be left out as a whole', async (t) => {
  const { settled, person, control } = await stage(t, { options: { organisation: false } })
  await settled(desiredOf(ANA))
  t.same(['departments', 'businesses', 'location', 'job_title'].filter((name) => person().values[name] !== undefined), [])
  t.notOk(control.requests().some(({ path }) => path === '/departments'))
})

t.test('an answer about somebody else makes their account nobody’s', async (t) => {
  const { deliver, settled, fail, control } = await stage(t)
  const { id } = control.seed({ first_name: 'Bia', last_name: 'Lima', email: 'bia@example.com' })
  fail({ fault: { kind: 'answer', status: 201, body: JSON.stringify({ success: true, data: { id, email: 'bia@example.com' } }) }, writes: true, path: /users$/ })
  const first = await deliver(desiredOf(ANA))
  t.match(first.outcomes.at(-1), { kind: 'unknown', code: 'somebody_else' })
  await settled(desiredOf(ANA))
  t.match(control.people().map(({ values }) => values.email), ['bia@example.com', ANA.work_email])
})
