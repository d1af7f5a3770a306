import t from 'tap'
import type { Wait } from '../../../src/domain/destination.ts'
import { account, ANA, BRUNO, desiredOf, leaving, play, START } from './harness.ts'

/** One test per trap of the vendor's material that is behaviour; the numbers are those of the README. */
const GROUPS = { ...ANA, groups: ['Vendas', 'Liderança'] }
const manager = (remoteId: string) => ({ state: 'linked' as const, remoteId, reference: { employee_number: '00200' } })
const REFERENCES = [{ employee_number: '00200' }]
const body = ({ body }: { body?: unknown }) => body as Record<string, unknown>

t.test('trap 1: several groups are written in the form of the setting, and compared as sets', async (t) => {
  const forms = { string: 'Vendas;Liderança', array_joined: ['Vendas;Liderança'], array: ['Vendas', 'Liderança'] }
  for (const [form, written] of Object.entries(forms)) {
    const multiValue = form as keyof typeof forms
    const w = await play(t, { multiValue }, { multi_value: multiValue, known: { job_titles: ['Analista'], groups: ['Vendas', 'Liderança'] } })
    const hired = await w.deliver(desiredOf(GROUPS))
    t.same(body(w.sent('POST')[0]!).groups, written, form)
    w.settle()
    const again = await w.deliver(desiredOf({ ...GROUPS, groups: ['Liderança', 'Vendas'] }), hired.known)
    t.same(again.steps.map(({ kind }) => kind), ['read'], 'another order is no difference')
    t.equal(account(again.known).confirmed, true)
  }
})

t.test('trap 1: the wrong form is held, not taken for a success', async (t) => {
  const w = await play(t, { multiValue: 'array' }, { known: { job_titles: ['Analista'], groups: ['Vendas', 'Liderança'] } })
  const { plan } = await w.deliver(desiredOf(GROUPS))
  t.same(plan.holds.map(({ reason }) => reason), ['identity_conflict'])
  t.same(w.people(), [])
})

t.test('trap 2: a group with a semicolon in its name is asked about, never split; with an id it goes', async (t) => {
  const w = await play(t)
  const odd = { ...ANA, groups: ['Vendas; Sul', 'Vendas'] }
  const { plan, known } = await w.deliver(desiredOf(odd))
  t.same(plan.holds.map(({ reason, field }) => [reason, field]), [['separator_in_name', 'groups']])
  w.settle()
  t.same(w.person(account(known).remoteId).groups, ['Vendas'], 'everything else goes')
  w.answer(plan, 'separator_in_name', { values: { groups: 'Liderança' } })
  await w.deliver(desiredOf(odd), known)
  w.settle()
  t.same(w.person(account(known).remoteId).groups.sort(), ['Liderança', 'Vendas'])

  const listed = await play(t, {}, {}, { known: { positions: ['Analista'], groups: ['Vendas; Sul'] } })
  const there = await listed.deliver(desiredOf(odd))
  listed.settle()
  t.ok(listed.person(account(there.known).remoteId).groups.includes('Vendas; Sul'))
})

t.test('trap 3: leaders are written as ids, so that homonyms are no matter', async (t) => {
  const w = await play(t)
  const [first, second] = [w.seed({ name: 'Bruno Lima', internal_number: '1' }), w.seed({ name: 'Bruno Lima', internal_number: '2' })]
  const { known } = await w.deliver(desiredOf({ ...ANA, managers: [{ name: 'Bruno Lima' }] }, { managers: [{ ...manager(second.id_person), reference: { name: 'Bruno Lima' } }] }))
  t.equal(body(w.sent('POST')[0]!).leaders, second.id_person)
  w.settle()
  t.same(w.person(account(known).remoteId).leaders, [second.id_person])
  t.not(first.id_person, second.id_person)
})

