import { daysAfter, instantIn } from '../../domain/calendar.ts'
import type { Wait } from '../../domain/destination.ts'
import type { Lane } from './delivering.ts'
import type { Wanted } from './desired.ts'

/** What the calendar keeps, at every destination alike: an ending, a leave or a vacation that is still to come. */
export function calendarWaits ({ desired, employee }: Wanted, { settings: { time_zone: zone } }: Pick<Lane, 'settings'>): Wait[] {
  const waits: Wait[] = []
  if (desired.state !== 'ended' && desired.endsAt !== undefined) waits.push({ registers: ['termination'], why: 'ending', until: desired.endsAt })
  for (const span of ['leave', 'vacation'] as const) {
    const ahead = employee.fields[span]
    if (ahead != null && ahead.from > desired.today) waits.push({ registers: [span], why: span, until: instantIn(zone, daysAfter(ahead.from, 0)) })
  }
  return waits
}
