import type { Event, EventType, Stamp } from '../../domain/event.ts'
import type { Fault } from '../../domain/faults.ts'
import type { Fields, Identifiers } from '../../domain/fields.ts'
import { eventFrom, type EventContent, type EventRow } from '../../postgres/record/events.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Recording } from './recording.ts'

/** A statement with its stamp: an event but for the person it means. */
export interface Unassigned {
  id: string
  type: EventType
  stamp: Stamp
  receivedAt: number
  source: string
  apiKey: string | null
  who: Identifiers
  match?: Identifiers
  fields: Fields
  warnings: Fault[]
}

/** A stored event as it was before anybody knew whom it means. */
export function unassignedFrom (row: EventRow, keys: Keys): Unassigned {
  const { warnings = [] } = keys.open<EventContent>(row.sealed)
  return { ...eventFrom(row, keys), receivedAt: row.received_at, apiKey: row.api_key, warnings }
}

/** Stores an event with its person, or with none while whom it means is in question. */
export function store (recording: Recording, event: Unassigned, employee: string | null, status: string, reason: string | null): void {
  recording.book.addEvent(rowOf(recording, event, employee, status, reason), contentOf(event), eventOf(event))
}

const eventOf = ({ receivedAt: _, apiKey: __, warnings: ___, ...event }: Unassigned): Event => event

const contentOf = ({ who, match, fields, warnings }: Unassigned) => ({ who, ...(match && { match }), fields, ...(warnings.length > 0 && { warnings }) })

const rowOf = ({ tenant }: Recording, event: Unassigned, employee: string | null, status: string, reason: string | null) => ({
  id: event.id,
  tenant,
  message: event.stamp.sequence,
  apiKey: event.apiKey,
  source: event.source,
  employee,
  type: event.type,
  stampTime: event.stamp.time,
  stampIndex: event.stamp.index,
  receivedAt: event.receivedAt,
  status,
  reason
})