t.test('trap 4: a job title or a group that Pulses does not have is asked about, and the account is made', async (t) => {
  const w = await play(t)
  const typo = { ...ANA, job_title: 'Analsita', groups: ['Vendas', 'Vemdas'] }
  const { plan, known } = await w.deliver(desiredOf(typo))
  t.same(plan.holds.map(({ reason, field }) => [reason, field]), [['unknown_value', 'position'], ['unknown_value', 'groups']])
  w.settle()
  t.same(w.control.state().positions.map(({ name }) => name), ['Analista', 'Gerente'])
  t.same(w.control.state().groups.map(({ name }) => name), ['Vendas', 'Liderança'])
  t.match(w.person(account(known).remoteId), { name: 'Ana Souza', position: null, groups: ['Vendas'] })
  w.answer(plan, 'unknown_value', { values: { position: 'analista ' } })
  const after = await w.deliver(desiredOf({ ...typo, groups: ['Vendas'] }), known)
  t.same(after.plan.holds, [])
  w.settle()
  t.equal(w.person(account(known).remoteId).position, 'Analista')
})

t.test('trap 5: the field is called move_subordinates, and only that', async (t) => {
  const w = await play(t)
  await movedEnding(w)
  t.same(body(w.sent('DELETE')[0]!), { resignation_date: '2026-03-09', resignation_reason: 'V', move_subordinates: true })
  const renamed = await play(t, {}, { move_subordinates_field: 'move_subordinate' })
  await movedEnding(renamed)
  t.same(body(renamed.sent('DELETE')[0]!), { resignation_date: '2026-03-09', resignation_reason: 'V', move_subordinate: true })
})

t.test('trap 6: move_subordinates is a boolean, or a text by setting', async (t) => {
  const w = await play(t, { moveSubordinatesAs: 'string' }, { move_subordinates_as: 'string' })
  const { known } = await movedEnding(w)
  t.equal(body(w.sent('DELETE')[0]!).move_subordinates, 'true')
  w.settle()
  t.equal(w.person(account(known).remoteId).resigned, true)
  const wrong = await play(t, { moveSubordinatesAs: 'string' })
  t.same((await movedEnding(wrong)).plan.holds.map(({ reason }) => reason), ['refused_value'], 'the wrong one is held')
})

t.test('trap 7: who leads people is not ended before somebody has said where they go', async (t) => {
  const w = await play(t)
  const bruno = w.seed({ name: 'Bruno Lima', internal_number: '00200', cpf: '11144477735', email: 'bruno@example.com', position: 'Gerente' })
  const ana = w.seed({ name: 'Ana Souza', leaders: [bruno.id_person] })
  const known = await w.deliver(leaving(BRUNO))
  t.same(known.plan.holds.map(({ reason }) => reason), ['has_reports'], 'although our record knows of no reports')
  t.match(body(w.sent('DELETE')[0]!), { move_subordinates: undefined })
  t.equal(w.sent('DELETE').length, 1, 'and it is not tried again')
  t.match(known.plan.holds[0]!.detail, /no leader/)

  const counted = w.plan(leaving(BRUNO, { reports: { staying: 3, ending: 0 } }), { ...account(known.known), notes: {} })
  t.same([counted.holds.map(({ reason }) => reason), counted.steps], [['has_reports'], []], 'reports that we know of are asked about without a call')
  w.answer(known.plan, 'has_reports', { move_reports: true })
  await w.deliver(leaving(BRUNO), known.known)
  w.settle()
  t.equal(w.person(bruno.id_person).resigned, true)
  t.same(w.person(ana.id_person).leaders, [])
})

t.test('trap 8: a contract that ran out is TC; when that is refused somebody is asked, and nothing is remapped', async (t) => {
  const w = await play(t, { refusesTC: true })
  w.seed({ internal_number: '00123', cpf: '52998224725' })
  const gone = leaving(ANA, {}, { date: '2026-03-09', reason: 'contract_end' })
  const { plan, known } = await w.deliver(gone)
  t.same(w.sent('DELETE').map((each) => body(each).resignation_reason), ['TC'])
  t.same(plan.holds.map(({ reason }) => reason), ['refused_value'])
  w.answer(plan, 'refused_value', { reason: 'not_applicable' })
  await w.deliver(gone, known)
  w.settle()
  t.match(w.people()[0], { resigned: true, resignation_reason: 'NA' })
})

