import t from 'tap'
import type { Desired, Manager } from '../../../src/domain/destination.ts'
import type { Known, KnownAccount } from '../../../src/domain/known.ts'
import { complete, type PulsesOptions } from '../../../src/destinations/pulses/options.ts'
import { plan as planOf } from '../../../src/destinations/pulses/plan.ts'
import { ANA, desiredOf, leaving, START } from './harness.ts'

const LOOKED: Known = { kind: 'absent', lookedAt: START }
const DAY_MS = 24 * 3_600_000
const catalogue = { find: (_list: string, label: string) => label === 'Analista' ? { label } : undefined, entries: () => [], readAt: START }

function plan (desired: Desired, known: Known, options: Partial<PulsesOptions> = {}, answer?: Record<string, unknown> | 'rejected') {
  const answerTo = () => answer === undefined ? undefined : answer === 'rejected' ? { decision: 'rejected' as const, answer: {} } : { decision: 'approved' as const, answer }
  return planOf(desired, known, { options: complete(options), catalogue, answerTo })
}

const there = (more: Partial<KnownAccount> = {}): KnownAccount => ({
  kind: 'active',
  remoteId: '7',
  put: {},
  ...more,
  fields: {
    internal_number: '00123',
    cpf: '52998224725',
    email: 'ana.souza@example.com',
    name: 'Ana Souza',
    cell_phone: '(11) 98765-4321',
    position: 'ANALISTA',
    unit_business: 'Financeiro',
    unit_geography: 'São Paulo'.normalize('NFD'),
    hiring_date: '2026-03-02',
    birthday: '1990-02-28',
    sex: 'F',
    language: 'pt-BR',
    ...more.fields
  }
})

/** The steps of a plan, its questions, what it waits for, and what stays as it is. */
const kinds = ({ steps, holds, waits, withheld }: ReturnType<typeof plan>) =>
  [...steps.map(({ kind }) => kind), ...holds.map(({ reason }) => `? ${reason}`), ...waits.map(({ why }) => `… ${why}`), ...withheld.map(({ why }) => `- ${why}`)]

t.test('what is known decides what is planned first', async (t) => {
  const ended = there({ kind: 'ended', fields: { resignation_date: '2026-03-09' } })
  const cases: [string, Desired, Known, string[]][] = [
    ['never looked', desiredOf(ANA), { kind: 'never_looked' }, ['look']],
    ['absent', desiredOf(ANA), LOOKED, ['create']],
    ['there and equal', desiredOf(ANA), there(), []],
    ['a leaver who is not there', leaving(ANA), LOOKED, []],
    ['a leaver who is', leaving(ANA), there(), ['end']],
    ['a leaver who has ended', leaving(ANA), ended, []],
    ['somebody who comes back', desiredOf(ANA), ended, ['? rehire']],
    ['before the first day', desiredOf(ANA, { state: 'not_yet', startsAt: START + DAY_MS }), LOOKED, ['… start']],
    ['before the first day, adopted', desiredOf({ ...ANA, department: 'Varejo' }, { state: 'not_yet' }), there(), ['update']],
    ['before the first day, the old account ended', desiredOf(ANA, { state: 'not_yet' }), ended, ['… start']],
    ['nobody ever said a hire', desiredOf(ANA, { mayBeCreated: false }), LOOKED, ['… unknown_person']],
    ['nobody ever did, for a week', desiredOf(ANA, { mayBeCreated: false, heardAt: START - 7 * DAY_MS }), LOOKED, ['? unknown_person']],
    ['an ending of such a one', leaving(ANA, { mayBeCreated: false }), LOOKED, ['? unknown_person']],
    ['out of scope', desiredOf(ANA, { inScope: false }), there({ fields: { name: 'X' } }), []],
    ['out of scope, never looked', desiredOf(ANA, { inScope: false }), { kind: 'never_looked' }, []],
    ['out of scope, ending', leaving({ ...ANA, department: 'X' }, { inScope: false }), there(), ['end']],
    ['gone', desiredOf(ANA), there({ gone: true }), ['? gone']],
    ['gone, and has left', leaving(ANA), there({ gone: true }), []],
    ['no identifier', desiredOf({ full_name: 'Ana' }), LOOKED, ['? missing_required']],
    ['to be read back', desiredOf(ANA), there({ confirm: { at: START, fields: ['name'], round: 1 } }), ['read']],
    ['to be read back later', desiredOf(ANA), there({ confirm: { at: START + 1, fields: ['name'], round: 1 } }), []],
    ['in doubt', desiredOf(ANA, { doubtUntil: START + 1 }), { kind: 'never_looked' }, ['look']],
    ['the doubt is over', desiredOf(ANA, { doubtUntil: START }), { kind: 'never_looked' }, ['look']],
    ['looked while in doubt', desiredOf(ANA, { doubtUntil: START + 1 }), LOOKED, ['… settle']],
    ['looked while in doubt, which is over', desiredOf(ANA, { doubtUntil: START + 1, at: START + 2 }), LOOKED, ['look']],
    ['a leaver while a create is in doubt', leaving(ANA, { doubtUntil: START + 1 }), LOOKED, ['… settle']]
  ]
  for (const [what, desired, known, expected] of cases) t.same(kinds(plan(desired, known)), expected, what)
})

