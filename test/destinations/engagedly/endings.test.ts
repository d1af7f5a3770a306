import t from 'tap'
import { account, ANA, desiredOf, kindsOf, leaving, stage } from './stage.ts'

t.test('a leaver is blocked with the code that their reason is mapped to', async (t) => {
  const { settled, person, last } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  const gone = await settled(leaving(), known)
  t.match(person(), { status: 'Blocked', block_reason_code: 'RESIGNED' })
  t.match(last('PUT'), { path: `/users/${account(known).remoteId}/deactivate`, body: { block_reason_code: 'RESIGNED' } })
  t.match(gone, { known: { kind: 'ended', confirmed: true }, plan: { steps: [], holds: [] } })
})

t.test('a reason without a code is asked about where that is wanted, with the codes of the organisation, and never guessed', async (t) => {
  const { settled, person, answer } = await stage(t, { options: { reasons: {}, reason_code: 'hold' } })
  const { known } = await settled(desiredOf(ANA))
  const held = await settled(leaving(), known)
  t.equal(person().status, 'Active')
  t.match(held.plan.holds, [{ reason: 'reason_missing', field: 'block_reason_code', offers: ['RESIGNED', 'FIRED', 'AWAY'].map((code) => ({ answer: { values: { block_reason_code: code } } })) }])
  answer(held.plan, 'reason_missing', { values: { block_reason_code: 'RESIGNED' } })
  await settled(leaving(), held.known)
  t.match(person(), { status: 'Blocked', block_reason_code: 'RESIGNED' })
})

t.test('a code that the organisation does not list is asked about before it is sent, where that is wanted', async (t) => {
  const { settled, person, answer } = await stage(t, { options: { reasons: { voluntary: 'GONE', involuntary: 'FIRED' }, reason_code: 'hold' } })
  const { known } = await settled(desiredOf(ANA))
  const held = await settled(leaving(), known)
  t.match(held.plan.holds, [{ reason: 'reason_missing', detail: /GONE/ }])
  answer(held.plan, 'reason_missing', { reason: 'voluntary' })
  const again = await settled(leaving(), held.known)
  t.match(again.plan.holds, [{ reason: 'reason_missing' }], 'an answer without a code is asked again')
  answer(again.plan, 'reason_missing', { reason: 'involuntary' })
  await settled(leaving(), again.known)
  t.equal(person().block_reason_code, 'FIRED')
})

t.test('no code is sent where none is wanted, or the organisation has none', async (t) => {
  for (const how of [{ options: { reasons: {} } }, { options: { reasons: {}, reason_code: 'hold' }, sandbox: { reasons: [] } }]) {
    const { settled, person, last } = await stage(t, how)
    const { known } = await settled(desiredOf(ANA))
    await settled(leaving(), known)
    t.match(person(), { status: 'Blocked', block_reason_code: null })
    t.same(last('PUT')?.body, {})
  }
})

t.test('a code that the organisation does not list keeps no ending: it is left out, and a preview shows that', async (t) => {
  const { settled, plan, person } = await stage(t, { options: { reasons: { voluntary: 'GONE' } } })
  const { known } = await settled(desiredOf(ANA))
  t.match((await plan(leaving(), known)).withheld, [{ field: 'block_reason_code', why: 'unknown_value' }])
  t.same((await settled(leaving(), known)).plan.holds, [])
  t.match(person(), { status: 'Blocked', block_reason_code: null })
})

t.test('a code that was made since the list was read is sent', async (t) => {
  const { settled, control, person, later } = await stage(t, { options: { reasons: { voluntary: 'NEW' } } })
  const { known } = await settled(desiredOf(ANA))
  control.world.reasons.push({ code: 'NEW', label: 'New' })
  later(3_600_000)
  await settled(leaving(), known)
  t.match(person(), { status: 'Blocked', block_reason_code: 'NEW' })
})