t.test('trap 9: the resignation fields are in no body but that of an ending, and there always both', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf({ ...ANA, termination: null }))
  await w.deliver(desiredOf({ ...ANA, termination: { date: '2026-12-31', reason: 'voluntary' }, department: 'Varejo' }, { endsAt: START + 1e10 }), known)
  for (const each of w.writes()) t.notMatch(each.raw, /resignation/)
  const { plan } = await w.deliver(leaving(ANA, {}, { date: '2026-03-09' }), known)
  t.same([w.sent('DELETE').length, plan.holds.map(({ reason, choices }) => [reason, Object.keys(choices ?? {})])], [0, [['reason_missing', ['reason']]]])
  w.answer(plan, 'reason_missing', { reason: 'involuntary' })
  await w.deliver(leaving(ANA, {}, { date: '2026-03-09' }), known)
  t.same(body(w.sent('DELETE')[0]!), { resignation_date: '2026-03-09', resignation_reason: 'I' })
})

t.test('trap 10: DELETE carries its body and its length, and the date and the reason are read back', async (t) => {
  const w = await play(t, { bodilessDelete: 'data_loss' })
  const { known } = await w.deliver(desiredOf(ANA))
  w.settle()
  const ended = await w.deliver(leaving(ANA), known)
  const sent = w.sent('DELETE')[0]!
  t.equal(Number(sent.headers['content-length']), Buffer.byteLength(sent.raw))
  t.match(sent.headers['content-type'], /^application\/json/)
  t.equal(account(ended.known).confirmed, undefined)
  w.settle()
  const seen = await w.deliver(leaving(ANA), ended.known)
  t.equal(account(seen.known).confirmed, true)
})

t.test('trap 10: an ending that stands there without its reason is shown to somebody', async (t) => {
  const w = await play(t)
  const ana = w.seed({ internal_number: '00123', cpf: '52998224725' })
  const ended = await w.deliver(leaving(ANA))
  w.control.apply()
  w.control.seed({ ...w.person(ana.id_person), resignation_reason: null })
  w.settle()
  const { plan, known } = await w.deliver(leaving(ANA), ended.known)
  t.same([plan.holds.map(({ reason }) => reason), account(known).confirmed], [['unconfirmed'], false])
  t.equal(w.sent('DELETE').length, 1)
})

t.test('trap 11: accepted is not applied: what was not kept is sent once more, and then asked about', async (t) => {
  const w = await play(t)
  const hired = await w.deliver(desiredOf(ANA))
  w.settle()
  w.fault({ kind: 'dropped', method: 'PUT', times: 2 })
  const changed = desiredOf({ ...ANA, department: 'Varejo' })
  const first = await w.deliver(changed, hired.known)
  t.equal(account(first.known).confirmed, undefined, 'accepted is not confirmed')
  w.settle()
  const second = await w.deliver(changed, first.known)
  t.same(second.steps.map(({ kind }) => kind), ['read', 'update'])
  w.settle()
  const third = await w.deliver(changed, second.known)
  t.same([third.plan.holds.map(({ reason }) => reason), account(third.known).confirmed], [['unconfirmed'], false])
  w.answer(third.plan, 'unconfirmed')
  const fourth = await w.deliver(changed, third.known)
  w.settle()
  const fifth = await w.deliver(changed, fourth.known)
  t.same([fifth.plan.holds, account(fifth.known).confirmed, account(fifth.known).fields.unit_business], [[], true, 'Varejo'])
})

t.test('trap 11: what appeared while an answer was missing is ours to take away; what others put there is not', async (t) => {
  for (const doubted of [true, false]) {
    const w = await play(t)
    const hired = await w.deliver(desiredOf({ ...ANA, groups: ['Vendas'] }))
    w.settle()
    const known = account((await w.deliver(desiredOf({ ...ANA, groups: ['Vendas'] }), hired.known)).known)
    w.seed({ ...w.person(known.remoteId), groups: ['Vendas', 'Liderança'], blocked: 1 })
    await w.deliver(desiredOf({ ...ANA, groups: ['Vendas'] }), { ...known, confirm: { at: w.clock.at, fields: [], round: 1, ...(doubted && { doubted }) } })
    w.control.apply()
    const { groups, blocked } = w.person(known.remoteId)
    t.same([groups, blocked], doubted ? [['Vendas'], 0] : [['Vendas', 'Liderança'], 1])
  }
})