t.test('an ending and its own questions; changes go meanwhile', async (t) => {
  const left = (more: Partial<Desired>, termination?: Desired['termination']) => leaving({ ...ANA, department: 'Varejo' }, more, termination)
  t.same(kinds(plan(left({}), there())), ['end', 'update'])
  t.same(kinds(plan(left({}, { date: '2026-03-09' }), there())), ['update', '? reason_missing'])
  t.same(kinds(plan(left({ reports: { staying: 1, ending: 0 } }, { date: '2026-03-09' }), there())), ['update', '? reason_missing', '? has_reports'])
  t.same(kinds(plan(left({ reports: { staying: 0, ending: 1 } }), there())), ['update', '… reports'])
  t.same(kinds(plan(left({ reports: { staying: 1, ending: 0 } }), there(), { move_reports: true })), ['end', 'update'])
  t.same(kinds(plan(left({ reports: { staying: 1, ending: 0 } }), there(), {}, 'rejected')), ['update', '- rejected'], 'rejected: the account stays')
  t.same(kinds(plan(left({ reports: { staying: 1, ending: 0 } }), there(), {}, { move_reports: false })), ['update', '- not_answered'])
  const contractEnd = left({}, { date: '2026-03-09', reason: 'contract_end' })
  const reason = (options: Partial<PulsesOptions>) => (plan(contractEnd, there(), options).steps[0]?.calls[0]?.body as { resignation_reason?: string }).resignation_reason
  t.same([reason({}), reason({ contract_end_as: 'NA' }), reason({ contract_end_as: 'hold' })], ['TC', 'NA', undefined])
  t.match(plan(left({}), there()).steps[0], { effect: 'ends', registers: ['termination'], brakes: ['endings'], calls: [{ method: 'DELETE', path: '/employees/7/' }] })
})

t.test('an answer that lacks what was asked is another question', async (t) => {
  const desired = leaving(ANA, { reports: { staying: 1, ending: 0 } })
  const first = plan(desired, there()).holds[0]!
  const answerTo = ({ asked }: { asked: string }) => asked === first.asked ? { decision: 'approved' as const, answer: { move_reports: false } } : undefined
  const again = planOf(desired, there(), { options: complete({}), catalogue, answerTo }).holds
  t.same(again.map(({ reason }) => reason), ['has_reports'])
  t.not(again[0]!.asked, first.asked)
})

t.test('identifiers and leaders that change are steps of their own, and the brake counts them', async (t) => {
  const managers: Manager[] = [{ state: 'linked', remoteId: '9', reference: {} }]
  const desired = desiredOf({ ...ANA, employee_number: '1', department: 'X', managers: [{ employee_number: '2' }] }, { managers })
  t.same(plan(desired, there({ fields: { leaders: ['8'] } })).steps.map(({ kind, brakes, calls }) => [kind, brakes, calls[0]!.body]), [
    ['update', [], { unit_business: 'X', email: 'ana.souza@example.com' }],
    ['rekey', ['rekeys'], { internal_number: '1', email: 'ana.souza@example.com' }],
    ['leaders', ['rekeys'], { leaders: '9', email: 'ana.souza@example.com' }]
  ])
  const blanks = plan(desired, there({ fields: { leaders: [], internal_number: null, unit_business: 'X' } })).steps
  t.same(blanks.map(({ kind, brakes }) => [kind, brakes]), [['rekey', []], ['leaders', []]], 'filling in a blank is no re-keying')
})

