import t from 'tap'
import { account, desiredOf } from '../world.ts'
import { ANA, BRUNO, PORTAL, setup } from './setup.ts'

const leaving = desiredOf({ ...ANA, termination: { date: '2026-03-09' } }, { state: 'ended' })
const absent = { kind: 'absent' as const, lookedAt: 0 }

t.test('no more rights are asked for than are needed', async (t) => {
  const all = await setup(t)
  await all.deliver(desiredOf(ANA))
  t.same(all.control.requests().at(-1)?.scopes, ['EMPLOYEE_READ', 'EMPLOYEE_WRITE', 'EMPLOYEE_DELETE'])
  const some = await setup(t, { options: { operations: { create: true, update: true, end: false, erase: false } } })
  await some.deliver(desiredOf(ANA))
  t.same(some.control.requests().at(-1)?.scopes, ['EMPLOYEE_READ', 'EMPLOYEE_WRITE'])
})

t.test('a token is asked for once, and anew when it is not accepted any more', async (t) => {
  const { deliver, control, sent } = await setup(t)
  await deliver(desiredOf(ANA))
  await deliver(desiredOf(BRUNO))
  const tokens = () => sent.filter(({ path }) => path.includes('token')).length
  t.equal(tokens(), 1)
  control.withdrawTokens()
  t.equal((await deliver(desiredOf({ ...BRUNO, employee_number: '3' }))).known.kind, 'active')
  t.equal(tokens(), 2)
})

t.test('wrong credentials stop the lane, and name what to look at', async (t) => {
  const { deliver, check } = await setup(t, { credentials: { client_secret: 'wrong' } })
  t.match((await deliver(desiredOf(ANA))).outcomes, [{ kind: 'unauthorized', detail: /client_id and client_secret/ }])
  t.match(await check(), { ok: false, detail: /credentials.client_secret/ })
})

t.test('a number alone is nobody: company code and number are one', async (t) => {
  const { deliver, control } = await setup(t)
  control.seed({ company: '02', number: '00123', first: 'Outra', last: 'Pessoa' })
  await deliver(desiredOf(ANA))
  t.same(control.people().map(({ values }) => values.company).sort(), ['01', '02'])
  const { plan } = await setup(t)
  const { company_code: _, ...without } = ANA
  t.match((await plan(desiredOf(without), absent)).holds, [{ reason: 'missing_required', detail: /company_code/ }])
  const standard = await setup(t, { options: { company_code: '01' } })
  t.match((await standard.deliver(desiredOf(without))).known, { fields: { company_code: '01' } })
})

t.test('a number that stands for somebody with another CPF is a question, and nothing is written', async (t) => {
  const { deliver, control, writes } = await setup(t)
  const other = control.seed({ company: '01', number: '00123', first: 'Outra', last: 'Pessoa', pin: '11144477735' })
  const { plan } = await deliver(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'identity_conflict', choices: { 'values.remote_id': new RegExp(other.id) } }])
  t.same(writes(), [])
})

t.test('both names are required: a full name is split as the owner says, and a single one is asked about', async (t) => {
  const { first_name: _, last_name: __, social_name: ___, ...rest } = ANA
  const { deliver, person, plan } = await setup(t)
  await deliver(desiredOf({ ...rest, full_name: 'Ana Maria de Souza' }))
  t.match(person('00123')?.values, { first: 'Ana', last: 'Maria de Souza' })
  t.match((await plan(desiredOf({ ...rest, full_name: 'Madonna' }), absent)).holds, [{ reason: 'missing_required', detail: /without last_name/ }])
  const last = await setup(t, { options: { split_full_name: 'last_token' } })
  await last.deliver(desiredOf({ ...rest, full_name: 'Ana Maria de Souza' }))
  t.match(last.person('00123')?.values, { first: 'Ana Maria de', last: 'Souza' })
  const never = await setup(t, { options: { split_full_name: 'never' } })
  t.match((await never.plan(desiredOf({ ...rest, full_name: 'Ana Souza' }), absent)).holds, [{ reason: 'missing_required' }])
})

