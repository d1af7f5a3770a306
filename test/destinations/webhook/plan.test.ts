import fc from 'fast-check'
import t from 'tap'
import { withDefaults } from '../../../src/application/configure/said.ts'
import { told } from '../../../src/destinations/webhook/doubt.ts'
import { NAMES } from '../../../src/destinations/webhook/fields.ts'
import webhook from '../../../src/destinations/webhook/index.ts'
import type { Desired, Manager, Plan, Settings } from '../../../src/domain/destination.ts'
import type { EventType } from '../../../src/domain/event.ts'
import { WORKER_TYPES, type Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import { VENDOR_STATEMENTS } from '../../../src/domain/statement.ts'
import { understand } from '../../../src/domain/understand.ts'
import { newAccount } from '../../../src/destinations/accounts/after.ts'
import { desiredOf, START } from '../world.ts'

const text = fc.constantFrom('Analista', 'analista', 'Gerente', 'São Paulo', 'X')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const day = fc.constantFrom('2026-03-02', '2026-03-11', '2026-04-01')
const span = fc.record({ from: day, until: fc.constantFrom('2026-04-02', '2026-05-01') })

const fields = fc.record({
  employee_number: maybe(fc.constantFrom('1', '01', '2')),
  company_code: maybe(fc.constantFrom('A', 'B')),
  cpf: maybe(fc.constantFrom('52998224725', '11144477735')),
  work_email: maybe(fc.constantFrom('a@example.com', 'b@example.com')),
  mobile_phone: maybe(fc.constantFrom('+5511987654321')),
  full_name: maybe(text),
  first_name: maybe(text),
  last_name: maybe(text),
  social_name: maybe(text),
  gender: maybe(text),
  birth_date: maybe(fc.constant('1990-02-28')),
  sex: maybe(fc.constantFrom('M' as const, 'F' as const)),
  language: maybe(fc.constantFrom('pt-BR' as const, 'en-US' as const)),
  show_birthday: maybe(fc.boolean()),
  tags: maybe(fc.array(text, { maxLength: 3 })),
  custom: maybe(fc.dictionary(fc.constantFrom('a', 'b', 'c'), maybe(text), { maxKeys: 3 })),
  worker_type: maybe(fc.constantFrom(...WORKER_TYPES)),
  job_title: maybe(text),
  groups: maybe(fc.array(text, { maxLength: 3 })),
  managers: maybe(fc.constant([{ employee_number: '9', cpf: '39053344705', name: 'Bruno' }])),
  hire_date: maybe(day),
  vacation: maybe(span),
  leave: maybe(fc.oneof(span, fc.constant({ from: '2026-03-01' })))
}, { requiredKeys: [] }) as fc.Arbitrary<Fields>

const manager: fc.Arbitrary<Manager> = fc.oneof(
  fc.record({ state: fc.constant('linked' as const), remoteId: fc.constantFrom('emp_8', 'emp_9'), reference: fc.constant({ employee_number: '9', cpf: '39053344705', name: 'Bruno' }) }),
  fc.record({ state: fc.constant('pending' as const), why: fc.constant('not_there_yet' as const), reference: fc.constant({}) }),
  fc.record({ state: fc.constant('left' as const), reference: fc.constant({}) })
)

const desired: fc.Arbitrary<Desired> = fc.record({
  fields, managers: fc.array(manager, { maxLength: 2 }), state: fc.constantFrom('active' as const, 'active' as const, 'not_yet' as const, 'ended' as const), inScope: fc.boolean(), termination: fc.constantFrom({ date: '2026-03-09' }, { date: '2026-03-10', reason: 'voluntary' as const, last_working_day: '2026-03-08', source_reason: 'x', move_reports: true })
}).map(({ fields, managers, termination, ...more }) => desiredOf(fields, { ...more, employee: 'emp_1', managers: fields.managers ? managers : [], ...(more.state === 'ended' && { termination }) }))

const said = fc.record({
  send: fc.constantFrom('events', 'state'), fields: fc.oneof(fc.constant([...NAMES, 'custom']), fc.subarray([...NAMES]), fc.constant(['employee_number', 'custom.a'])), endings_of_unsent: fc.constantFrom('skip', 'send')
}, { requiredKeys: ['send'] })

const NOBODY = { catalogue: { find: () => undefined, entries: () => [], readAt: undefined }, answerTo: () => undefined }

t.test('a plan ends after its steps, every message is one that a source of kind canonical takes, and nothing goes that is not named', async () => fc.assert(fc.asyncProperty(fc.array(desired, { minLength: 1, maxLength: 5 }), said, async (history, given) => {
  const options = withDefaults<any>(webhook.options, given)
  const settings = { options, ...NOBODY } as Settings<any>
  let known: Known = { kind: 'absent', lookedAt: START }
  for (const each of history) {
    for (let steps = 0; ; steps++) {
      const plan: Plan = await webhook.plan(each, known, settings)
      const [step] = plan.steps
      if (step === undefined) break
      if (steps > 8) throw new Error(`no end: ${step.kind}`)
      const { type, data } = step.calls[0]!.body as { type: EventType, data: Record<string, unknown> }
      if (given.send === 'events') {
        const understood = understand(type, data, START, VENDOR_STATEMENTS)
        if (!understood.ok) throw new Error(JSON.stringify([type, data, understood.faults]))
      }
      const { match = {}, ...rest } = data
      for (const name of Object.keys({ ...rest, ...match as object })) {
        const isOwn = ['source_id', 'termination', 'state', 'revision', 'date', 'reason', 'last_working_day', 'move_reports', 'from', 'until'].includes(name) || (name === 'custom' && options.fields.includes('custom.a'))
        if (!isOwn && !options.fields.includes(name)) throw new Error(`${name} was not named`)
      }
      known = told(step, known.kind === 'active' || known.kind === 'ended' ? known : newAccount('emp_1'), START)
    }
  }
  return true
}), { numRuns: 600 }))

t.test('the same plan made twice has the same ids', async () => fc.assert(fc.asyncProperty(desired, said, async (each, given) => {
  const settings = { options: withDefaults<any>(webhook.options, given), ...NOBODY } as Settings<any>
  const ids = async () => (await webhook.plan(each, { kind: 'absent', lookedAt: START }, settings)).steps.map(({ changes }) => changes.at(-1)?.to)
  const [once, again] = [await ids(), await ids()]
  return once.length > 0 ? once.every((id, i) => id === again[i]) : again.length === 0
}), { numRuns: 200 }))
