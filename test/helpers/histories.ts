import fc from 'fast-check'
import { daysAfter, instantIn, type CalendarDate, type Instant } from '../../src/domain/calendar.ts'
import { EVENT_TYPES, type Event, type EventType } from '../../src/domain/event.ts'
import type { Fields, Identifiers } from '../../src/domain/fields.ts'

/** Made-up histories of one person. Few values from small sets, so that they meet: the same day, the same number, the same word. */

export const ZONE = 'America/Sao_Paulo'
export const CPF = '52998224725'
const FIRST_DAY = '2026-01-01'
const DAYS = 120

export const day = (n: number): CalendarDate => daysAfter(FIRST_DAY, n)
export const noonOf = (n: number): Instant => instantIn(ZONE, day(n), '12:00')

const dayNumber = fc.integer({ min: 0, max: DAYS })
/** Often at the edges of a day, where dates take effect. */
const time: fc.Arbitrary<Instant> = fc.tuple(dayNumber, fc.constantFrom(0, 1, 9 * 3_600_000, 86_400_000 - 1)).map(([n, past]) => instantIn(ZONE, day(n)) + past)
export const instant: fc.Arbitrary<Instant> = fc.tuple(fc.integer({ min: -10, max: DAYS + 30 }), fc.constantFrom(0, 1, 12 * 3_600_000, 86_400_000 - 1)).map(([n, past]) => instantIn(ZONE, day(n)) + past)

const date = dayNumber.map(day)
const span = fc.tuple(dayNumber, fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }))
  .map(([from, length]) => ({ from: day(from), ...(length !== undefined && { until: day(from + length) }) }))
const closedSpan = fc.tuple(dayNumber, fc.integer({ min: 0, max: 20 })).map(([from, length]) => ({ from: day(from), until: day(from + length) }))

const some = <T> (model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const word = fc.constantFrom('A', 'B', 'C')
const told = <T> (value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })

export const personFields: fc.Arbitrary<Fields> = some<Fields>({
  full_name: told(fc.constantFrom('Ana Souza', 'Ana Lima')),
  first_name: told(fc.constantFrom('Ana', 'Bia')),
  last_name: told(fc.constantFrom('Souza', 'Lima')),
  social_name: told(word),
  personal_email: told(fc.constantFrom('a@example.org', 'b@example.org')),
  education: told(word),
  show_birthday: told(fc.boolean()),
  tags: told(fc.uniqueArray(word, { maxLength: 3 })),
  custom: told(fc.dictionary(fc.constantFrom('shirt', 'shoe'), told(word), { maxKeys: 2 }))
})

const employmentFields: fc.Arbitrary<Fields> = some<Fields>({
  job_title: told(word),
  department: told(word),
  groups: told(fc.uniqueArray(word, { maxLength: 2 })),
  managers: told(fc.array(fc.constantFrom({ employee_number: '8' }, { cpf: '11144477735' }), { maxLength: 2 })),
  vacation: told(closedSpan)
})

const ending = fc.record({ date, reason: fc.constantFrom('voluntary' as const, 'involuntary' as const) })

const fieldsOf: Record<EventType, fc.Arbitrary<Fields>> = {
  hire: fc.tuple(personFields, employmentFields, fc.option(date)).map(([person, employment, hireDate]) => ({ ...person, ...employment, ...(hireDate !== null && { hire_date: hireDate }) })),
  change: fc.oneof(
    fc.tuple(personFields, employmentFields).map(([person, employment]) => ({ ...person, ...employment })),
    some<Fields>({ hire_date: told(date), leave: told(span), termination: fc.constant(null) })),
  termination: ending.map((termination) => ({ termination })),
  leave: span.map((leave) => ({ leave })),
  return: fc.constant({ leave: null }),
  upsert: fc.tuple(personFields, employmentFields, some<Fields>({ hire_date: told(date), leave: told(span), termination: told(ending) })).map((parts) => Object.assign({}, ...parts))
}

const who: fc.Arbitrary<Identifiers> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Identifiers>({ employee_number: '1' }, { employee_number: '1', cpf: CPF }) },
  { weight: 3, arbitrary: fc.constantFrom<Identifiers>({ employee_number: '2' }, { employee_number: '2', cpf: CPF }, { employee_number: '1', company_code: 'X' }, { employee_number: '1', company_code: 'Y' }) },
  { weight: 2, arbitrary: fc.constantFrom<Identifiers>({ cpf: CPF }, { work_email: 'a@example.com' }, { source_id: 's1' }, { source_id: 's1', employee_number: '1' }, { cpf: CPF, work_email: 'b@example.com' }) }
)
const match: fc.Arbitrary<Identifiers | undefined> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<Identifiers>({ employee_number: '1' }, { employee_number: '2' }, { cpf: CPF }, { employee_number: '3' }) })

const types = fc.constantFrom(...EVENT_TYPES, 'hire' as const, 'change' as const, 'termination' as const)
const source = fc.constantFrom('api', 'api', 'erp')

export interface Told { type: EventType, time: Instant, source: string, who: Identifiers, match?: Identifiers, fields: Fields }

/** An event as interpretation stores it: identifiers are fields, too, all but a source's own id. */
export function eventFrom ({ type, time, source, who, match, fields }: Told, sequence: number, index = 0): Event {
  const { source_id: _, ...values } = who
  return { id: `evt_${sequence}_${index}`, type, stamp: { time, sequence, index }, source, who, ...(match && { match }), fields: JSON.parse(JSON.stringify({ ...values, ...fields })) }
}

const said: fc.Arbitrary<Told> = types.chain((type) => fc.record({
  type: fc.constant(type), time, source, who, match: type === 'hire' ? fc.constant(undefined) : match, fields: fieldsOf[type]
})) as fc.Arbitrary<Told>

/** Whatever can be said of one person, in the order of arrival; stamps need not be in that order. */
export const history: fc.Arbitrary<Event[]> = fc.array(said, { minLength: 1, maxLength: 10 })
  .map((all) => all.map((one, sequence) => eventFrom(one, Math.floor(sequence / 2), sequence % 2)))

/** One contract, one source, only the person's own fields: what a much simpler program can tell, too. */
export const simpleHistory: fc.Arbitrary<Event[]> = fc.array(fc.tuple(time, some<Fields>({
  personal_email: told(fc.constantFrom('a@example.org', 'b@example.org')), education: told(word), show_birthday: told(fc.boolean()), birth_name: told(word)
})), { minLength: 1, maxLength: 12 }).map((all) => all.map(([time, fields], i) =>
  eventFrom({ type: i === 0 ? 'hire' : 'change', time, source: 'api', who: { employee_number: '1' }, fields }, i)))

export const shuffled = <T> (list: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })
