import type { Instant } from '../../src/domain/calendar.ts'
import type { Event, EventType } from '../../src/domain/event.ts'
import type { Fields, Identifiers } from '../../src/domain/fields.ts'

let sequence = 0

/** An event as interpretation would have stored it; sequences grow in the order of the calls. */
export function said (type: EventType, time: Instant, who: Identifiers, fields: Fields, match?: Identifiers, source = 'api'): Event {
  sequence += 1
  return { id: `evt_${sequence}`, type, stamp: { time, sequence, index: 0 }, source, who, fields, ...(match && { match }) }
}