t.test('trap 11: an ending of which nothing is to be seen is looked at twice before it is said again', async (t) => {
  const w = await play(t)
  const ana = w.seed({ internal_number: '00123', cpf: '52998224725' })
  const ended = await w.deliver(leaving(ANA))
  w.clock.at += 3 * 24 * 3_600_000   // our clock jumped, and Pulses is still at it
  const early = await w.deliver(leaving(ANA), ended.known)
  t.same([early.steps.map(({ kind }) => kind), early.known.kind], [['read'], 'ended'])
  w.settle()
  const seen = await w.deliver(leaving(ANA), early.known)
  t.same([account(seen.known).confirmed, w.sent('DELETE').length, w.person(ana.id_person).resigned], [true, 1, true])

  const lossy = await play(t)
  lossy.seed({ internal_number: '00123', cpf: '52998224725' })
  lossy.fault({ kind: 'dropped', method: 'DELETE' })
  let delivery = await lossy.deliver(leaving(ANA))
  const kinds = []
  for (let i = 0; i < 3; i++) {
    lossy.settle()
    delivery = await lossy.deliver(leaving(ANA), delivery.known)
    kinds.push(delivery.steps.map(({ kind }) => kind))
  }
  t.same([kinds, account(delivery.known).confirmed], [[['read'], ['read', 'end'], ['read']], true])
})

t.test('trap 11: a create that is not visible yet is waited for; one that never happens is asked about, not repeated', async (t) => {
  const w = await play(t)
  w.fault({ kind: 'dropped', method: 'POST' })
  let delivery = await w.deliver(desiredOf(ANA))
  for (let i = 0; i < 3; i++) {
    w.clock.at = account(delivery.known).confirm!.at
    delivery = await w.deliver(desiredOf(ANA), delivery.known)
  }
  t.same([delivery.plan.holds.map(({ reason }) => reason), w.sent('POST').length], [['gone'], 1])
})

t.test('trap 12: success is a 2xx with JSON whose code is 1; anything else is looked at before it is repeated', async (t) => {
  for (const fault of [{ kind: 'html' }, { kind: 'not_json' }, { kind: 'garbage' }, { kind: 'status', status: 200, body: '{"message":"ok"}' }, { kind: 'status', status: 409, body: '{"code":1}' }] as const) {
    const w = await play(t)
    w.fault({ ...fault, method: 'POST' })
    const { outcomes, known } = await w.deliver(desiredOf(ANA))
    t.match(outcomes.at(-1), { kind: 'unknown' }, JSON.stringify(fault))
    t.equal(known.kind, 'absent')
    const hired = await w.deliver(desiredOf(ANA))
    for (const [method, desired] of [['PUT', desiredOf({ ...ANA, department: 'Varejo' })], ['DELETE', leaving(ANA)]] as const) {
      w.fault({ ...fault, method })
      t.match((await w.deliver(desired, hired.known)).outcomes, [{ kind: 'unknown' }], `${method} ${JSON.stringify(fault)}`)
    }
  }
  const zero = await play(t)
  zero.fault({ kind: 'status', status: 200, body: '{"code":0,"message":"Something new"}', method: 'POST' })
  t.match((await zero.deliver(desiredOf(ANA))).outcomes.at(-1), { kind: 'retry', code: 'unrecognised' })
})

t.test('trap 12: a code that is a text is the same code', async (t) => {
  const w = await play(t, { code: 'string' })
  t.equal((await w.deliver(desiredOf(ANA))).known.kind, 'active')
})

t.test('trap 13: "already used" is classified by looking: the same person is adopted', async (t) => {
  const w = await play(t)
  const there = w.seed({ cpf: '52998224725', name: 'Ana Souza', position: 'Analista' })
  const { known, steps } = await w.deliver(desiredOf(ANA))
  t.equal(account(known).remoteId, there.id_person, 'whom only the CPF found')
  t.same(steps.map(({ kind }) => kind), ['look', 'create', 'update', 'rekey'])
})

t.test('trap 13: "already used" is classified by looking: another person is a conflict', async (t) => {
  const w = await play(t)
  w.seed({ cpf: '52998224725', internal_number: '999', name: 'Somebody else' })
  const { plan } = await w.deliver(desiredOf(ANA))
  t.same(plan.holds.map(({ reason }) => reason), ['identity_conflict'])
  t.equal(w.writes().filter(({ applied }) => applied).length, 0)
})