t.test('birthday, tenure and vacation are shown only when the tenant says so, and a no is sent, too', async (t) => {
  const { deliver, person } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  t.same(Object.keys(person('00123')!.values).filter((name) => name.startsWith('show')), [])
  await deliver(desiredOf({ ...ANA, show_birthday: true, show_tenure: false }), known)
  t.match(person('00123')?.values, { showBirthday: true, showTenure: false })
  t.notOk('showVacation' in person('00123')!.values)
})

t.test('groups: the default one, one for each department, and one that was not granted', async (t) => {
  const idgroup = { from: 'department', values: { Financeiro: '12', Diretoria: '99' } }
  const { deliver, person, plan } = await setup(t, { options: { idgroup } })
  await deliver(desiredOf(ANA))
  t.equal(person('00123')?.group, '12')
  const other = { ...BRUNO, department: 'Vendas' }
  await deliver(desiredOf(other))
  t.equal(person('00200')?.group, '1', 'a department without a group goes to the default group, and its name is sent as no id')
  t.match((await plan(desiredOf(other), absent)).withheld, [{ field: 'idgroup', why: 'no_group_for_it' }])
  const refused = await deliver(desiredOf({ ...BRUNO, employee_number: '9', department: 'Diretoria' }))
  t.match(refused.outcomes.at(-1), { kind: 'refused', code: 'group_not_granted' }, 'this person fails, not the lane')
  const rest = await setup(t, { options: { idgroup: { values: {}, otherwise: '12' } } })
  await rest.deliver(desiredOf(BRUNO))
  t.equal(rest.person('00200')?.group, '12')
})

for (const hidesOthers of [false, true]) {
  t.test(`an account whose group is not granted any more (${hidesOthers ? 'not found' : 'forbidden'}) is asked about, and never made again`, async (t) => {
    const { deliver, control, people, writes } = await setup(t, { sandbox: { hidesOthers } })
    const { known } = await deliver(desiredOf(ANA))
    control.move(account(known).remoteId, '77')
    const before = writes().length
    const later = await deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), { ...account(known), notes: {} })
    t.match(later.plan.holds, [{ reason: 'gone', detail: /API Groups/ }])
    t.equal(people().length, 1)
    t.notOk(writes().slice(before).some(({ method }) => method === 'POST'), 'nothing is created')
  })
}

t.test('somebody who is gone is looked for before another is made, once somebody says so', async (t) => {
  const { deliver, control, people, answer } = await setup(t, { sandbox: { hidesOthers: true } })
  const { known } = await deliver(desiredOf(ANA))
  control.move(account(known).remoteId, '77')
  const gone = await deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), { ...account(known), notes: {} })
  control.move(account(known).remoteId, '1')
  answer(gone.plan, 'gone', { create: true })
  const back = await deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), gone.known)
  t.equal(account(back.known).remoteId, account(known).remoteId)
  t.match(people(), [{ values: { title: 'Gerente' } }])
})

t.test('a leaver who is forbidden is a failure that is told; one who is not there is removed already', async (t) => {
  const { deliver, control } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  const { remoteId } = account(known)
  control.move(remoteId, '77')
  t.match((await deliver(leaving, known)).outcomes, [{ kind: 'refused', code: 'group_not_granted' }])
  control.remove(remoteId)
  t.equal((await deliver(leaving, known)).known.kind, 'ended')
})

t.test('without the right to read the list the lane stops: every call would say so', async (t) => {
  const { deliver, check } = await setup(t, { options: { token: { scopes: { read: '', write: 'EMPLOYEE_WRITE', delete: '' } } } })
  t.match((await deliver(desiredOf(ANA))).outcomes, [{ kind: 'unauthorized', detail: /scope/ }])
  t.match(await check(), { ok: false, detail: /scope/ })
})