t.test('leaders: who has left, who is unknown, and who is still to come', async (t) => {
  const reference = { employee_number: '2' }
  const linked: Manager = { state: 'linked', remoteId: '9', reference }
  const pending: Manager = { state: 'pending', why: 'not_there_yet', reference }
  const cycle: Manager = { state: 'pending', why: 'cycle', reference }
  const left: Manager = { state: 'left', reference }
  const unknown: Manager = { state: 'unknown', until: START + 1, reference }
  const given: Manager = { state: 'out_of_scope', until: START, reference }
  const cases: [string, Manager[], string[], unknown][] = [
    ['equal', [linked], ['9'], []],
    ['another', [linked], ['8'], '9'],
    ['none any more', [], ['8'], ''],
    ['who has left is no drift', [left], ['8'], []],
    ['who has left beside another', [left, linked], ['8'], '9'],
    ['who has left still stands there', [left, linked], ['8', '9'], []],
    ['awaited', [pending], ['8'], []],
    ['awaited, beside one who is there', [pending, linked], [], '9'],
    ['awaited: the old ones stay', [pending, linked], ['8'], []],
    ['a cycle', [cycle, linked], [], []],
    ['unknown', [unknown], ['8'], []],
    ['given up', [given], ['8'], []],
    ['given up, beside one who is there', [given, linked], ['8'], '9']
  ]
  for (const [what, managers, leaders, expected] of cases) {
    const found = plan(desiredOf({ ...ANA, managers: managers.map(() => reference) }, { managers }), there({ fields: { leaders } }))
    const body = found.steps[0]?.calls[0]?.body as { leaders?: unknown } | undefined
    t.same(body === undefined ? [] : body.leaders, expected, what)
    t.equal(found.waits.length > 0, managers.some((each) => each === pending || each === cycle || each === unknown), `${what}: waits`)
  }
  t.same(plan(desiredOf({ ...ANA, managers: [reference] }, { managers: [given] }), there()).withheld.map(({ why }) => why), ['out_of_scope_manager'])
  t.same(plan(desiredOf(ANA), there({ fields: { leaders: ['8'] } })).steps, [], 'nobody has told of managers')
})

t.test('groups: what we did not put there stays, unless they are to be replaced', async (t) => {
  const groups = (value: string[] | null, options: Partial<PulsesOptions>, put: string[]) => {
    const found = plan(desiredOf({ ...ANA, groups: value }), there({ fields: { groups: ['Theirs', 'Ours'] }, put: { groups: put }, notes: { read_at: START } }), { known: { groups: ['New', 'Ours'] }, ...options })
    return (found.steps[0]?.calls[0]?.body as { groups?: string } | undefined)?.groups
  }
  t.equal(groups(['New'], {}, ['Ours']), 'Theirs;New')
  t.equal(groups(['ours', 'New'], {}, ['Ours']), 'Theirs;Ours;New')
  t.equal(groups(['New'], {}, []), 'Theirs;Ours;New')
  t.equal(groups(null, {}, ['Ours']), 'Theirs')
  t.equal(groups(['New'], { groups_mode: 'replace' }, []), 'New')
  t.equal(groups([], { groups_mode: 'replace' }, []), '')
  t.equal(groups(['theirs', ' OURS'], {}, []), undefined)
  const unseen = there({ fields: { groups: ['Ours'] }, put: { groups: ['Ours'] }, notes: { read_at: START - 61_000 } })
  t.same(kinds(plan(desiredOf({ ...ANA, groups: [] }), unseen)), ['read'], 'a set that is replaced is looked at first')
})

t.test('unknown values by policy, and lists that are read before anybody is asked', async (t) => {
  const typo = desiredOf({ ...ANA, job_title: 'Analsita' })
  t.same(kinds(plan(typo, there())), ['? unknown_value'])
  t.match(plan(typo, there()).holds[0], { cause: 'job_titles:analsita', field: 'position', registers: ['job_title'] })
  t.same(kinds(plan(typo, there(), { unknown_value: 'create' })), ['update'])
  t.same(kinds(plan(typo, there(), { unknown_value: 'reject' })), ['- unknown_value'])
  t.same(kinds(plan(typo, there(), {}, 'rejected')), ['- rejected'])
  t.match(plan(typo, there(), {}, {}).steps[0]!.changes, [{ field: 'position', from: 'ANALISTA', to: 'Analsita' }])
  t.same(kinds(plan(typo, there(), {}, { values: { position: 'Analista' } })), [], 'the title that stands there is meant')
  t.same(kinds(plan(typo, there(), { known: { job_titles: ['analsita'] } })), ['update'])
  for (const readAt of [undefined, START - 11 * 60_000]) {
    const stale = planOf(typo, LOOKED, { options: complete({}), catalogue: { ...catalogue, readAt }, answerTo: () => undefined })
    t.same(kinds(stale), ['lists', 'create'])
    t.same(stale.steps[0]!.registers, ['job_title'])
  }
})

