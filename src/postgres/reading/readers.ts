import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

const OTHERS = 'reader_owner IS DISTINCT FROM $1 AND reader_until > clock_timestamp()'
const DUE = "(EXISTS (SELECT FROM look WHERE look.source = source.id AND look.due_at <= clock_timestamp()) OR EXISTS (SELECT FROM run WHERE run.source = source.id AND state = 'running' AND run.due_at <= clock_timestamp()))"

/** Sources of which something is to be read now, and from which nobody else reads. */
export async function findReadersDue (db: Db, owner: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`SELECT id FROM source WHERE paused_at IS NULL AND NOT coalesce(${OTHERS}, false) AND ${DUE}`, [owner])
  return rows.map(({ id }) => id)
}

/** Takes a source for reading, or keeps it; joins the caller's transaction, which is fenced by it. False: somebody else has it, or it is paused. */
export async function takeReader (db: Db, source: string, owner: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(`
    UPDATE source SET reader_owner = $1, reader_until = clock_timestamp() + $3 * interval '1 millisecond'
    WHERE id = $2 AND paused_at IS NULL AND NOT coalesce(${OTHERS}, false)`, [owner, source, leaseMs])
  return rowCount === 1
}

export async function releaseReader (db: Db, source: string, owner: string): Promise<void> {
  await db.query('UPDATE source SET reader_owner = NULL, reader_until = NULL WHERE id = $1 AND reader_owner = $2', [source, owner])
}

/** A run came to its end: what changed before it began has been read. */
export async function setReadUntil (db: Db, source: string, at: Instant, everybody: boolean): Promise<void> {
  await db.query('UPDATE source SET looked_until = $2, full_at = CASE WHEN $3 THEN $2 ELSE full_at END, last_seen_at = greatest(last_seen_at, $2) WHERE id = $1', [source, new Date(at), everybody])
}

/** Sources whose hour has come, or that have a schedule and do not know their hour yet. */
export async function findScheduled (db: Db, now: Instant): Promise<{ id: string, next_run_at: Instant | null }[]> {
  const { rows } = await db.query<{ id: string, next_run_at: Instant | null }>(
    "SELECT id, next_run_at FROM source WHERE options ? 'schedule' AND paused_at IS NULL AND (next_run_at IS NULL OR next_run_at <= $1)", [new Date(now)])
  return rows
}

/** Only if nobody else has set it meanwhile: of several processes one starts the run. */
export async function setNextRun (db: Db, source: string, before: Instant | null, next: Instant | null): Promise<boolean> {
  const { rowCount } = await db.query('UPDATE source SET next_run_at = $3 WHERE id = $1 AND next_run_at IS NOT DISTINCT FROM $2',
    [source, before === null ? null : new Date(before), next === null ? null : new Date(next)])
  return rowCount === 1
}
