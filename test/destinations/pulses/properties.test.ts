import fc from 'fast-check'
import t from 'tap'
import { WORKER_TYPES, type Fields } from '../../../src/domain/fields.ts'
import type { Call, Decision, Desired, Manager, Step } from '../../../src/domain/destination.ts'
import type { Known, RemoteFields } from '../../../src/domain/known.ts'
import { newAccount } from '../../../src/destinations/accounts/after.ts'
import { notBefore } from '../../../src/destinations/accounts/patience.ts'
import { after } from '../../../src/destinations/pulses/after.ts'
import { classOf } from '../../../src/destinations/pulses/answers.ts'
import { envelopeIn } from '../../../src/destinations/pulses/envelope.ts'
import { accountOf, peopleIn } from '../../../src/destinations/pulses/person.ts'
import { groupsIn } from '../../../src/destinations/pulses/lists.ts'
import { complete, type PulsesOptions } from '../../../src/destinations/pulses/options.ts'
import { plan } from '../../../src/destinations/pulses/plan.ts'
import { compared } from '../../../src/destinations/pulses/read-back.ts'
import { desiredOf, START } from './harness.ts'

const RUNS = 1500
const text = fc.constantFrom('Analista', 'analista ', 'Gerente', 'Vendas', 'vendas', 'Sul; Norte', 'São Paulo', 'São Paulo', 'X')
const told = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const day = fc.constantFrom('2026-03-02', '2026-04-01', '1990-02-28')

const fields = fc.record({
  employee_number: told(fc.constantFrom('1', '01', '2')),
  company_code: told(fc.constantFrom('A', 'B')),
  cpf: told(fc.constantFrom('52998224725', '11144477735')),
  work_email: told(fc.constantFrom('a@example.com', 'b@example.com')),
  personal_email: told(fc.constantFrom('a@example.org')),
  mobile_phone: told(fc.constantFrom('+5511987654321', '+351210000000')),
  full_name: told(text),
  social_name: told(text),
  gender: told(text),
  birth_date: told(day),
  sex: told(fc.constantFrom('M' as const, 'F' as const)),
  language: told(fc.constantFrom('pt-BR' as const, 'en-US' as const)),
  tags: told(fc.array(text, { maxLength: 3 })),
  custom: told(fc.dictionary(fc.constantFrom('a', 'b', 'c'), told(text), { maxKeys: 3 })),
  worker_type: told(fc.constantFrom(...WORKER_TYPES)),
  job_title: told(text),
  department: told(text),
  team: told(text),
  location: told(text),
  groups: told(fc.array(text, { maxLength: 3 })),
  managers: told(fc.constant([{ employee_number: '9' }])),
  hire_date: told(day),
  leave: told(fc.constant({ from: '2026-03-01' }))
}, { requiredKeys: [] }) as fc.Arbitrary<Fields>

const manager: fc.Arbitrary<Manager> = fc.oneof(
  fc.record({ state: fc.constant('linked' as const), remoteId: fc.constantFrom('7', '8', '9'), reference: fc.constant({}) }),
  fc.record({ state: fc.constant('pending' as const), why: fc.constantFrom('not_there_yet' as const, 'cycle' as const), reference: fc.constant({}) }),
  fc.record({ state: fc.constant('left' as const), reference: fc.constant({}) }),
  fc.record({ state: fc.constantFrom('unknown' as const, 'out_of_scope' as const), until: fc.constantFrom(START - 1, START + 1), reference: fc.constant({}) })
)

const desired: fc.Arbitrary<Desired> = fc.record({
  fields,
  state: fc.constantFrom('not_yet' as const, 'active' as const, 'ended' as const),
  inScope: fc.boolean(),
  mayBeCreated: fc.boolean(),
  onLeave: fc.boolean(),
  managers: fc.array(manager, { maxLength: 3 }),
  reports: fc.record({ staying: fc.nat(1), ending: fc.nat(1) }),
  termination: fc.constantFrom(undefined, { date: '2026-03-09' }, { date: '2026-03-09', reason: 'contract_end' as const, move_reports: true }, { date: '2026-03-09', reason: 'voluntary' as const })
}).map(({ fields, termination, ...more }) => desiredOf(fields, { ...more, managers: fields.managers ? more.managers : [], ...(termination && { termination }) }))

