import fc from 'fast-check'
import t from 'tap'
import type { Desired, Step } from '../../../src/domain/destination.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import { newAccount } from '../../../src/destinations/accounts/after.ts'
import { after } from '../../../src/destinations/progic/after.ts'
import { classOf, type Subject } from '../../../src/destinations/progic/answers.ts'
import { feed } from '../../../src/destinations/progic/feed.ts'
import { readAs, written } from '../../../src/destinations/progic/formats.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { at, having } from '../../../src/destinations/progic/paths.ts'
import { plan } from '../../../src/destinations/progic/platform.ts'
import { seenIn } from '../../../src/destinations/progic/seen.ts'
import { jsonIn } from '../../../src/destinations/accounts/exchange.ts'
import { desiredOf, START } from '../world.ts'
import { PORTAL, RH } from './setup.ts'

const RUNS = 800
const told = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const text = fc.constantFrom('Ana', 'Souza', 'Vendas', 'São Paulo', 'x'.repeat(300))
const day = fc.constantFrom('2026-03-02', '1990-02-28')

const fields = fc.record({
  employee_number: told(fc.constantFrom('1', '01')),
  company_code: told(fc.constantFrom('A', 'B/1')),
  cpf: told(fc.constantFrom('52998224725', '11144477735')),
  work_email: told(fc.constantFrom('a@example.com', 'b@example.com')),
  full_name: told(fc.constantFrom('Ana Souza', 'Madonna')),
  first_name: told(text),
  last_name: told(text),
  social_name: told(text),
  mobile_phone: told(fc.constantFrom('+5511987654321', '+351210000000')),
  birth_date: told(day),
  hire_date: told(day),
  department: told(text),
  job_title: told(text),
  show_birthday: told(fc.boolean()),
  show_vacation: told(fc.boolean()),
  vacation: told(fc.constant({ from: '2026-07-01', until: '2026-07-20' })),
  custom: told(fc.dictionary(fc.constantFrom('a', 'b'), told(text), { maxKeys: 2 })),
  managers: told(fc.constant([{ employee_number: '9' }]))
}, { requiredKeys: [] }) as fc.Arbitrary<Fields>

const desired: fc.Arbitrary<Desired> = fc.record({
  fields, state: fc.constantFrom('not_yet' as const, 'active' as const, 'ended' as const), inScope: fc.boolean(), mayBeCreated: fc.boolean()
}).map(({ fields, ...more }) => desiredOf(fields, more))

const token = { url: 'https://token.example/' }
const options = fc.tuple(fc.constantFrom(PORTAL, RH, { direction: 'pull' }, { ...PORTAL, find: { by: 'none' }, read: {} }), fc.record({
  clear: fc.constantFrom('hold', 'skip', 'send'),
  rehire: fc.constantFrom('hold', 'update', 'end_and_create'),
  split_full_name: fc.constantFrom('first_token', 'last_token', 'never'),
  idgroup: fc.constant({ from: 'department', values: { Vendas: '12' } }),
  company_code: fc.constant('Z'),
  confirm: fc.boolean()
}, { requiredKeys: [] })).map(([usual, more]) => complete({ ...usual, ...more, token } as Partial<ProgicOptions>))

const known: fc.Arbitrary<Known> = fc.oneof(
  fc.constant<Known>({ kind: 'absent', lookedAt: START }),
  fc.record({
    kind: fc.constantFrom('active' as const, 'ended' as const),
    remoteId: fc.constant('7'),
    fields: fc.record({ employee_number: fc.constantFrom('1', '2'), company_code: fc.constant('A'), first_name: text, department: told(text), 'extra.a': told(text), show_birthday: told(fc.boolean()) }, { requiredKeys: ['employee_number'] }),
    put: fc.constant({}),
    notes: fc.record({ split: fc.boolean(), read_at: fc.constantFrom(0, START), looked: fc.boolean() }, { requiredKeys: [] })
  })
)
const decisions = fc.constantFrom(undefined, { decision: 'approved' as const, answer: {} }, { decision: 'rejected' as const, answer: {} })
const settingsOf = (options: ProgicOptions, decision: typeof decisions extends fc.Arbitrary<infer D> ? D : never) => ({ options, catalogue: { find: () => undefined, entries: () => [], readAt: START }, answerTo: () => decision })

t.test('planning again after the steps of a plan succeeded yields no step', async () => fc.assert(
  fc.property(desired, known, options, decisions, (desired, known, options, decision) => {
    let now = known
    for (let round = 0; round < 4; round++) now = plan(desired, now, settingsOf(options, decision)).steps.reduce(applied, now)
    return plan(desired, now, settingsOf(options, decision)).steps.length === 0

    function applied (before: Known, step: Step): Known {
      const account = before.kind === 'active' || before.kind === 'ended' ? before : newAccount('7')
      if (step.kind === 'look') return before.kind === 'ended' ? { ...before, notes: { ...before.notes, read_at: START, looked: true } } : before
      if (step.kind === 'read') return { ...account, notes: { ...account.notes, read_at: START } }
      return after(step, step.kind === 'create' ? newAccount('7') : account, START, options)
    }
  }), { numRuns: RUNS }))

t.test('every call of a plan is fit to be sent, and holds nothing that has no name', async () => fc.assert(
  fc.property(desired, known, options, decisions, (desired, known, options, decision) => {
    const { steps, withheld, holds } = plan(desired, known, settingsOf(options, decision))
    const calls = steps.flatMap((step) => step.calls)
    return [...withheld, ...holds].every(({ registers }) => registers.length > 0) && (options.direction === 'push' || calls.length === 0) &&
      calls.every(({ path, body }) => path === '' || (!/[{}\s]/.test(path) && !JSON.stringify(body ?? {}).includes('undefined') && !JSON.stringify(body ?? {}).includes('managers')))
  }), { numRuns: RUNS }))

t.test('no answer makes a reader throw, and what cannot be read is no success', async () => fc.assert(
  fc.property(options, fc.constantFrom<Subject>('create', 'update', 'delete', 'one', 'list'), fc.integer({ min: 100, max: 599 }), fc.oneof(fc.json(), fc.string({ maxLength: 60 })), (options, about, status, body) => {
    const is = classOf({ status, headers: {}, body }, jsonIn(body), about, options)
    seenIn(jsonIn(body), options)
    return is !== 'ok' || (status >= 200 && status < 300 && (jsonIn(body) !== undefined || body.trim() === ''))
  }), { numRuns: RUNS }))

t.test('an answer that is made to break whoever turns it into a text breaks nobody', async (t) => {
  const odd = { toString: null, valueOf: null }
  const options = complete({ ...RH, inactive: { path: 'state', values: ['OFF'] }, token } as unknown as Partial<ProgicOptions>)
  const body = { sucesso: odd, erro: { codigo: odd }, matricula: odd, codigoEmpresa: odd, exibeFerias: odd, camposExtras: [odd], state: odd }
  t.not(classOf({ status: 200, headers: {}, body: JSON.stringify(body) }, body, 'one', options), 'ok')
  t.equal(seenIn(body, options), undefined)
  t.match(seenIn({ ...body, matricula: '1' }, options), { remoteId: '1', ended: false })
})

t.test('whatever stands in a field, it is read as a text, yes, no or nothing', async () => fc.assert(
  fc.property(options, fc.anything(), (options, value) =>
    ['pin', 'birth_date', 'show_birthday', 'mobile_phone', 'work_email', 'unit'].every((field) => ['string', 'boolean'].includes(typeof readAs(field, value, options)) || readAs(field, value, options) === null)), { numRuns: RUNS }))

t.test('what is written is read as the same', async () => fc.assert(
  fc.property(options, fc.constantFrom('YYYY-MM-DD', 'DD/MM/YYYY', 'YYYYMMDD', 'YYYY-MM-DDT00:00:00Z'), (options, format) => {
    const forms = { ...options, date_format: format }
    const same = (field: string, value: string | boolean) => readAs(field, written(field, value, forms), forms) === value
    return same('birth_date', '1990-02-28') && same('show_birthday', true) && same('show_birthday', false) && same('pin', '52998224725')
  })))

t.test('a value at a path is found at that path', async () => fc.assert(
  fc.property(fc.array(fc.constantFrom('a', 'b', 'employee', '0', '1'), { minLength: 1, maxLength: 4 }), fc.array(fc.constantFrom('a', 'c', '0'), { minLength: 1, maxLength: 3 }), (path, other) => {
    const tree = having(having({}, other.join('.'), 'x'), path.join('.'), 'value')
    return at(tree, path.join('.')) === 'value'
  })))

t.test('a feed tells of nothing but what has a name, and of a leaver only who it was', async () => fc.assert(
  fc.property(known, options, (known, options) => {
    if (known.kind !== 'active' && known.kind !== 'ended') return true
    const entry = feed.entryOf(known, options)!
    const text = JSON.stringify(entry.item)
    return entry.gone === (known.kind === 'ended') && !text.includes('state') && (!entry.gone || !text.includes('Vendas'))
  }), { numRuns: RUNS }))