t.test('trap 13: "already used" with nobody there is the body, or somebody hidden: asked, never repeated by itself', async (t) => {
  const w = await play(t)
  w.fault({ kind: 'status', status: 200, body: '{"code":0,"message":"Social Security Number is already being used by another employee"}', method: 'POST' })
  const { plan, known } = await w.deliver(desiredOf(ANA))
  t.same([plan.holds.map(({ reason }) => reason), w.sent('POST').length], [['identity_conflict'], 1])
  w.answer(plan, 'identity_conflict')
  t.equal((await w.deliver(desiredOf(ANA), known)).known.kind, 'active')
})

t.test('trap 13: a changed e-mail that somebody else has stays behind alone', async (t) => {
  const w = await play(t)
  w.seed({ email: 'taken@example.com', name: 'Somebody else' })
  const hired = await w.deliver(desiredOf(ANA))
  const { plan, known } = await w.deliver(desiredOf({ ...ANA, work_email: 'taken@example.com', department: 'Varejo' }), hired.known)
  t.same(plan.holds.map(({ reason, field }) => [reason, field]), [['identity_conflict', 'email']])
  t.equal(account(known).fields.unit_business, 'Varejo')
})

t.test('trap 13: a body that cannot be read keeps back only its guilty field', async (t) => {
  const w = await play(t, { genderLength: 1 }, { mapping: { gender: 'gender' } })
  const { known, plan } = await w.deliver(desiredOf({ ...ANA, gender: 'mulher cis' }))
  t.same(plan.holds.map(({ reason, field }) => [reason, field]), [['refused_value', 'gender']])
  w.settle()
  const changed = await w.deliver(desiredOf({ ...ANA, gender: 'mulher trans', department: 'Varejo', location: 'Recife' }), known)
  w.settle()
  t.match(w.person(account(known).remoteId), { unit_business: 'Varejo', unit_geography: 'Recife', gender: null })
  t.same(changed.plan.holds.map(({ field }) => field), ['gender'])
})

t.test('trap 14: somebody who comes back and has an ended account is asked about', async (t) => {
  const w = await play(t)
  w.seed({ internal_number: '00123', cpf: '52998224725', resignation_date: '2025-01-31', resignation_reason: 'V' })
  const { plan, known } = await w.deliver(desiredOf(ANA))
  t.same([plan.holds.map(({ reason }) => reason), w.writes()], [['rehire'], []])
  t.equal(known.kind, 'ended')
})

t.test('trap 14: the choices of a rehire, and an account that would not open again', async (t) => {
  const ended = { internal_number: '00123', cpf: '52998224725', resignation_date: '2025-01-31', resignation_reason: 'V' }
  const opened = await play(t, { putOnResigned: 'reactivates' }, { rehire: 'update' })
  opened.seed(ended)
  const back = await opened.deliver(desiredOf(ANA))
  opened.settle()
  t.match([back.known.kind, opened.people().length, opened.people()[0]!.resigned], ['active', 1, false])

  const another = await play(t, { resignedAreDuplicates: false }, { rehire: 'end_and_create' })
  another.seed(ended)
  const created = await another.deliver(desiredOf(ANA))
  another.settle()
  t.equal(another.people().length, 2)
  const found = await another.deliver(desiredOf(ANA))
  t.same([account(found.known).remoteId, found.plan.holds], [account(created.known).remoteId, []], 'the active one of the two is the person')

  for (const putOnResigned of ['refused', 'stays_resigned'] as const) {
    const shut = await play(t, { putOnResigned }, { rehire: 'update' })
    shut.seed(ended)
    const tried = await shut.deliver(desiredOf(ANA))
    shut.settle()
    const looked = await shut.deliver(desiredOf(ANA), tried.known)
    shut.settle()
    const { plan } = await shut.deliver(desiredOf(ANA), looked.known)
    t.same([plan.holds.map(({ reason }) => reason), plan.steps, shut.sent('PUT').length], [['rehire'], [], 1], putOnResigned)
  }
  const collides = await play(t, {}, { rehire: 'end_and_create' })
  collides.seed(ended)
  t.same((await collides.deliver(desiredOf(ANA))).plan.holds.map(({ reason }) => reason), ['rehire'])
})

t.test('trap 15: identifiers that meet different people are a question, and nothing is written', async (t) => {
  const w = await play(t)
  const one = w.seed({ internal_number: '00123', name: 'One' })
  w.seed({ email: 'ana.souza@example.com', name: 'Two' })
  const { plan, known } = await w.deliver(desiredOf(ANA))
  t.same([plan.holds.map(({ reason }) => reason), w.writes()], [['identity_conflict'], []])
  t.notMatch(plan.holds[0]!.detail, /00123|ana\.souza/, 'values are masked')
  w.answer(plan, 'identity_conflict', { values: { remote_id: one.id_person } })
  t.equal(account((await w.deliver(desiredOf(ANA), known)).known).remoteId, one.id_person)
})

