import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** What of a tenant is older than these instants is let go. */
export interface Horizons {
  /** Bytes of messages that were interpreted, and of those that were not. */
  messages: Instant
  failed: Instant
  /** Senders' ids, and then the message's row. */
  keys: Instant
  attempts: Instant
  brakes: Instant
}

const DAY = 24 * 3600_000

/** Senders' ids count for thirty days; a brake's window is thirty days at most. */
const KEYS_DAYS = 30
const BRAKES_DAYS = 31

export interface Retention { messages_days?: number, failed_messages_days?: number, attempts_days?: number }

export function horizonsOf ({ messages_days: messages = 7, failed_messages_days: failed = 30, attempts_days: attempts = 90 }: Retention, now: Instant): Horizons {
  return { messages: now - messages * DAY, failed: now - failed * DAY, keys: now - KEYS_DAYS * DAY, attempts: now - attempts * DAY, brakes: now - BRAKES_DAYS * DAY }
}

/** All tenants with what each says about keeping. */
export async function listRetentions (db: Db): Promise<{ id: string, retention: Retention }[]> {
  const { rows } = await db.query<{ id: string, retention: Retention }>("SELECT id, coalesce(settings -> 'retention', '{}') AS retention FROM tenant WHERE forgotten_at IS NULL ORDER BY id")
  return rows
}

/** One step of a walk: the next starts behind `position`; none: the walk is over for now. `rows`: how many were looked at. */
export interface Walked { position: number | undefined, rows: number }

/** Nothing of it is open or held: neither the message itself nor what it said of anybody. $1 is the tenant, `failed` the instant for those never interpreted. */
const over = (failed: string) => `NOT EXISTS (SELECT FROM pending WHERE pending.seq = message.seq) AND (message.state <> 'failed' OR message.received_at < ${failed})
  AND NOT EXISTS (SELECT FROM event WHERE event.tenant = $1 AND event.message = message.seq AND event.status NOT IN ('delivered', 'superseded', 'ignored', 'withdrawn'))`

interface Young { seq: number, received_at: Instant }

/** The tenant's next messages in the order of arrival, as far as they arrived before `until`: an index range, never a scan. */
async function nextMessages (db: Db, tenant: string, after: number, until: Instant, limit: number): Promise<number[]> {
  const { rows } = await db.query<Young>('SELECT seq, received_at FROM message WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3', [tenant, after, limit])
  const young = rows.findIndex((row) => row.received_at >= until)
  return (young < 0 ? rows : rows.slice(0, young)).map(({ seq }) => seq)
}

/** How far a walk that goes on from run to run has come. */
export async function findPosition (db: Db, tenant: string, task: 'bytes' | 'keys'): Promise<number> {
  const { rows } = await db.query<{ position: number }>('SELECT position FROM retention WHERE tenant = $1 AND task = $2', [tenant, task])
  return rows[0]?.position ?? 0
}

async function setPosition (db: Db, tenant: string, task: 'bytes' | 'keys', position: number): Promise<void> {
  await db.query('INSERT INTO retention VALUES ($1, $2, $3) ON CONFLICT (tenant, task) DO UPDATE SET position = greatest(retention.position, excluded.position)', [tenant, task, position])
}

/** Drops the bytes of the next messages whose time is over, and notes those of which something is open. */
export async function forgetBytes (db: Db, tenant: string, { messages, failed }: Horizons, after: number, limit: number): Promise<Walked> {
  const seqs = await nextMessages(db, tenant, after, messages, limit)
  const position = seqs.at(-1)
  if (position === undefined) return { position, rows: 0 }
  await db.query(`
    WITH gone AS (UPDATE message SET sealed = NULL WHERE tenant = $1 AND seq = ANY($2) AND sealed IS NOT NULL AND ${over('$3')} RETURNING seq)
    INSERT INTO lingering SELECT $1, seq FROM message WHERE seq = ANY($2) AND sealed IS NOT NULL AND seq NOT IN (SELECT seq FROM gone) ON CONFLICT DO NOTHING`, [tenant, seqs, new Date(failed)])
  await setPosition(db, tenant, 'bytes', position)
  return { position: seqs.length < limit ? undefined : position, rows: seqs.length }
}

