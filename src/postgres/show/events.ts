import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import type { Db } from '../db.ts'
import type { EventRow } from '../record/events.ts'
import { MESSAGE_STATE } from '../record/messages.ts'
import { atDestination, given, ofSource, received } from './given.ts'

/** The stored message of an event that nobody has interpreted yet. */
export interface WaitingMessage {
  seq: number
  id: string
  tenant: string
  source: string
  api_key: string | null
  kind: string
  sealed: Buffer | null
  receipt: { skipped?: number[] }
  received_at: Instant
  tries: number
  state: string
  reason: string | null
}

export interface ShownEventRow extends EventRow {
  source_name: string
  /** Its open question of whom it means. */
  hold: string | null
}

const MESSAGE = `message.seq, message.id, message.tenant, message.source, message.api_key, message.kind, message.sealed, message.receipt, message.received_at, message.tries, ${MESSAGE_STATE} AS state, message.reason`
const EVENT = `event.id, event.tenant, event.message, event.api_key, event.source, event.employee, event.type, event.stamp_time, event.stamp_index, event.received_at,
  event.sealed, event.withdrawn_at, event.status, event.reason, coalesce(source.name, event.source) AS source_name`

/** `api_key` given: only what that key sent. */
export async function findShownEvent (db: Db, tenant: string, id: string, apiKey: string | null): Promise<ShownEventRow | undefined> {
  const { rows } = await db.query<ShownEventRow>(`
    SELECT ${EVENT}, (SELECT hold.id FROM hold WHERE hold.event = event.id AND hold.state = 'open') AS hold
    FROM event LEFT JOIN source ON source.id = event.source
    WHERE event.tenant = $1 AND event.id = $2 AND ($3::text IS NULL OR event.api_key = $3)`, [tenant, id, apiKey])
  return rows[0]
}

/** A message, by REST, that has not become events. */
export async function findWaitingMessage (db: Db, tenant: string, id: string, apiKey: string | null): Promise<WaitingMessage | undefined> {
  const { rows } = await db.query<WaitingMessage>(`
    SELECT ${MESSAGE} FROM message WHERE tenant = $1 AND id = $2 AND source = 'api' AND ($3::text IS NULL OR api_key = $3)`, [tenant, id, apiKey])
  return rows[0]
}

export interface EventsWanted {
  status?: string
  type?: EventType
  /** Names. */
  source?: string
  destination?: string
  employeeId?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

export interface Place { sequence: number, index: number }

const FATES = 'fate JOIN destination ON destination.id = fate.destination WHERE fate.event = event.id'

/** Newest first, from before `after` on. With a destination, the status is the one there. */
export async function listEventRows (db: Db, tenant: string, wanted: EventsWanted, after: Place | undefined, limit: number): Promise<ShownEventRow[]> {
  const { status, destination } = wanted
  const { conditions, values } = given([tenant, limit], [
    destination === undefined ? ['event.status = ?1', status] : atDestination(`${FATES} AND (?2::text IS NULL OR fate.status = ?2)`, destination, status ?? null),
    ['event.type = ?1', wanted.type],
    ofSource('event.source', wanted.source),
    ['event.employee = coalesce((SELECT merged_into FROM employee WHERE id = ?1 AND tenant = $1), ?1)', wanted.employeeId],
    ...received('event.received_at', wanted),
    ['(event.message, event.stamp_index) < (?1, ?2)', after?.sequence, after?.index]
  ])
  const { rows } = await db.query<ShownEventRow>(`
    SELECT ${EVENT}, NULL AS hold
    FROM event LEFT JOIN source ON source.id = event.source
    WHERE event.tenant = $1 ${conditions}
    ORDER BY event.message DESC, event.stamp_index DESC LIMIT $2`, values)
  return rows
}

/** All that was ever said of a person, withdrawn or not. */
export async function findEventsOf (db: Db, employee: string): Promise<ShownEventRow[]> {
  const { rows } = await db.query<ShownEventRow>(`SELECT ${EVENT}, NULL AS hold FROM event LEFT JOIN source ON source.id = event.source WHERE event.employee = $1`, [employee])
  return rows
}

/** REST messages of a tenant that wait to be interpreted, newest first: those at `after` and before it. */
export async function listWaitingMessages (db: Db, tenant: string, wanted: Pick<EventsWanted, 'type' | 'receivedSince' | 'receivedUntil'>, after: Place | undefined, limit: number): Promise<WaitingMessage[]> {
  const { conditions, values } = given([tenant, limit], [
    ["kind IN (?1, 'batch')", wanted.type],
    ...received('received_at', wanted),
    ['message.seq <= ?1', after?.sequence]
  ])
  const { rows } = await db.query<WaitingMessage>(`
    SELECT ${MESSAGE} FROM pending JOIN message ON message.seq = pending.seq
    WHERE pending.tenant = $1 AND message.source = 'api' AND sealed IS NOT NULL
      AND NOT EXISTS (SELECT FROM event WHERE event.tenant = $1 AND event.message = message.seq) ${conditions}
    ORDER BY message.seq DESC LIMIT $2`, values)
  return rows
}