const remote: fc.Arbitrary<RemoteFields> = fc.record({
  internal_number: told(fc.constantFrom('1', '2')),
  cpf: told(fc.constantFrom('52998224725')),
  email: told(fc.constantFrom('a@example.com', 'c@example.com')),
  name: told(text),
  gender: told(text),
  position: told(text),
  unit_business: told(text),
  groups: fc.array(text, { maxLength: 3 }),
  leaders: fc.array(fc.constantFrom('8', '9'), { maxLength: 2 }),
  tags: fc.array(text, { maxLength: 2 }),
  blocked: fc.constantFrom(0, 1),
  'custom_attributes.a': told(text)
}, { requiredKeys: [] }).map((fields) => ({ cpf: '52998224725', ...fields })).filter(({ cpf, email, internal_number: number }) => Boolean(cpf ?? email ?? number))

const known: fc.Arbitrary<Known> = fc.oneof(
  fc.constant<Known>({ kind: 'absent', lookedAt: START }),
  fc.record({
    kind: fc.constantFrom('active' as const, 'ended' as const),
    remoteId: fc.constant('7'),
    fields: remote,
    put: fc.record({ groups: fc.array(text, { maxLength: 2 }), blocked: fc.constantFrom(0, 1) }, { requiredKeys: [] }),
    notes: fc.record({ split: fc.boolean(), has_led: fc.nat(1), leaders_again_at: fc.constantFrom(START - 1, START + 1) }, { requiredKeys: [] }),
    refused: fc.record({ unit_business: fc.record({ value: text, reason: fc.constant('refused_value' as const), code: fc.constant('x'), times: fc.constant(1) }) }, { requiredKeys: [] })
  })
)

const options = fc.record({
  multi_value: fc.constantFrom('string', 'array_joined', 'array'),
  number_format: fc.constantFrom('{employee_number}', '{company_code}-{employee_number}'),
  groups_from: fc.constantFrom('groups', 'department', ['groups', 'team']),
  groups_mode: fc.constantFrom('add', 'replace'),
  unknown_value: fc.constantFrom('hold', 'reject', 'create'),
  clear: fc.constantFrom('hold', 'skip', 'send'),
  rehire: fc.constantFrom('hold', 'update', 'end_and_create'),
  mapping: fc.constantFrom({}, { gender: 'gender', 'custom_attributes.a': 'team' }),
  block_during: fc.constantFrom([], ['leave']),
  confirm: fc.boolean()
}, { requiredKeys: [] }).map((given) => complete(given as Partial<PulsesOptions>))

const answered = fc.constantFrom<Decision | undefined>(undefined, { decision: 'approved' as const, answer: {} }, { decision: 'approved' as const, answer: { values: { position: 'Gerente', groups: 'Gerente' }, move_reports: true, reason: 'voluntary', rehire: 'end_and_create' } }, { decision: 'rejected' as const, answer: {} })

const settingsOf = (options: PulsesOptions, decision: Decision | undefined, readAt: number | undefined) => ({
  options,
  catalogue: { find: (_: string, label: string) => label.trim().toLowerCase() === 'vendas' ? { label: 'Vendas', remoteId: '5' } : undefined, entries: () => [], readAt },
  answerTo: () => decision
})

