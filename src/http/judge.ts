import type { Instant } from '../domain/calendar.ts'
import { EVENT_TYPES, type EventType } from '../domain/event.ts'
import type { Fault } from '../domain/faults.ts'
import type { Statement } from '../domain/statement.ts'
import { tidy } from '../domain/text.ts'
import { understand } from '../domain/understand.ts'

/** What a body says, with the sender's own id of it. */
export interface Said {
  statement: Statement
  eventId?: string
}

export type Judged = { ok: true, said: Said } | { ok: false, faults: Fault[] }

/** Judges a statement that names its own type. Pointers begin with `pointer`, where it stands in the body. */
export function judge (item: unknown, pointer: string, now: Instant): Judged {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { ok: false, faults: [{ pointer, code: 'invalid_type', params: { expected: 'object' } }] }
  const { type, ...body } = item as Record<string, unknown>
  const known = EVENT_TYPES.find((each) => each === type)
  if (known === undefined) return { ok: false, faults: [typeFault(type, `${pointer}/type`)] }
  const judged = judgeAs(known, body, now)
  return judged.ok ? judged : { ok: false, faults: judged.faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer })) }
}

/** Judges the body of a route for one type. */
export function judgeAs (type: EventType, body: unknown, now: Instant): Judged {
  const understood = understand(type, body, now)
  if (!understood.ok) return understood
  const { event_id: id } = body as { event_id?: string }   // a text within its limit: it was understood
  return { ok: true, said: { statement: understood.statement, ...(id !== undefined && { eventId: tidy(id) }) } }
}

function typeFault (type: unknown, pointer: string): Fault {
  if (type === undefined) return { pointer, code: 'required', params: { field: 'type' } }
  return { pointer, code: 'not_allowed', params: { allowed: EVENT_TYPES.join(', ') } }
}