t.test('trap 15: found by number while the CPF is another one is another person, also for an ending', async (t) => {
  const w = await play(t)
  w.seed({ internal_number: '00123', cpf: '11144477735', name: 'Somebody else' })
  for (const desired of [desiredOf(ANA), leaving(ANA)]) {
    t.same((await w.deliver(desired)).plan.holds.map(({ reason }) => reason), ['identity_conflict'])
  }
  t.same(w.writes(), [])
  const asked = await w.deliver(desiredOf(ANA))
  w.answer(asked.plan, 'identity_conflict')
  const again = await w.deliver(desiredOf(ANA), asked.known)
  t.same([again.steps.map(({ kind }) => kind), again.plan.holds.map(({ reason }) => reason), w.writes()], [['look'], ['identity_conflict'], []], 'an approval that names nobody looks again')
})

t.test('trap 16: a change is the changed fields and one identifier that does not change', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), known)
  t.same(w.sent('PUT').map(body), [{ unit_business: 'Varejo', internal_number: '00123' }])
  await w.deliver(desiredOf({ ...ANA, employee_number: '00124', department: 'Sul' }), known)
  t.same(w.sent('PUT').slice(1).map(body), [{ unit_business: 'Sul', email: 'ana.souza@example.com' }, { internal_number: '00124', email: 'ana.souza@example.com' }])
})

t.test('trap 16: what HR emptied is asked about unless the owner has said', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const emptied = desiredOf({ ...ANA, location: null })
  t.same(w.plan(emptied, known).holds.map(({ reason, field }) => [reason, field]), [['clear', 'unit_geography']])
  const sends = await play(t, {}, { clear: 'send' })
  const cleared = await sends.deliver(emptied, (await sends.deliver(desiredOf(ANA))).known)
  t.same(body(sends.sent('PUT')[0]!), { unit_geography: '', internal_number: '00123' })
  sends.settle()
  t.equal(account((await sends.deliver(emptied, cleared.known)).known).confirmed, true)
})

t.test('trap 17: blocked is for an absence and nothing else, and why is never told', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf({ ...ANA, leave: null }))
  t.notOk('blocked' in body(w.sent('POST')[0]!), 'not blocked is how an account begins')
  const away = desiredOf({ ...ANA, leave: { from: '2026-03-05' } }, { onLeave: true })
  const blocked = await w.deliver(away, known)
  t.same(body(w.sent('PUT')[0]!), { blocked: 1, internal_number: '00123' })
  await w.deliver(desiredOf({ ...ANA, leave: null }), blocked.known)
  t.same(body(w.sent('PUT')[1]!), { blocked: 0, internal_number: '00123' })
  await w.deliver(leaving(ANA), blocked.known)
  t.notMatch(w.sent('DELETE')[0]!.raw, /blocked/)
})

t.test('trap 17: whom an administrator has blocked stays blocked while HR speaks of no absence', async (t) => {
  const w = await play(t)
  w.seed({ internal_number: '00123', cpf: '52998224725', blocked: 1 })
  await w.deliver(desiredOf(ANA))
  t.notOk(w.sent('PUT').some((each) => 'blocked' in body(each)))
})

t.test('trap 18: blocked is written as an integer and read as number, text or boolean', async (t) => {
  for (const blockedInReads of ['number', 'string', 'boolean'] as const) {
    const w = await play(t, { blockedInReads })
    w.seed({ internal_number: '00123', cpf: '52998224725', blocked: 1 })
    const { known } = await w.deliver(desiredOf({ ...ANA, leave: { from: '2026-03-05' } }, { onLeave: true }))
    t.notOk(w.sent('PUT').some((each) => 'blocked' in body(each)), blockedInReads)
    await w.deliver(desiredOf({ ...ANA, leave: null }), known)
    t.strictSame(body(w.sent('PUT').at(-1)!).blocked, 0)
  }
})

t.test('trap 19: every path ends in a slash, and a redirect is an error', async (t) => {
  const w = await play(t)
  w.fault({ kind: 'redirect', method: 'POST' })
  const { outcomes, known } = await w.deliver(desiredOf(ANA))
  t.match(outcomes.at(-1), { kind: 'retry', code: 'redirected', lane: true })
  const hired = await w.deliver(desiredOf(ANA), known)
  w.settle()
  await w.deliver(leaving(ANA), hired.known)
  for (const { path } of w.sent()) t.match(path, /^(\/[a-z]+|\/\d+)+\/$/)
})

t.test('trap 20: no cookie is sent, although one is set', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  await w.deliver(leaving(ANA), known)
  t.notOk(w.sent().some(({ headers }) => 'cookie' in headers))
})

t.test("trap 21: only fields of the vendor's page are written, by their names", async (t) => {
  const w = await play(t, {}, { known: { job_titles: ['Analista'] } })
  const everything = { ...ANA, social_name: 'Ana Clara', education: 'Superior', tags: ['brigade'], custom: { shirt_size: 'P' }, groups: ['Vendas'], team: 'T', company_name: 'Example', show_birthday: true }
  const { known, plan } = await w.deliver(desiredOf(everything))
  const page = ['cpf', 'email', 'internal_number', 'name', 'social_name', 'cell_phone', 'groups', 'leaders', 'language', 'blocked', 'sex', 'birthday', 'hiring_date', 'position', 'scholarity', 'unit_business', 'unit_geography', 'custom_attributes', 'tags']
  t.same(Object.keys(body(w.sent('POST')[0]!)).filter((key) => !page.includes(key)), [])
  t.same(plan.unmapped, ['team', 'company_name', 'show_birthday'])
  w.settle()
  t.equal(account((await w.deliver(desiredOf(everything), known)).known).confirmed, true, 'and all of them are read back')
})

t.test('trap 22: no name is derived from another; the birth name and the gender go only when they are mapped', async (t) => {
  const w = await play(t)
  const person = { ...ANA, social_name: 'Ana Clara', birth_name: 'João', gender: 'mulher' }
  await w.deliver(desiredOf(person))
  t.match(body(w.sent('POST')[0]!), { name: 'Ana Souza', social_name: 'Ana Clara', birth_name: undefined, gender: undefined })
  t.same(w.plan(desiredOf(person), { kind: 'never_looked' }).unmapped, ['birth_name', 'gender'])
  const without = await play(t)
  await without.deliver(desiredOf(ANA))
  t.notOk('social_name' in body(without.sent('POST')[0]!))
  const mapped = await play(t, {}, { mapping: { birth_name: 'birth_name' } })
  await mapped.deliver(desiredOf(person))
  t.equal(body(mapped.sent('POST')[0]!).birth_name, 'João')
})

t.test('trap 23: what was read is never written back', async (t) => {
  const w = await play(t)
  w.seed({ internal_number: '00123', cpf: '52998224725', permission_profiles: ['admin'], scholarity: 'Mestrado', groups: ['Liderança'], tags: ['x'], custom_attributes: { a: 'b' } })
  await w.deliver(desiredOf({ employee_number: '00123', cpf: '52998224725', department: 'Varejo' }))
  t.same(w.writes().map(body), [{ unit_business: 'Varejo', internal_number: '00123' }])
})

t.test('trap 24: a CPF is in no URL as long as another identifier will do', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.settle()
  await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), known)
  w.seed({ internal_number: '00200' })
  await w.deliver(leaving(BRUNO))
  t.notOk(w.sent().some(({ query }) => 'cpf' in query))
  await w.deliver(leaving({ cpf: '52998224725' }))
  t.ok(w.sent().some(({ query }) => 'cpf' in query), 'and is used when there is nothing else')
})

t.test('trap 25: a leader who is not there yet is waited for in that field alone', async (t) => {
  const w = await play(t)
  const pending = { state: 'pending' as const, why: 'not_there_yet' as const, reference: { employee_number: '00200' } }
  const { known, plan } = await w.deliver(desiredOf({ ...ANA, managers: REFERENCES }, { managers: [pending] }))
  t.same(plan.waits.map(({ why, registers, references }: Wait) => [why, registers, references]), [['manager', ['managers'], REFERENCES]])
  t.equal(known.kind, 'active')
  const bruno = w.seed({ internal_number: '00200' })
  await w.deliver(desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager(bruno.id_person)] }), known)
  t.same(body(w.sent('PUT')[0]!), { leaders: bruno.id_person, internal_number: '00123' })
})

