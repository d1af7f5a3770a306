import type { Event, EventType } from '../../domain/event.ts'
import type { Fault } from '../../domain/faults.ts'
import type { Fields, Identifiers } from '../../domain/fields.ts'
import type { Db } from '../db.ts'
import type { Keys } from '../vault.ts'

/** What of an event is personal, and so sealed. */
export interface EventContent { who: Identifiers, match?: Identifiers, fields: Fields, warnings?: Fault[] }

export interface NewEvent {
  id: string
  tenant: string
  message: number
  apiKey: string | null
  source: string
  employee: string | null
  type: EventType
  stampTime: number
  stampIndex: number
  receivedAt: number
  status: string
  reason: string | null
}

/** An event is stored once; interpreting its message again finds it there. */
export async function insertEvent (db: Db, keys: Keys, event: NewEvent, content: EventContent): Promise<void> {
  await db.query(`
    INSERT INTO event (id, tenant, message, api_key, source, employee, type, stamp_time, stamp_index, received_at, sealed, status, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (id) DO UPDATE SET employee = excluded.employee, sealed = excluded.sealed, status = excluded.status, reason = excluded.reason WHERE event.employee IS NULL`,
  [event.id, event.tenant, event.message, event.apiKey, event.source, event.employee, event.type, new Date(event.stampTime), event.stampIndex,
    new Date(event.receivedAt), keys.seal(content), event.status, event.reason])
}

export interface EventRow {
  id: string
  tenant: string
  message: number
  api_key: string | null
  source: string
  employee: string | null
  type: EventType
  stamp_time: number
  stamp_index: number
  received_at: number
  sealed: Buffer
  withdrawn_at: number | null
  status: string
  reason: string | null
}

const COLUMNS = 'id, tenant, message, api_key, source, employee, type, stamp_time, stamp_index, received_at, sealed, withdrawn_at, status, reason'

/** All that was said of people and not withdrawn: what a view is made of. */
export async function findLiveEvents (db: Db, keys: Keys, employees: string[]): Promise<Map<string, Event[]>> {
  const { rows } = await db.query<EventRow>(`SELECT ${COLUMNS} FROM event WHERE employee = ANY($1) AND withdrawn_at IS NULL`, [employees])
  const events = new Map<string, Event[]>(employees.map((employee) => [employee, []]))
  for (const row of rows) events.get(row.employee ?? '')?.push(eventFrom(row, keys))
  return events
}

export function eventFrom (row: EventRow, keys: Keys): Event {
  const { who, match, fields } = keys.open<EventContent>(row.sealed)
  return { id: row.id, type: row.type, stamp: { time: row.stamp_time, sequence: row.message, index: row.stamp_index }, source: row.source, who, fields, ...(match && { match }) }
}

export async function findEvent (db: Db, tenant: string, id: string): Promise<EventRow | undefined> {
  const { rows } = await db.query<EventRow>(`SELECT ${COLUMNS} FROM event WHERE tenant = $1 AND id = $2`, [tenant, id])
  return rows[0]
}

export async function lockEvent (db: Db, tenant: string, id: string): Promise<EventRow | undefined> {
  const { rows } = await db.query<EventRow>(`SELECT ${COLUMNS} FROM event WHERE tenant = $1 AND id = $2 FOR UPDATE`, [tenant, id])
  return rows[0]
}

/** An event nothing final has come of, and nobody has decided about: whom it means may be asked again. */
export async function lockUndelivered (db: Db, id: string): Promise<EventRow | undefined> {
  const { rows } = await db.query<EventRow>(`
    SELECT ${COLUMNS} FROM event WHERE id = $1 AND withdrawn_at IS NULL
      AND NOT EXISTS (SELECT FROM fate WHERE fate.event = $1 AND final) AND NOT EXISTS (SELECT FROM hold WHERE hold.event = $1 AND state = 'approved') FOR UPDATE`, [id])
  return rows[0]
}

/** Nobody's again, until it is known whom it means. */
export async function setUnassigned (db: Db, id: string): Promise<void> {
  await db.query('DELETE FROM fate WHERE event = $1', [id])
  await db.query('UPDATE event SET employee = NULL WHERE id = $1', [id])
}

/** Takes an event out of the set. Its fates say so; what it claimed is derived again by whoever calls. */
export async function setWithdrawn (db: Db, id: string): Promise<void> {
  await db.query('UPDATE event SET withdrawn_at = clock_timestamp(), status = \'withdrawn\', reason = NULL WHERE id = $1 AND withdrawn_at IS NULL', [id])
  await db.query('UPDATE fate SET status = \'withdrawn\', reason = NULL, final = true, hold = NULL, due_at = NULL, error = NULL, updated_at = clock_timestamp() WHERE event = $1', [id])
  await db.query('UPDATE hold SET state = \'superseded\', decided_at = clock_timestamp() WHERE event = $1 AND state = \'open\'', [id])
}

/** Which of these events have their person already, or were withdrawn. */
export async function findDecided (db: Db, ids: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM event WHERE id = ANY($1) AND (employee IS NOT NULL OR withdrawn_at IS NOT NULL)', [ids])
  return new Set(rows.map(({ id }) => id))
}