for (const saysFields of [true, false]) {
  t.test(`a value that is refused keeps back only itself, whether its field is named or not (${saysFields})`, async (t) => {
    const { deliver, person } = await setup(t, { options: { phone_format: 'national' }, sandbox: { saysFields } })
    const { plan, known } = await deliver(desiredOf(ANA))
    t.match(person('00123')?.values, { first: 'Ana', department: 'Financeiro', title: 'Analista', born: '1990-02-28' })
    t.notOk('mobile' in person('00123')!.values)
    t.match(plan.holds, [{ reason: 'refused_value', field: 'mobile_phone' }])
    const later = await deliver(desiredOf({ ...ANA, department: 'Vendas' }), known)
    t.equal(person('00123')?.values.department, 'Vendas')
    t.match(later.plan.holds, [{ field: 'mobile_phone' }])
  })
}

t.test('another number or address is counted by the brake, and one that is taken stays behind alone', async (t) => {
  const { deliver, control, plan, person } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  control.seed({ company: '01', number: '00999', first: 'B', last: 'C' })
  const renumbered = desiredOf({ ...ANA, employee_number: '00999', work_email: 'ana@example.com', job_title: 'Gerente' })
  t.same((await plan(renumbered, known)).steps.map(({ kind, brakes }) => [kind, brakes]), [['update', []], ['rekey', ['rekeys']], ['rekey', ['rekeys']]])
  const after = await deliver(renumbered, known)
  t.match(person('00123')?.values, { title: 'Gerente', workEmail: 'ana@example.com' })
  t.match(after.plan.holds, [{ reason: 'identity_conflict', field: 'employee_number' }])
  const free = await deliver(desiredOf({ ...ANA, employee_number: '00555' }), after.known)
  t.ok(person('00555'))
  t.equal(account(free.known).remoteId, account(known).remoteId)
})

t.test('where company code and number are the id, another number is another id of the same account', async (t) => {
  const { deliver, person, people } = await setup(t, { dialect: 'rh' })
  const { known } = await deliver(desiredOf(ANA))
  const moved = await deliver(desiredOf({ ...ANA, employee_number: '7' }), known)
  t.equal(account(moved.known).remoteId, '01:7')
  await deliver(desiredOf({ ...ANA, employee_number: '7', job_title: 'Gerente' }), moved.known)
  t.equal(person('7')?.values.title, 'Gerente')
  t.equal(people().length, 1)
})

t.test('dates, phones, yes and no, and numbers go in the form of the page', async (t) => {
  const { deliver, writes } = await setup(t, { dialect: 'rh', options: { idgroup: { values: {}, otherwise: '12' } } })
  await deliver(desiredOf({ ...ANA, show_birthday: true, show_tenure: false }))
  t.match(writes()[0]?.body, { colaborador: { nascimento: '28/02/1990', celular: '11987654321', exibeAniversario: 'S', exibeTempoDeCasa: 'N', idgroup: 12, camposExtras: [{ campo: 'shirt_size', valor: 'P' }] } })
})

t.test('without any look-up a refusal that names the account is believed, or the key is taken', async (t) => {
  const blind = { find: { by: 'none' }, read: {} }
  const portal = await setup(t, { options: blind })
  const hers = portal.control.seed({ company: '01', number: '00123', first: 'Outro', last: 'Nome' })
  t.equal(account((await portal.deliver(desiredOf(ANA))).known).remoteId, hers.id)
  t.match(portal.person('00123')?.values, { first: 'Ana', title: 'Analista' })
  t.ok(portal.sent.every(({ method }) => method !== 'GET'))
  t.match(await portal.check(), { ok: true })

  const ask = await setup(t, { dialect: 'rh', options: blind })
  ask.control.seed({ company: '01', number: '00123', first: 'Outro', last: 'Nome' })
  t.match((await ask.deliver(desiredOf(ANA))).plan.holds, [{ reason: 'identity_conflict' }])
  const adopt = await setup(t, { dialect: 'rh', options: { ...blind, exists: 'adopt' } })
  adopt.control.seed({ company: '01', number: '00123', first: 'Outro', last: 'Nome' })
  t.equal((await adopt.deliver(desiredOf(ANA))).known.kind, 'active')
  t.match(adopt.person('00123')?.values, { first: 'Ana', title: 'Analista' })
  const gone = await setup(t, { dialect: 'rh', options: blind })
  gone.control.seed({ company: '01', number: '00123', first: 'Ana', last: 'Souza' })
  t.equal((await gone.deliver(leaving)).known.kind, 'ended', 'a leaver whose key is known is removed unseen')
  t.same(gone.people(), [])
})

t.test('check names the path, the list and the name that is wrong', async (t) => {
  const find = PORTAL.find
  const cases: [object, RegExp][] = [
    [{ find: { ...find, path: '/v2/employees' } }, /options\.find\.path/],
    [{ find: { ...find, items: 'data' } }, /options\.find\.items.*content/],
    [{ id: 'uuid' }, /options\.id/],
    [{ names: { ...PORTAL.names, employee_number: 'matricula' } }, /options\.names\.employee_number.*registration/],
    [{ token: { client_auth: 'basic' } }, /options\.token\.client_auth/],
    [{ find: { ...find, paging: { ...find.paging, size: 5000 } } }, /options\.find: method, query, paging/]
  ]
  for (const [options, detail] of cases) {
    const { check, control } = await setup(t, { options: options as Record<string, unknown> })
    control.seed({ company: '01', number: '1', first: 'A', last: 'B' })
    t.match(await check(), { ok: false, detail })
  }
  const { sandbox } = await setup(t)
  const lost = await setup(t, { options: { token: { url: `${sandbox.url}/oauth/nowhere` } } })
  t.match(await lost.check(), { ok: false, detail: /token/ })
})

t.test('a look that reads something else than a list of employees finds nobody, and creates nobody', async (t) => {
  for (const find of [{ ...PORTAL.find, items: 'data' }, { ...PORTAL.find, path: '/v2/employees' }]) {
    const { deliver, writes, control } = await setup(t, { options: { find } })
    control.seed({ company: '01', number: '1', first: 'A', last: 'B' })
    t.match((await deliver(desiredOf(ANA))).outcomes.at(-1), { kind: 'retry' })
    t.same(writes(), [])
  }
})

t.test('answers may call things otherwise than requests do, and the answer to a create its id', async (t) => {
  const { deliver, control, person, plan, later } = await setup(t, { options: { names: { ...PORTAL.names, unit: 'unit' }, read_names: { department: 'unit' }, create: { ...PORTAL.create, id: 'registration' }, confirm: false } })
  const made = await deliver(desiredOf(ANA))
  t.equal(account(made.known).remoteId, '00123')
  later(1)
  control.seed({ company: '01', number: '00200', first: 'Bruno', last: 'Lima', unit: 'Vendas' })
  const { known } = await deliver(desiredOf({ ...BRUNO, department: 'Vendas' }))
  t.same((await plan(desiredOf({ ...BRUNO, department: 'Vendas' }), known)).steps, [])
  t.notOk('department' in person('00200')!.values)
})

t.test('what was only published says nothing about who is there: from pull to push everybody is looked for', async (t) => {
  const pull = await setup(t, { options: { direction: 'pull' }, credentials: { feed_key: 'x'.repeat(32) } })
  const { known, steps } = await pull.deliver(desiredOf(ANA))
  t.same(steps.map(({ kind, calls, brakes }) => [kind, calls, brakes]), [['look', [], []], ['create', [], ['hires']]], 'the same steps, without a call')
  t.equal(account(known).remoteId, desiredOf(ANA).employee)
  t.same(pull.sent, [])
  t.match(await pull.check(), { ok: true })
  const { deliver, people } = await setup(t)
  const pushed = await deliver(desiredOf(ANA), known)
  t.same(pushed.steps.map(({ kind }) => kind), ['look', 'create'])
  t.equal(account(pushed.known).remoteId, people()[0]?.id)
  t.same((await deliver(leaving, pushed.known)).steps.map(({ kind }) => kind), ['end'])
})
