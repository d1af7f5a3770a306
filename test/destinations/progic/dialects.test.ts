import t from 'tap'
import { account, desiredOf } from '../world.ts'
import { ANA, setup } from './setup.ts'

const gone = { ...ANA, termination: { date: '2026-03-09', reason: 'voluntary' as const } }

for (const dialect of ['portal', 'rh'] as const) {
  t.test(`${dialect}: somebody is made, changed, removed and hired again`, async (t) => {
    const { deliver, people, person, writes, later, plan } = await setup(t, { dialect })
    const made = await deliver(desiredOf(ANA))
    t.same(made.outcomes.map(({ kind }) => kind), ['delivered', 'delivered'])
    t.match(person('00123')?.values, {
      company: '01',
      number: '00123',
      pin: '52998224725',
      first: 'Ana',
      last: 'Souza',
      socialFirst: 'Ana',
      socialLast: 'Clara',
      workEmail: 'ana.souza@example.com',
      unit: 'São Paulo',
      department: 'Financeiro',
      title: 'Analista',
      born: '1990-02-28',
      hired: '2026-03-02',
      mobile: dialect === 'rh' ? '11987654321' : '+5511987654321'
    })
    t.same(person('00123')?.extras, { shirt_size: 'P' })
    t.equal(person('00123')?.group, '1', 'the default group')
    t.notOk('showBirthday' in person('00123')!.values, 'nobody decides about birthdays but the tenant')

    later(11_000)
    const confirmed = await deliver(desiredOf(ANA), made.known)
    t.equal(account(confirmed.known).confirmed, true)
    t.same((await plan(desiredOf(ANA), confirmed.known)).steps, [])

    const before = writes().length
    const changed = await deliver(desiredOf({ ...ANA, department: 'Vendas', show_birthday: false, vacation: { from: '2026-07-01', until: '2026-07-20' } }), confirmed.known)
    t.match(person('00123')?.values, { department: 'Vendas', title: 'Analista', showBirthday: false, vacationFrom: '2026-07-01', vacationUntil: '2026-07-20' })
    t.equal(writes().length, before + 1, 'one call')
    t.same(person('00123')?.extras, { shirt_size: 'P' })

    const ended = await deliver(desiredOf(gone, { state: 'ended' }), changed.known)
    t.equal(ended.known.kind, 'ended')
    t.same(people(), [])
    later(11_000)
    const removed = await deliver(desiredOf(gone, { state: 'ended' }), ended.known)
    t.match(removed.known, { kind: 'ended', confirmed: true })

    const back = await deliver(desiredOf({ ...ANA, hire_date: '2026-03-10' }), removed.known)
    t.equal(back.known.kind, 'active')
    t.same(back.steps.map(({ kind }) => kind), ['look', 'create'])
    t.equal(people().length, 1)
  })

  t.test(`${dialect}: whoever is there already is adopted, by company code and number together`, async (t) => {
    const { deliver, control, people, writes } = await setup(t, { dialect })
    control.seed({ company: '02', number: '00123', first: 'Outra', last: 'Pessoa' })
    const hers = control.seed({ company: '01', number: '00123', first: 'Ana', last: 'Souza' })
    const { known } = await deliver(desiredOf(ANA))
    t.equal(account(known).remoteId, dialect === 'rh' ? '01:00123' : hers.id)
    t.equal(people().length, 2)
    t.equal(people().find(({ values }) => values.company === '02')?.values.first, 'Outra')
    t.notOk(writes().some(({ path }) => path.includes('incluir')))
  })

  t.test(`${dialect}: a leaver whom nobody ever loaded is found and removed`, async (t) => {
    const { deliver, control, people } = await setup(t, { dialect })
    control.seed({ company: '01', number: '00123', first: 'Ana', last: 'Souza' })
    const { known } = await deliver(desiredOf(gone, { state: 'ended', mayBeCreated: false }))
    t.equal(known.kind, 'ended')
    t.same(people(), [])
  })

  t.test(`${dialect}: check is content with settings that are right`, async (t) => {
    const { check, control } = await setup(t, { dialect })
    control.seed({ company: '01', number: '1', first: 'A', last: 'B' })
    t.match(await check(), { ok: true })
  })
}

t.test('a body that replaces carries what HR says nothing about; one that changes carries what changed', async (t) => {
  const portal = await setup(t)
  const made = await portal.deliver(desiredOf(ANA))
  portal.person('00123')!.values.personalEmail = 'ana@example.org'
  portal.later(120_000)
  const seen = await portal.deliver(desiredOf(ANA), made.known)
  portal.later(120_000)
  portal.person('00123')!.values.personalEmail = 'new@example.org'
  const changed = await portal.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), seen.known)
  t.same(changed.steps.map(({ kind }) => kind), ['read', 'update'], 'what others have put there is looked at before it is written back')
  t.match(portal.person('00123')?.values, { title: 'Gerente', personalEmail: 'new@example.org', first: 'Ana' })

  const rh = await setup(t, { dialect: 'rh' })
  const first = await rh.deliver(desiredOf(ANA))
  await rh.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), first.known)
  t.same(rh.writes().at(-1)?.body, { colaborador: { cargo: 'Gerente' } })
})
