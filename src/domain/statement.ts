import { Type, type Static, type TProperties, type TSchema } from '@sinclair/typebox'
import type { CalendarDate, Instant } from './calendar.ts'
import type { EventType } from './event.ts'
import { employmentProperties, identifierProperties, Identifiers, Leave, nullable, personProperties, Reason, Termination, type Fields } from './fields.ts'

/** A statement that was understood: what an event is made of, before anybody knows whom it means. */
export interface Statement {
  type: EventType
  who: Identifiers
  match?: Identifiers
  fields: Fields
  /** The sender's own time of the fact. */
  occurredAt?: Instant
  /** A change or return that is still to come counts from this local midnight on. */
  effectiveOn?: CalendarDate
}

const optional = <T extends TProperties> (properties: T) =>
  Type.Partial(Type.Object(properties)).properties
const clearable = <T extends TProperties> (properties: T) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(nullable(schema))])) as { [K in keyof T]: ReturnType<typeof nullable<T[K]>> }

const envelope = {
  occurred_at: Type.Optional(Type.String({ format: 'date-time', description: 'When it became so, by your clock. Absent: when it arrives.', examples: ['2026-03-02T09:00:00-03:00'] })),
  event_id: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Your own id of this event: sent twice, it counts once (30 days).', examples: ['evt-4711'] }))
}
const who = optional(identifierProperties)
const match = Type.Optional(Type.Partial(Identifiers, { additionalProperties: false, minProperties: 1, description: 'Who is meant, by identifiers known until now. Identifiers beside it are new values.' }))
const effective = (what: string) => Type.Optional(Type.String({ format: 'date', description: what, examples: ['2026-06-01'] }))
const strict = (description: string, example: object) => ({ additionalProperties: false, description, examples: [example] })

const clearableFields = { ...clearable(personProperties), ...clearable(employmentProperties) }
const clearableIdentifiers = { ...clearable(identifierProperties), source_id: Type.Optional(identifierProperties.source_id) }

export const Hire = Type.Object({
  ...envelope, ...clearableIdentifiers, ...clearableFields
}, strict('Somebody was hired.', {
  employee_number: '00123', cpf: '52998224725', work_email: 'ana.souza@example.com', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02'
}))

export const Change = Type.Object({
  ...envelope,
  match,
  ...clearableIdentifiers,
  ...clearableFields,
  leave: Type.Optional(nullable(Leave)),
  termination: Type.Optional(nullable(Termination)),
  effective_on: effective('The change counts from this day on, in the time zone of the tenant.')
}, strict('Something about a person changed. Absent keeps, null clears.', { employee_number: '00123', job_title: 'Coordenadora', effective_on: '2026-06-01' }))

const ending = { ...envelope, match, ...who, ...Termination.properties }
export const TerminationStatement = Type.Object({ ...ending, reason: Reason }, strict('A contract ends.', { employee_number: '00123', date: '2026-04-30', reason: 'voluntary' }))

export const LeaveStatement = Type.Object({
  ...envelope, match, ...who, ...Leave.properties
}, strict('Somebody is away for a while: no notifications, no dismissal. Never send why.', { employee_number: '00123', from: '2026-05-04', until: '2026-08-31' }))

export const ReturnStatement = Type.Object({
  ...envelope, match, ...who, date: Type.String({ format: 'date', description: 'First day back.', examples: ['2026-07-15'] })
}, strict('Somebody is back from a leave.', { employee_number: '00123', date: '2026-07-15' }))

export const Row = Type.Object({
  ...envelope,
  match,
  ...clearableIdentifiers,
  ...clearableFields,
  leave: Type.Optional(nullable(Leave)),
  termination: Type.Optional(nullable(Termination))
}, strict('The full current row of a person, as your system has it. What differs from your previous row counts.', {
  employee_number: '00123', cpf: '52998224725', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02'
}))

/** One schema per statement: the body of its route, an item of a batch, the data of a canonical webhook. */
export const STATEMENTS = { hire: Hire, change: Change, termination: TerminationStatement, leave: LeaveStatement, return: ReturnStatement, upsert: Row } as const
export type Statements = Record<EventType, TSchema>

/** What a vendor has to say at least: an ending may come without its reason, which the plan then asks for. */
export const VENDOR_STATEMENTS: Statements = { ...STATEMENTS, termination: Type.Object(ending, { additionalProperties: false }) }
export type Body<T extends EventType> = Static<typeof STATEMENTS[T]>