t.test('a code that Engagedly refuses keeps no ending either; where none will do, somebody is asked, and offered the codes', async (t) => {
  const { settled, control, person } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  control.world.reasons.length = 0
  const { plan } = await settled(leaving(), known)
  t.same(plan.holds, [])
  t.match(person(), { status: 'Blocked', block_reason_code: null })
  const asking = await stage(t, { options: { reasons: {} } })
  const before = await asking.settled(desiredOf(ANA))
  asking.later(3_600_000)
  asking.fail({ fault: { kind: 'answer', status: 422, body: '{"success":false,"error_type":"validation_error","errors":[{"field":"block_reason_code","code":"missing_field"}]}' }, path: /deactivate/ })
  const asked = await asking.settled(leaving(), before.known)
  t.match(asked.plan.holds, [{ reason: 'refused_value', offers: [{ answer: { values: { block_reason_code: 'RESIGNED' } } }, {}, {}, {}] }])
  asking.answer(asked.plan, 'refused_value', { values: { block_reason_code: 'FIRED' } })
  await asking.settled(leaving(), asked.known)
  t.match(asking.person(), { status: 'Blocked', block_reason_code: 'FIRED' })
})

t.test('an answer that says yes and shows the account as it was ends nobody, and lets nobody in', async (t) => {
  const { deliver, settled, fail, person } = await stage(t, { options: { confirm: false } })
  const { known } = await settled(desiredOf(ANA))
  fail({ fault: { kind: 'answer', status: 200, body: '{"success":true,"data":{"id":"1","status":"Active"}}' }, path: /deactivate/ })
  const denied = await deliver(leaving(), known)
  t.match([denied.outcomes.at(-1), denied.known.kind], [{ kind: 'unknown', code: 'contradictory' }, 'active'])
  const gone = await settled(leaving(), denied.known)
  t.equal(person().status, 'Blocked')
  const back = desiredOf({ ...ANA, hire_date: '2026-03-20' })
  fail({ fault: { kind: 'answer', status: 200, body: '{"success":true,"data":[{"id":"1","status":"Blocked"}]}' }, path: /activate/ })
  t.match((await deliver(back, gone.known)).outcomes.at(-1), { kind: 'unknown', code: 'contradictory' })
  await settled(back, gone.known)
  t.equal(person().status, 'Active')
})

t.test('who was never linked is looked for by address and ended', async (t) => {
  const { settled, control, person } = await stage(t)
  control.seed({ first_name: 'Ana', last_name: 'Souza', email: ANA.work_email })
  t.equal((await settled(leaving())).known.kind, 'ended')
  t.equal(person().status, 'Blocked')
})

t.test('who comes back is activated, read, and then written to', async (t) => {
  const { settled, control, person, titled } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  const gone = await settled(leaving(), known)
  control.people()[0]!.values.phone_number = '+550000'
  const back = await settled(desiredOf({ ...ANA, hire_date: '2026-03-20', job_title: 'Gerente' }), gone.known)
  t.same(kindsOf(back).filter((kind) => kind !== 'read'), ['activate', 'update'])
  t.match(person(), { status: 'Active', values: { joining_date: '2026-03-20', job_title: titled('Gerente'), phone_number: '+5511987654321' } })
  t.equal(back.known.kind, 'active')
  const asked = await stage(t, { options: { rehire: 'hold' } })
  const ended = await asked.settled(leaving(), (await asked.settled(desiredOf(ANA))).known)
  t.match((await asked.settled(desiredOf({ ...ANA, hire_date: '2026-03-20' }), ended.known)).plan.holds, [{ reason: 'rehire' }])
})

t.test('whom somebody there has blocked is not let in again without a word, until HR hires them anew', async (t) => {
  const { settled, control, person, deliver, clock } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  control.people()[0]!.status = 'Blocked'
  const read = await deliver(desiredOf(ANA), { ...account(known), confirm: { at: clock.at, fields: [], round: 1 } })
  t.equal(read.known.kind, 'ended')
  t.match(read.plan.holds, [{ reason: 'rehire' }])
  t.equal(person().status, 'Blocked')
  await settled(desiredOf({ ...ANA, hire_date: '2026-03-20' }), read.known)
  t.equal(person().status, 'Active')
})

const AWAY = { options: { block_during: ['leave', 'vacation'], absence_reason: 'AWAY', reasons: { voluntary: 'RESIGNED' } } }
const absent = { ...ANA, leave: { from: '2026-03-05' } }

t.test('an absence blocks nobody unless the tenant says so', async (t) => {
  const { settled, person } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  await settled(desiredOf(absent, { onLeave: true }), known)
  t.equal(person().status, 'Active')
})