t.test('planning again after the steps of a plan succeeded yields no step', async () => fc.assert(
  fc.property(desired, known, options, answered, (desired, known, options, decision) => {
    let readAt: number | undefined
    let now = known
    for (let round = 0; round < 3; round++) {
      const { steps } = plan(desired, now, settingsOf(options, decision, readAt))
      if (steps.some(({ kind }) => kind === 'lists')) readAt = START
      now = steps.reduce(applied, now)
    }
    const { steps } = plan(desired, now, settingsOf(options, decision, readAt))
    return steps.length === 0

    function applied (before: Known, step: Step): Known {
      if (step.kind === 'read' && 'remoteId' in before) return { ...before, notes: { ...before.notes, read_at: START } }
      if (step.effect === 'reads') return before
      const account = step.kind === 'create' || before.kind === 'absent' || before.kind === 'never_looked' ? newAccount('7') : before
      return after(step, account, START, options)
    }
  }), { numRuns: RUNS }))

t.test('no plan throws, and every call of one is fit to be sent', async () => fc.assert(
  fc.property(desired, known, options, answered, (desired, known, options, decision) => {
    const { steps, withheld, holds } = plan(desired, known, settingsOf(options, decision, START))
    return steps.flatMap(({ calls }) => calls).every(isFit) && [...withheld, ...holds].every(({ registers }) => registers.length > 0)
  }), { numRuns: RUNS }))

function isFit ({ method, path, body }: Call): boolean {
  const written = JSON.stringify(body ?? {})
  if (!path.endsWith('/') || written.includes('null') || written.includes('undefined')) return false
  const { resignation_date: date, resignation_reason: reason, ...rest } = (body ?? {}) as Record<string, string>
  if (method === 'DELETE') return Boolean(date && reason)
  if (method === 'GET') return true
  return date === undefined && reason === undefined && Object.keys(rest).length > 0 && ['internal_number', 'cpf', 'email'].some((key) => key in rest)
}

t.test('an approval or a rejection of everything leaves no question open', async () => fc.assert(
  fc.property(desired, known, options, (desired, known, options) => {
    const rejected = plan(desired, known, settingsOf(options, { decision: 'rejected', answer: {} }, START))
    return rejected.holds.length === 0
  }), { numRuns: RUNS }))

t.test('what is read never throws and never keeps a secret, whatever comes', async () => {
  const person = fc.record({ id_person: fc.oneof(fc.string(), fc.integer(), fc.anything()), token: fc.constant('s3cret'), groups: fc.anything(), leaders: fc.anything(), tags: fc.anything(), custom_attributes: fc.anything(), blocked: fc.anything(), birthday: fc.anything(), cpf: fc.anything(), email: fc.anything() }, { requiredKeys: [] })
  fc.assert(fc.property(fc.oneof(fc.array(person), person, fc.anything()), (values) => {
    groupsIn(values)
    return peopleIn(values).every((each) => {
      const account = accountOf(each, START)
      const read = compared({ ...account, put: { groups: ['X'] }, confirm: { at: START, fields: Object.keys(account.fields), round: 1 } }, each, START)
      return !('token' in each.fields) && read.remoteId === each.remoteId
    })
  }), { numRuns: RUNS })
})

t.test('no body makes the reader of answers throw', async () => {
  const body = fc.oneof(fc.string({ maxLength: 300 }), fc.json(), fc.json().map((json) => `<br />\n<b>Notice</b> {x} ${json}`), fc.json().map((json) => `{"code":1,"message":[${json}],"values":${json}}`))
  fc.assert(fc.property(fc.integer({ min: 100, max: 599 }), body, (status, body) => {
    const is = classOf({ status, body })
    return is !== 'ok' || (status >= 200 && status < 300 && envelopeIn(body)?.code === '1')
  }), { numRuns: RUNS })
  const deep = `{"code":1,"values":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  classOf({ status: 200, body: deep })
  classOf({ status: 200, body: '{'.repeat(100_000) })
  t.pass()
})

t.test('no header makes the reader of patience throw, and none keeps us waiting for more than a day', async () => fc.assert(
  fc.property(fc.dictionary(fc.constantFrom('retry-after', 'Retry-After', 'x-ratelimit-reset'), fc.oneof(fc.string(), fc.integer().map(String), fc.array(fc.string()))), (headers) => {
    const at = notBefore({ headers }, START)
    return at === undefined || (at >= START && at <= START + 24 * 3_600_000)
  }), { numRuns: RUNS }))
