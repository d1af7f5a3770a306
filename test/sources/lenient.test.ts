import fc from 'fast-check'
import t from 'tap'
import type { EventType } from '../../src/domain/event.ts'
import { makeSense } from '../../src/domain/lenient.ts'
import { understand } from '../../src/domain/understand.ts'
import { RECEIVED_AT } from './fixtures.ts'

const sense = (type: EventType, body: Record<string, unknown>) => makeSense({ type, body }, RECEIVED_AT)
const pointers = (type: EventType, body: Record<string, unknown>) => sense(type, body).warnings.map(({ pointer }) => pointer)
const ana = { employee_number: '00123' }

t.test('control characters are removed with a warning, and what is empty is not told', async (t) => {
  const { statement, warnings } = sense('change', { ...ana, full_name: 'Ana\u0000Souza\n', team: ' ', tags: ['a', ''], groups: [''], managers: [{ cpf: '' }], custom: { size: '', shirt: 'P' } })
  t.same(statement?.fields, { ...ana, full_name: 'Ana Souza', tags: ['a'], custom: { shirt: 'P' } })
  t.same(warnings, [{ pointer: '/full_name', code: 'controls_removed' }])
  t.same(sense('change', { ...ana, groups: [] }).statement?.fields.groups, [], 'a list sent empty says that there are none')
})

t.test('an unusable optional field is left out and listed; the rest counts', async (t) => {
  const { statement, warnings } = sense('hire', { ...ana, hire_date: '2026-03-02', birth_date: '1990-02-30', sex: 'Masculino', full_name: 'x'.repeat(251), nickname: 'Aninha', job_title: 'Analista' })
  t.same(statement?.fields, { ...ana, hire_date: '2026-03-02', job_title: 'Analista' })
  t.same(new Set(warnings.map(({ pointer, code }) => `${pointer} ${code}`)), new Set(['/birth_date invalid_date', '/sex not_allowed', '/full_name too_long', '/nickname unknown_field']))
})

t.test('a list or a span goes as a whole, a custom key alone', async (t) => {
  t.same(pointers('change', { ...ana, groups: ['a', 7], team: 'x' }), ['/groups/1'])
  t.equal(sense('change', { ...ana, groups: ['a', 7], team: 'x' }).statement?.fields.groups, undefined)
  t.same(sense('change', { ...ana, team: 'x', vacation: { from: '2026-07-20', until: '2026-07-01' } }).statement?.fields, { ...ana, team: 'x' })
  t.same(sense('change', { ...ana, custom: { a: 'A', b: 1 } }).statement?.fields.custom, { a: 'A' })
})

t.test('managers: a bad identifier goes when another one names the same manager; otherwise nobody is named', async (t) => {
  const managers = (...list: unknown[]) => sense('change', { ...ana, team: 'x', managers: list }).statement?.fields.managers
  t.same(managers({ employee_number: '7', cpf: '1' }, { cpf: '11144477735' }), [{ employee_number: '7' }, { cpf: '11144477735' }])
  t.equal(managers({ cpf: '1' }, { employee_number: '8' }), undefined, 'the second does not become the first')
  t.equal(managers({ cpf: '' }, { employee_number: '8' }), undefined)
  t.equal(managers(ana), undefined, 'their own manager')
})

t.test('an unusable identifier is held, even beside a good one', async (t) => {
  for (const bad of [{ cpf: '11111111111' }, { work_email: 'none' }, { employee_number: 123 }, { company_code: 'x'.repeat(51) }, { match: { cpf: '1' } }, { match: {} }, { match: { cpf: '' } }]) {
    t.match(sense('change', { cpf: '52998224725', ...ana, team: 'x', ...bad }), { held: { reason: 'missing_required' }, statement: undefined }, JSON.stringify(Object.keys(bad)))
  }
  t.match(sense('hire', { full_name: 'Ana' }).held, { faults: [{ code: 'no_identifier' }] })
})

t.test('a date that the statement cannot do without is held', async (t) => {
  const held = (type: EventType, body: object) => sense(type, { ...ana, ...body }).held?.faults[0]?.pointer
  t.equal(held('termination', { date: '31/02/2026' }), '/date')
  t.equal(held('termination', {}), '/date')
  t.equal(held('leave', { from: '2026-05-04', until: 'soon' }), '/until', 'a leave whose end was told does not become endless')
  t.equal(held('leave', { from: '2026-05-04', until: '2026-05-01' }), '/until')
  t.equal(held('return', { date: '2026-02-29' }), '/date')
  t.equal(held('hire', { hire_date: 'soon' }), '/hire_date')
  t.equal(held('change', { team: 'x', effective_on: '1st of June' }), '/effective_on')
  t.equal(held('upsert', { termination: { date: 'x' } }), '/termination/date')
  t.equal(held('upsert', { termination: { reason: 'voluntary' } }), '/termination/date')
  t.equal(held('upsert', { leave: { from: 'x' } }), '/leave/from')
  t.equal(held('change', { termination: { date: '2026-03-31' } }), '/termination', 'an ending is never left out')
  t.equal(held('change', { hire_date: 'x', team: 'y' }), undefined)
})

