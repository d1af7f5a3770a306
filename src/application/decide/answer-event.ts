import { dateIn, isCalendarDate } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import { makeSense } from '../../domain/lenient.ts'
import { findEmployee } from '../../postgres/record/employees.ts'
import type { HoldRow } from '../../postgres/record/holds.ts'
import type { Answered } from '../interpret/assign.ts'
import type { HoldContent } from '../interpret/hold.ts'
import type { Unassigned } from '../interpret/unassigned.ts'
import { assignAnswered, openHeld } from '../interpret/reconsider.ts'
import type { Recording } from '../interpret/recording.ts'
import { stampTime } from '../interpret/statements.ts'
import type { Answer } from './decide.ts'

/** Goes on with an event whose question was answered: it finds its person now, and counts from its own stamp. */
export async function answerEvent (recording: Recording, hold: HoldRow & { event: string }, answer: Answer): Promise<void> {
  const held = await openHeld(recording, hold.event)
  if (held === undefined) throw new Refusal('conflict', 'The event of this hold was withdrawn.')
  const content = recording.keys.open<HoldContent>(hold.sealed)
  if (hold.reason === 'identity_conflict') return goOn(recording, held, await answered(recording, answer))
  if (hold.reason === 'rehire') return goOn(recording, { ...held, fields: { ...held.fields, hire_date: hireDate(recording, held, answer) } }, undefined)
  return goOn(recording, completed(recording, held, content, answer), undefined)
}

async function goOn (recording: Recording, event: Unassigned, answered: Answered | undefined): Promise<void> {
  await assignAnswered(recording, event, answered)
}

async function answered (recording: Recording, { employee_id: id, another_person: another }: Answer): Promise<Answered> {
  if (another === true && id !== undefined) throw new Refusal('invalid', 'Either one of the employees or another person.', [{ pointer: '/another_person', code: 'invalid_value', params: { why: 'employee_id says otherwise' } }])
  if (another === true) return { anotherPerson: true }
  if (id === undefined) throw new Refusal('invalid', 'Say whom the event means.', [{ pointer: '/employee_id', code: 'required', params: { field: 'employee_id' } }])
  const employee = await findEmployee(recording.db, recording.tenant, id)
  if (employee === undefined) throw new Refusal('invalid', 'There is no such employee.', [{ pointer: '/employee_id', code: 'invalid_value', params: { why: 'no such employee' } }])
  return { employee: employee.merged_into ?? employee.id }
}

/** A rehire without a date begins on the day on which it was told, unless the answer says otherwise. */
function hireDate ({ settings }: Recording, held: Unassigned, { values }: Answer): string {
  const told = values?.hire_date
  if (told == null) return dateIn(settings.time_zone, held.receivedAt)
  if (!isCalendarDate(told)) throw new Refusal('invalid', 'Not a date.', [{ pointer: '/values/hire_date', code: 'invalid_date' }])
  return told
}

/** What was unusable, with the values that a person filled in. */
function completed ({ settings }: Recording, held: Unassigned, { draft }: HoldContent, { values = {} }: Answer): Unassigned {
  if (draft === undefined) return held
  const { statement, warnings, held: still } = makeSense({ type: draft.type, body: { ...draft.body as object, ...values } }, held.receivedAt)
  if (statement === undefined) {
    throw new Refusal('invalid', 'It cannot be used yet. Fill in what is missing under values.', (still?.faults ?? []).map((fault) => ({ ...fault, pointer: `/values${fault.pointer}` })))
  }
  const stamp = { ...held.stamp, time: stampTime(statement, held.receivedAt, settings.time_zone) }
  return { ...held, stamp, who: statement.who, ...(statement.match && { match: statement.match }), fields: statement.fields, warnings }
}
