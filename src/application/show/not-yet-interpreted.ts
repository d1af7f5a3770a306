import { isoOf } from '../../domain/calendar.ts'
import type { EventSummary } from '../../domain/views/event.ts'
import type { WaitingMessage } from '../../postgres/show/events.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Unassigned } from '../interpret/unassigned.ts'
import { readRest } from '../interpret/statements.ts'

const text = new TextDecoder()

/** The events that a REST message is going to be, read as its interpretation will read it. */
export function eventsIn (message: WaitingMessage, keys: Keys, zone: string): Unassigned[] {
  const { sealed } = message
  if (sealed === null) return []
  const read = readRest({ ...message, sealed }, JSON.parse(text.decode(keys.openBytes(sealed))), zone)
  return read.kind === 'said' ? read.said.map(({ event }) => event) : []
}

/** What can be said of an event before anybody has looked whom it means. */
export function accepted ({ id, type, source, stamp, receivedAt }: Unassigned): Omit<EventSummary, 'destinations'> {
  return { id, type, status: 'accepted', employee_id: null, source, received_at: isoOf(receivedAt), counts_from: isoOf(stamp.time) }
}