t.test('an ending may lack its reason; of two dates that contradict each other the optional one goes', async (t) => {
  t.same(sense('termination', { ...ana, date: '2026-03-31' }).statement?.fields.termination, { date: '2026-03-31' })
  t.same(sense('termination', { ...ana, date: '2026-03-31', reason: 'moved away' }), {
    statement: { type: 'termination', who: ana, fields: { ...ana, termination: { date: '2026-03-31' } } },
    warnings: [{ pointer: '/reason', code: 'not_allowed', params: { allowed: 'voluntary, involuntary, contract_end, not_applicable' } }]
  })
  t.same(pointers('termination', { ...ana, date: '2026-03-31', last_working_day: '2026-04-02' }), ['/last_working_day'])
  t.same(pointers('upsert', { ...ana, termination: { date: '2026-03-31', last_working_day: '2026-04-02' } }), ['/termination/last_working_day'])
  t.same(pointers('hire', { ...ana, hire_date: '1980-01-01', birth_date: '1990-01-01' }), ['/birth_date'])
  t.equal(understand('termination', { ...ana, date: '2026-03-31' }, RECEIVED_AT).ok, false, 'by REST the reason is required as ever')
})

t.test('a source clock that is ahead is taken as arrival; a time that is none, too', async (t) => {
  t.match(sense('change', { ...ana, team: 'x', occurred_at: '2026-03-02T12:36:00Z' }), { statement: { occurredAt: RECEIVED_AT }, warnings: [{ pointer: '/occurred_at', code: 'clock_ahead' }] })
  t.match(sense('change', { ...ana, team: 'x', occurred_at: '2026-03-02T12:34:00Z' }), { statement: { occurredAt: RECEIVED_AT + 240_000 }, warnings: [] })
  t.match(sense('change', { ...ana, team: 'x', occurred_at: 'noon' }), { statement: { occurredAt: undefined }, warnings: [{ pointer: '/occurred_at', code: 'invalid_date_time' }] })
})

t.test('what says nothing is neither a statement nor a question', async (t) => {
  t.same(sense('change', ana), { warnings: [] })
  t.match(sense('change', { ...ana, sex: 'x' }), { statement: undefined, held: undefined, warnings: [{ pointer: '/sex' }] })
})

t.test('health data is left out', async (t) => {
  t.same(sense('leave', { ...ana, from: '2026-05-04', reason: '(a health matter)' }).warnings, [{ pointer: '/reason', code: 'health_data' }])
  t.same(pointers('upsert', { ...ana, leave: { from: '2026-05-04', reason: '(a health matter)' } }), ['/leave/reason'])
})

t.test('a body of a hundred faults is read, one of a thousand is held', async (t) => {
  const strange = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`f${i}`, i]))
  t.same(Object.keys(sense('change', { ...ana, team: 'x', ...strange(100) }).statement?.fields ?? {}), ['employee_number', 'team'])
  t.match(sense('change', { ...ana, team: 'x', ...strange(1000) }).held, { faults: [{ pointer: '', code: 'too_many' }] })
})

t.test('what REST takes is taken as it is, without a warning', async () => {
  const text = fc.constantFrom('Ana', 'Bruno Lima', 'São Paulo')
  const body = fc.record({ employee_number: fc.constantFrom('1', '2'), full_name: text, team: text, hire_date: fc.constantFrom('2026-03-02', '2024-02-29'), tags: fc.array(text), managers: fc.array(fc.record({ cpf: fc.constant('11144477735') })) }, { requiredKeys: ['employee_number', 'team'] })
  fc.assert(fc.property(fc.constantFrom<EventType>('hire', 'change', 'upsert'), body, (type, body) => {
    const strict = understand(type, body, RECEIVED_AT)
    const { statement, warnings } = makeSense({ type, body }, RECEIVED_AT)
    return strict.ok && warnings.length === 0 && JSON.stringify(strict.statement) === JSON.stringify(statement)
  }), { numRuns: 1000 })
})