t.test('somebody who is away is blocked with a reason of its own, is no leaver, and is let in again', async (t) => {
  const { settled, person, deliver } = await stage(t, AWAY)
  const { known } = await settled(desiredOf(ANA))
  const away = await settled(desiredOf(absent, { onLeave: true }), known)
  t.match(person(), { status: 'Blocked', block_reason_code: 'AWAY' })
  t.match(away, { known: { kind: 'active', confirmed: true }, plan: { steps: [], holds: [] } })
  const changed = await settled(desiredOf({ ...absent, birth_date: '1990-03-01' }, { onLeave: true }), away.known)
  t.equal(person().values.birth_date, '1990-03-01', 'changes still go')
  t.match((await deliver(desiredOf(absent, { onLeave: true }))).known, { kind: 'active' }, 'nor for whoever looks for the first time')
  await settled(desiredOf({ ...ANA, leave: null }), changed.known)
  t.equal(person().status, 'Active')
})

t.test('a dismissal during an absence records its reason where it can, and ends the account either way', async (t) => {
  for (const blocksOnce of [true, false]) {
    const { settled, person } = await stage(t, { ...AWAY, sandbox: { variants: { blocksOnce } } })
    const away = await settled(desiredOf(absent, { onLeave: true }), (await settled(desiredOf(ANA))).known)
    const gone = await settled(leaving(absent, { onLeave: true }), away.known)
    t.match(gone, { known: { kind: 'ended' }, plan: { steps: [], holds: [] } })
    t.match(person(), { status: 'Blocked', block_reason_code: blocksOnce ? 'AWAY' : 'RESIGNED' })
  }
  const silent = await stage(t, { options: { ...AWAY.options, reason_code: 'omit', reasons: {} } })
  const away = await silent.settled(desiredOf(absent, { onLeave: true }), (await silent.settled(desiredOf(ANA))).known)
  const before = silent.writes().length
  t.equal((await silent.settled(leaving(absent, { onLeave: true }), away.known)).known.kind, 'ended')
  t.equal(silent.writes().length, before, 'without a reason to tell there is no second deactivation')
})

t.test('a leaver is never made by default; where all are sent, they are made and blocked in one step', async (t) => {
  const usual = await stage(t)
  t.same((await usual.settled(leaving())).plan.steps, [])
  t.same(usual.control.people(), [])
  const all = await stage(t, { options: { people: 'all' } })
  const { known, steps } = await all.settled(leaving())
  t.match(all.control.people(), [{ status: 'Blocked', block_reason_code: 'RESIGNED' }])
  t.equal(known.kind, 'ended')
  t.ok(kindsOf({ steps }).includes('create_blocked'))
  const unknown = await stage(t, { options: { people: 'all', reasons: {}, reason_code: 'hold' } })
  t.match((await unknown.settled(leaving())).plan.holds, [{ reason: 'reason_missing' }])
  t.same(unknown.control.people(), [], 'nobody is let in while an ending is asked about')
})

t.test('who is to start is sent before the first day only where onboarding people are', async (t) => {
  const future = { ...ANA, hire_date: '2026-06-01' }
  const [usual, onboarding] = [await stage(t), await stage(t, { options: { people: 'active_and_onboarding' } })]
  await usual.settled(desiredOf(future, { state: 'not_yet', startsAt: Date.parse('2026-06-01T03:00:00Z') }))
  t.same(usual.control.people(), [])
  await onboarding.settled(desiredOf(future, { state: 'not_yet', startsAt: Date.parse('2026-06-01T03:00:00Z') }))
  t.equal(onboarding.control.people().length, 1)
})

t.test('where numbers say who somebody is, nobody is ended because an address agrees', async (t) => {
  const { settled, control, person, answer } = await stage(t, { options: { identifier: 'employee_id' } })
  const { id } = control.seed({ first_name: 'Ana', last_name: 'Souza', email: ANA.work_email })
  const asked = await settled(leaving())
  t.match(asked.plan.holds, [{ reason: 'identity_conflict' }])
  t.equal(person().status, 'Active')
  answer(asked.plan, 'identity_conflict', { values: { remote_id: id } })
  await settled(leaving(), asked.known)
  t.equal(person().status, 'Blocked')
})