t.test('the options of the lines', async (t) => {
  const person = { ...ANA, company_code: '01', personal_email: 'ana@example.org', work_email: null, team: 'Time', custom: { shirt: 'P', nickname: 'Aninha' } }
  const body = (options: Partial<PulsesOptions>) => plan(desiredOf(person), LOOKED, options).steps.at(-1)!.calls[0]!.body as Record<string, unknown>
  t.match(body({ number_format: '{company_code}-{employee_number}' }), { internal_number: '01-00123' })
  t.match(body({ email_from: ['work_email', 'personal_email'] }), { email: 'ana@example.org' })
  t.notOk('email' in body({}))
  t.match(body({ unit_business_from: 'team' }), { unit_business: 'Time' })
  t.match(body({}), { custom_attributes: { shirt: 'P', nickname: 'Aninha' } })
  t.match(body({ mapping: { social_name: 'custom.nickname', position: null, 'custom_attributes.shirt': null, 'custom_attributes.time': 'team' } }), {
    social_name: 'Aninha', position: undefined, custom_attributes: { shirt: undefined, time: 'Time' }
  })
  t.match(body({ groups_from: 'team', known: { groups: ['Time'] } }), { groups: 'Time' })
  t.match(body({ groups_from: ['team', 'department'], unknown_value: 'create' }), { groups: 'Time;Financeiro' })
  const incomplete = plan(desiredOf(ANA), LOOKED, { number_format: '{company_code}-{employee_number}' })
  t.match(incomplete.withheld, [{ field: 'internal_number', why: 'number_format_incomplete', registers: ['number'] }])
})

t.test('custom attributes go together, the ones in question aside', async (t) => {
  const desired = desiredOf({ ...ANA, custom: { shirt: 'M', floor: '3', gone: null } })
  const { steps, holds } = plan(desired, there({ fields: { 'custom_attributes.shirt': 'P', 'custom_attributes.floor': '3', 'custom_attributes.gone': 'x' } }))
  t.same(steps[0]!.calls[0]!.body, { custom_attributes: { shirt: 'M', floor: '3' }, internal_number: '00123' })
  t.same(steps[0]!.registers, ['custom.shirt'])
  t.same(holds.map(({ reason, registers }) => [reason, registers]), [['clear', ['custom.gone']]])
})

t.test('what HR emptied', async (t) => {
  const emptied = (fields: Desired['fields'], options: Partial<PulsesOptions> = {}) => plan(desiredOf({ ...ANA, ...fields }), there(), options)
  t.same(kinds(emptied({ location: null })), ['? clear'])
  t.same(kinds(emptied({ location: null }, { clear: 'skip' })), ['- clear'])
  t.same(kinds(emptied({ birth_date: null }, { clear: 'send' })), ['- cannot_be_cleared'])
  t.same(kinds(emptied({ employee_number: null, cpf: null, work_email: null }, { clear: 'send' })), ['- last_identifier', '- last_identifier', '- last_identifier'])
  t.same(emptied({ employee_number: null }, { clear: 'send' }).steps[0]!.calls[0]!.body, { internal_number: '', email: 'ana.souza@example.com' })
  t.same(kinds(plan(desiredOf({ ...ANA, tags: null }), there({ fields: { tags: ['a'] } }))), ['update'], 'tags simply follow HR')
})

t.test('a value that was refused is asked about, an other one goes', async (t) => {
  const known = there({ refused: { unit_business: { value: 'Varejo', reason: 'refused_value', code: 'malformed', times: 1 } } })
  const varejo = desiredOf({ ...ANA, department: 'Varejo' })
  t.same(kinds(plan(varejo, known)), ['? refused_value'])
  t.same(kinds(plan(varejo, known, {}, {})), ['update'])
  t.same(kinds(plan(varejo, known, {}, 'rejected')), ['- rejected'])
  t.same(kinds(plan(desiredOf({ ...ANA, department: 'Sul' }), known)), ['update'])
  const twice = there({ refused: { unit_business: { value: 'Varejo', reason: 'refused_value', code: 'malformed', times: 2 } } })
  t.not(plan(varejo, twice).holds[0]!.asked, plan(varejo, known).holds[0]!.asked, 'an approval is for one try')
})

t.test('a field that is too long for Pulses stays behind alone', async (t) => {
  const found = plan(desiredOf({ ...ANA, employee_number: 'x'.repeat(50), company_code: '01' }), LOOKED, { number_format: '{company_code}-{employee_number}' })
  t.same(kinds(found), ['create', '- too_long'])
})
