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
export async function insertEvents (db: Db, keys: Keys, events: { row: NewEvent, content: EventContent }[]): Promise<void> {
  if (events.length === 0) return
  const column = <K extends keyof NewEvent>(name: K) => events.map(({ row }) => row[name])
  const instants = (name: 'stampTime' | 'receivedAt') => events.map(({ row }) => new Date(row[name]))
  await db.query(`
    INSERT INTO event (id, tenant, message, api_key, source, employee, type, stamp_time, stamp_index, received_at, sealed, status, reason)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::int[], $10::timestamptz[], $11::bytea[], $12::text[], $13::text[])
    ON CONFLICT (id) DO UPDATE SET employee = excluded.employee, sealed = excluded.sealed, status = excluded.status, reason = excluded.reason WHERE event.employee IS NULL`,
  [column('id'), column('tenant'), column('message'), column('apiKey'), column('source'), column('employee'), column('type'), instants('stampTime'), column('stampIndex'),
    instants('receivedAt'), events.map(({ content }) => keys.seal(content)), column('status'), column('reason')])
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
  const { rows } = await db.query<EventRow>(`
    SELECT said.* FROM unnest($1::text[]) AS one (employee)
    -- OFFSET 0: one look-up each, whatever the statistics of a table that grows fast say.
    CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM event WHERE event.employee = one.employee AND withdrawn_at IS NULL OFFSET 0) AS said`, [employees])
  const events = new Map<string, Event[]>(employees.map((employee) => [employee, []]))
  for (const row of rows) events.get(row.employee ?? '')?.push(eventFrom(row, keys))
  return events
}

export function eventFrom (row: EventRow, keys: Keys): Event {
  const { who, match, fields } = keys.open<EventContent>(row.sealed)
  return { id: row.id, type: row.type, stamp: { time: row.stamp_time, sequence: row.message, index: row.stamp_index }, source: row.source, who, fields, ...(match && { match }), arrivedAt: row.received_at }
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
