import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import type { Db } from '../db.ts'
import type { EventRow } from '../record/events.ts'

/** The stored message of an event that nobody has interpreted yet. */
export interface WaitingMessage {
  seq: number
  id: string
  tenant: string
  source: string
  api_key: string | null
  kind: string
  sealed: Buffer | null
  receipt: { event_ids?: string[] }
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

const MESSAGE = 'message.seq, message.id, message.tenant, message.source, message.api_key, message.kind, message.sealed, message.receipt, message.received_at, message.tries, message.state, message.reason'
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

/** Newest first, from before `after` on. With a destination, the status is the one there. */
export async function listEventRows (db: Db, tenant: string, wanted: EventsWanted, after: Place | undefined, limit: number): Promise<ShownEventRow[]> {
  const { rows } = await db.query<ShownEventRow>(`
    SELECT ${EVENT}, NULL AS hold
    FROM event LEFT JOIN source ON source.id = event.source
    WHERE event.tenant = $1 AND ($2::text IS NULL OR $5::text IS NOT NULL OR event.status = $2) AND ($3::text IS NULL OR event.type = $3)
      AND ($4::text IS NULL OR event.source = CASE WHEN $4 = 'api' THEN 'api' ELSE (SELECT id FROM source WHERE tenant = $1 AND name = $4) END)
      AND ($5::text IS NULL OR EXISTS (
        SELECT FROM fate JOIN destination ON destination.id = fate.destination
        WHERE fate.event = event.id AND destination.name = $5 AND ($2::text IS NULL OR fate.status = $2)))
      AND ($6::text IS NULL OR event.employee = coalesce((SELECT merged_into FROM employee WHERE id = $6 AND tenant = $1), $6))
      AND ($7::timestamptz IS NULL OR event.received_at >= $7) AND ($8::timestamptz IS NULL OR event.received_at < $8)
      AND ($9::bigint IS NULL OR (event.message, event.stamp_index) < ($9, $10))
    ORDER BY event.message DESC, event.stamp_index DESC LIMIT $11`,
  [tenant, wanted.status ?? null, wanted.type ?? null, wanted.source ?? null, wanted.destination ?? null, wanted.employeeId ?? null,
    dateOf(wanted.receivedSince), dateOf(wanted.receivedUntil), after?.sequence ?? null, after?.index ?? null, limit])
  return rows
}

/** All that was ever said of a person, withdrawn or not. */
export async function findEventsOf (db: Db, employee: string): Promise<ShownEventRow[]> {
  const { rows } = await db.query<ShownEventRow>(`SELECT ${EVENT}, NULL AS hold FROM event LEFT JOIN source ON source.id = event.source WHERE event.employee = $1`, [employee])
  return rows
}

/** REST messages of a tenant that wait to be interpreted, newest first: those at `after` and before it. */
export async function listWaitingMessages (db: Db, tenant: string, wanted: Pick<EventsWanted, 'type' | 'receivedSince' | 'receivedUntil'>, after: Place | undefined, limit: number): Promise<WaitingMessage[]> {
  const { rows } = await db.query<WaitingMessage>(`
    SELECT ${MESSAGE} FROM message
    WHERE tenant = $1 AND state = 'pending' AND source = 'api' AND sealed IS NOT NULL AND ($2::text IS NULL OR kind IN ($2, 'batch'))
      AND ($3::timestamptz IS NULL OR received_at >= $3) AND ($4::timestamptz IS NULL OR received_at < $4) AND ($5::bigint IS NULL OR seq <= $5)
      AND NOT EXISTS (SELECT FROM event WHERE event.tenant = $1 AND event.message = message.seq)
    ORDER BY seq DESC LIMIT $6`, [tenant, wanted.type ?? null, dateOf(wanted.receivedSince), dateOf(wanted.receivedUntil), after?.sequence ?? null, limit])
  return rows
}

const dateOf = (at: Instant | undefined) => at === undefined ? null : new Date(at)
