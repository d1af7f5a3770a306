import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import { describeFailure } from '../../domain/failure-texts.ts'
import { worst, type Status } from '../../domain/fate.ts'
import { describeFault, type Fault, type Language } from '../../domain/faults.ts'
import { messageIdOf } from '../../domain/ids.ts'
import { seesOwnEventsOnly, type Caller } from '../../domain/principal.ts'
import type { EventStatus } from '../../domain/views/common.ts'
import type { AttemptView, EventAtDestination, EventSummary, EventView } from '../../domain/views/event.ts'
import { findAttempts, type AttemptRow } from '../../postgres/record/attempts.ts'
import type { EventContent } from '../../postgres/record/events.ts'
import { findShownEvent, findWaitingMessage, type ShownEventRow } from '../../postgres/show/events.ts'
import { findShownFates, type ShownFateRow } from '../../postgres/show/fates.ts'
import { findHoldRows } from '../../postgres/show/holds.ts'
import { loadTenant } from '../configure/tenants.ts'
import { briefOf } from './holds.ts'
import { accepted, eventsIn } from './not-yet-interpreted.ts'
import type { Showing } from './showing.ts'

const MOST_ATTEMPTS = 50

/** Arrival is by the database's clock, a call by the clock of whoever made it. */
const CLOCKS_APART_MS = 1000

/**
 * What became of an event, at every destination. Before anybody has interpreted its message it is answered from the message,
 * so that an id is never unknown after it was given out. An ingest key sees what it sent itself.
 */
export async function findEvent (needs: Showing, caller: Caller, id: string): Promise<EventView> {
  const apiKey = seesOwnEventsOnly(caller.role) ? caller.keyId : null
  const event = await findShownEvent(needs.pool, caller.tenant, id, apiKey) ??
    await waitingOrArrived(needs, caller, id, apiKey)
  return 'destinations' in event ? event : shown(needs, caller, event)
}

async function waitingOrArrived (needs: Showing, { tenant }: Caller, id: string, apiKey: string | null): Promise<EventView | ShownEventRow> {
  const { pool, vault } = needs
  const message = await findWaitingMessage(pool, tenant, messageIdOf(id), apiKey)
  if (message === undefined) throw notFound()
  // It may have been interpreted since the first look.
  const arrived = message.state === 'pending' ? undefined : await findShownEvent(pool, tenant, id, apiKey)
  if (arrived !== undefined) return arrived
  const zone = (await loadTenant(pool, vault, tenant))?.settings.time_zone ?? 'UTC'
  const event = eventsIn(message, await vault.keysOf(pool, tenant), zone).find((each) => each.id === id)
  if (event === undefined) throw notFound()
  return { ...accepted(event), ...(message.state !== 'pending' && { status: 'failed', ...(message.reason !== null && { reason: message.reason }) }), destinations: [] }
}

const notFound = () => new Refusal('not_found', 'There is no such event.')

async function shown ({ pool, vault }: Showing, { tenant, language }: Caller, event: ShownEventRow): Promise<EventView> {
  const keys = await vault.keysOf(pool, tenant)
  const fates = await findShownFates(pool, [event.id])
  const attempts = await findAttempts(pool, fates.map(({ link }) => link), event.received_at - CLOCKS_APART_MS, MOST_ATTEMPTS)
  const holds = await findHoldRows(pool, tenant, [event.hold, ...fates.map(({ hold }) => hold)].filter((hold) => hold !== null))
  const brief = new Map(holds.map((hold) => [hold.id, briefOf(hold, keys, language)]))
  const hold = brief.get(event.hold ?? '')
  const { warnings = [] } = keys.open<EventContent>(event.sealed)
  return {
    ...summaryOf(asItStands(event, fates)),
    ...(hold && { hold }),
    ...(warnings.length > 0 && { warnings: warnings.map((warning) => findingOf(warning, language)) }),
    destinations: fates.map((fate) => atDestination(fate, brief.get(fate.hold ?? ''), attempts.filter(({ link }) => link === fate.link), language))
  }
}

/** The event was read a moment before what became of it: what is shown is of one moment. */
function asItStands (event: ShownEventRow, fates: ShownFateRow[]): ShownEventRow {
  const bad = worst(fates as (ShownFateRow & { status: Status })[])
  return bad === undefined || event.withdrawn_at !== null || event.employee === null ? event : { ...event, status: bad.status, reason: bad.reason }
}

export function summaryOf (event: ShownEventRow): Omit<EventSummary, 'destinations'> {
  return {
    id: event.id,
    type: event.type,
    status: event.status as EventStatus,
    ...(event.reason !== null && { reason: event.reason }),
    employee_id: event.employee,
    source: event.source_name,
    received_at: isoOf(event.received_at),
    counts_from: isoOf(event.stamp_time),
    ...(event.withdrawn_at !== null && { withdrawn_at: isoOf(event.withdrawn_at) })
  }
}

export const findingOf = (fault: Fault, language: Language) => ({ pointer: fault.pointer, code: fault.code, detail: describeFault(fault, language) })

function atDestination (fate: ShownFateRow, hold: EventAtDestination['hold'], attempts: AttemptRow[], language: Language): EventAtDestination {
  return {
    destination: fate.destination,
    status: fate.status as EventStatus,
    ...(fate.reason !== null && { reason: fate.reason }),
    remote_id: fate.remote_id,
    confirmed: fate.confirmed,
    ...(fate.withheld !== null && { withheld: fate.withheld }),
    ...(hold && { hold }),
    ...(fate.error !== null && { error: { code: fate.error, detail: describeFailure(fate.error, language) } }),
    ...(fate.due_at !== null && { due_at: isoOf(fate.due_at) }),
    attempts: attempts.map(attemptOf)
  }
}

const attemptOf = ({ at, method, status, outcome, duration_ms: durationMs }: AttemptRow): AttemptView =>
  ({ at: isoOf(at), method, status, outcome, duration_ms: durationMs })