t.test('trap 25: a leader whom Pulses does not find does not keep the account from being made', async (t) => {
  const w = await play(t, { pendingLeader: 'not_found' })
  const bruno = await w.deliver(desiredOf(BRUNO))
  const led = desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager(account(bruno.known).remoteId)] })
  const { known, plan } = await w.deliver(led)
  t.equal(known.kind, 'active')
  t.same(plan.waits.map(({ why }) => why), ['manager'])
  w.settle()
  await w.deliver(led, known)
  w.settle()
  t.same(w.person(account(known).remoteId).leaders, [account(bruno.known).remoteId], 'and is set when it can be')
})

t.test('trap 25: a leader who is refused again and again becomes a question', async (t) => {
  const w = await play(t)
  const led = desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager('999')] })
  let delivery = await w.deliver(led)
  for (let i = 0; i < 5; i++) {
    w.control.apply()
    w.clock.at += 120_000
    delivery = await w.deliver(led, delivery.known)
  }
  t.same(delivery.plan.holds.map(({ reason, field }) => [reason, field]), [['refused_value', 'leaders']])
  const own = await w.deliver(desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager(account(delivery.known).remoteId)] }), delivery.known)
  t.same(own.steps, [], 'nobody is written as their own leader')
})

t.test('trap 27: nothing of an ending goes before its day, and its date is the day of termination', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const ahead = { ...ANA, termination: { date: '2026-12-31', reason: 'voluntary' as const, last_working_day: '2026-12-23' } }
  t.same(w.plan(desiredOf(ahead, { endsAt: START + 1e10 }), known).steps, [])
  await w.deliver(leaving(ahead, {}, ahead.termination), known)
  t.equal(body(w.sent('DELETE')[0]!).resignation_date, '2026-12-31')
  const refusing = await play(t, { futureResignation: 'refused' })
  refusing.seed({ internal_number: '00123' })
  t.match((await refusing.deliver(leaving(ahead, {}, ahead.termination))).outcomes.at(-1), { kind: 'retry', code: 'future_date' })
})

t.test('trap 28: a date is a text from end to end', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf({ ...ANA, birth_date: '2000-02-29', hire_date: '2026-03-02' }))
  t.match(body(w.sent('POST')[0]!), { birthday: '2000-02-29', hiring_date: '2026-03-02' })
  const seen = { ...account(known), fields: { ...account(known).fields, birthday: '2000-02-29 00:00:00' } }
  t.same(w.plan(desiredOf({ ...ANA, birth_date: '2000-02-29' }), seen).steps, [])
})

t.test('trap 29: ids keep every digit, whether they come as numbers or as texts', async (t) => {
  for (const ids of ['documented', 'numbers', 'strings'] as const) {
    const w = await play(t, { largeIds: true, ids })
    const one = await w.deliver(desiredOf(BRUNO))
    const two = await w.deliver(desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager(account(one.known).remoteId)] }))
    w.settle()
    t.same([account(one.known).remoteId, account(two.known).remoteId], ['9007199254740993', '9007199254740994'], ids)
    t.equal(account((await w.deliver(desiredOf({ ...ANA, managers: REFERENCES }, { managers: [manager('9007199254740993')] }), two.known)).known).confirmed, true)
  }
})

t.test('trap 30: a plan writes nothing, and every account it would make counts as a hire', async (t) => {
  const w = await play(t)
  const { plan } = { plan: w.plan(desiredOf(ANA), { kind: 'absent', lookedAt: START }) }
  t.match(plan.steps.at(-1), { kind: 'create', brakes: ['hires'], calls: [{ method: 'POST', path: '/employees/' }] })
  t.same(w.sent(), [])
})

async function movedEnding (w: Awaited<ReturnType<typeof play>>) {
  const bruno = w.seed({ name: 'Bruno Lima', internal_number: '00200', cpf: '11144477735', email: 'bruno@example.com', position: 'Gerente' })
  w.seed({ name: 'Ana Souza', leaders: [bruno.id_person] })
  return await w.deliver(leaving(BRUNO, { reports: { staying: 1, ending: 0 } }, { date: '2026-03-09', reason: 'voluntary', move_reports: true }))
}