/** Looks again at those that were passed by. */
export async function forgetLingering (db: Db, tenant: string, { failed }: Horizons, after: number, limit: number): Promise<Walked> {
  const { rows } = await db.query<{ seq: number }>('SELECT seq FROM lingering WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3', [tenant, after, limit])
  const seqs = rows.map(({ seq }) => seq)
  if (seqs.length === 0) return { position: undefined, rows: 0 }
  await db.query(`UPDATE message SET sealed = NULL WHERE tenant = $1 AND seq = ANY($2) AND sealed IS NOT NULL AND ${over('$3')}`, [tenant, seqs, new Date(failed)])
  await db.query('DELETE FROM lingering WHERE tenant = $1 AND seq = ANY($2) AND NOT EXISTS (SELECT FROM message WHERE message.seq = lingering.seq AND sealed IS NOT NULL)', [tenant, seqs])
  return { position: seqs.length < limit ? undefined : seqs.at(-1), rows: seqs.length }
}

/** Releases the senders' ids of messages that are kept longer than those. */
export async function releaseKeys (db: Db, tenant: string, { keys }: Horizons, after: number, limit: number): Promise<Walked> {
  const seqs = await nextMessages(db, tenant, after, keys, limit)
  const position = seqs.at(-1)
  if (position === undefined) return { position, rows: 0 }
  await db.query('UPDATE message SET dedupe_key = NULL WHERE seq = ANY($1) AND dedupe_key IS NOT NULL', [seqs])
  await setPosition(db, tenant, 'keys', position)
  return { position: seqs.length < limit ? undefined : position, rows: seqs.length }
}

/**
 * Deletes messages whose bytes and whose sender's id are both over: what they said is in the events. Begins at the oldest
 * each time; there are only those of which something is still open.
 */
export async function deleteMessages (db: Db, tenant: string, { messages, failed, keys }: Horizons, after: number, limit: number): Promise<Walked> {
  const seqs = await nextMessages(db, tenant, after, Math.min(messages, keys), limit)
  if (seqs.length === 0) return { position: undefined, rows: 0 }
  await db.query(`DELETE FROM message WHERE tenant = $1 AND seq = ANY($2) AND ${over('$3')}`, [tenant, seqs, new Date(failed)])
  await db.query('UPDATE message SET dedupe_key = NULL WHERE seq = ANY($1) AND dedupe_key IS NOT NULL', [seqs])
  return { position: seqs.length < limit ? undefined : seqs.at(-1), rows: seqs.length }
}

/** Deletes attempts whose time is over, save of people of whom something is open. Positions are instants. */
export async function deleteAttempts (db: Db, tenant: string, { attempts }: Horizons, after: number, limit: number): Promise<Walked> {
  const { rows } = await db.query<{ at: Instant, gone: boolean }>(`
    WITH old AS MATERIALIZED (
      SELECT id, link, at FROM attempt WHERE tenant = $1 AND at >= $2 AND at < $3 ORDER BY at LIMIT $4
    ), gone AS (
      DELETE FROM attempt USING old WHERE attempt.id = old.id AND NOT EXISTS (SELECT FROM fate WHERE fate.link = old.link AND NOT final) RETURNING attempt.id
    )
    SELECT old.at, gone.id IS NOT NULL AS gone FROM old LEFT JOIN gone ON gone.id = old.id ORDER BY old.at`, [tenant, new Date(after), new Date(attempts), limit])
  const last = rows.at(-1)
  // More of one instant than a batch holds, and all open: on to the next instant.
  const stuck = last !== undefined && last.at === after && rows.every(({ gone }) => !gone)
  return { position: rows.length < limit ? undefined : last!.at + (stuck ? 1 : 0), rows: rows.length }
}

/** Deletes what the brake has counted and no window looks at any more, and questions that were replaced by others. */
export async function deleteLedgers (db: Db, tenant: string, { brakes, attempts }: Horizons, _after: number, limit: number): Promise<Walked> {
  let rows = 0
  for (const kind of ['endings', 'rekeys', 'hires']) {
    const { rowCount } = await db.query(`
      DELETE FROM brake WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM brake WHERE tenant = $1 AND kind = $2 AND at < $3 AND state NOT IN ('held', 'expected') ORDER BY at LIMIT $4))`, [tenant, kind, new Date(brakes), limit])
    rows = Math.max(rows, rowCount ?? 0)
  }
  const { rowCount } = await db.query(`
    DELETE FROM hold WHERE id = ANY (ARRAY(SELECT id FROM hold WHERE tenant = $1 AND state = 'superseded' AND decided_at < $2 ORDER BY decided_at LIMIT $3))`, [tenant, new Date(attempts), limit])
  rows = Math.max(rows, rowCount ?? 0)
  return { position: rows < limit ? undefined : 0, rows }
}

/** Deletes senders' ids of single items that are over, of all tenants. */
export async function deleteItemKeys (db: Db, now: Instant, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM item_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM item_key WHERE created_at < $1 ORDER BY created_at LIMIT $2))`, [new Date(now - KEYS_DAYS * DAY), limit])
  return rowCount ?? 0
}
