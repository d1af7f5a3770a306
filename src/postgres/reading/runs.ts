import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface RunRow {
  seq: number
  id: string
  tenant: string
  source: string
  what: 'everybody' | 'changes'
  why: 'schedule' | 'asked'
  state: 'running' | 'complete' | 'failed' | 'stopped'
  since: Instant | null
  began_at: Instant | null
  ended_at: Instant | null
  due_at: Instant
  cursor: Buffer | null
  all_read: boolean
  tries: number
  pages: number
  calls: number
  read: number
  total: number | null
  changed: number
  unclear: number
  left_out: number
  endings: number
  vanished: number
  error: { code: string, detail: string } | null
}

const COLUMNS = 'seq, id, tenant, source, what, why, state, since, began_at, ended_at, due_at, cursor, all_read, tries, pages, calls, read, total, changed, unclear, left_out, endings, vanished, error'

/** A new run, or none: two of one source never run at once. */
export async function insertRun (db: Db, { id, tenant, source, what, why, since }: Pick<RunRow, 'id' | 'tenant' | 'source' | 'what' | 'why' | 'since'>): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>(`
    INSERT INTO run (id, tenant, source, what, why, since, version)
    VALUES ($1, $2, $3, $4, $5, $6, coalesce((SELECT max(version) FROM source_version WHERE source_version.source = $3), 0)) ON CONFLICT (source) WHERE state = 'running' DO NOTHING RETURNING ${COLUMNS}`,
  [id, tenant, source, what, why, since === null ? null : new Date(since)])
  return rows[0]
}

/** The run under way, when it is due. */
export async function findRunDue (db: Db, source: string): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>(`SELECT ${COLUMNS} FROM run WHERE source = $1 AND state = 'running' AND due_at <= clock_timestamp()`, [source])
  return rows[0]
}

export async function findRunning (db: Db, source: string): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>(`SELECT ${COLUMNS} FROM run WHERE source = $1 AND state = 'running'`, [source])
  return rows[0]
}

export async function findRun (db: Db, source: string, id: string): Promise<RunRow | undefined> {
  const { rows } = await db.query<RunRow>(`SELECT ${COLUMNS} FROM run WHERE source = $1 AND id = $2`, [source, id])
  return rows[0]
}

/** The newest first, before `before`. */
export async function listRuns (db: Db, source: string, limit: number, before?: number): Promise<RunRow[]> {
  const { rows } = await db.query<RunRow>(`SELECT ${COLUMNS} FROM run WHERE source = $1 AND seq < coalesce($3, 9223372036854775807) ORDER BY seq DESC LIMIT $2`, [source, limit, before ?? null])
  return rows
}

export async function beginRun (db: Db, seq: number, at: Instant): Promise<void> {
  await db.query('UPDATE run SET began_at = $2 WHERE seq = $1 AND began_at IS NULL', [seq, new Date(at)])
}

export interface Progress { cursor: Buffer | null, read: number, total: number | null, changed: number, unclear: number, leftOut: number, endings: number, calls: number }

/** One page further; without a cursor it was the last one. */
export async function advanceRun (db: Db, seq: number, { cursor, read, total, changed, unclear, leftOut, endings, calls }: Progress): Promise<void> {
  await db.query(`
    UPDATE run SET cursor = $2::bytea, all_read = $2::bytea IS NULL, tries = 0, pages = pages + 1, read = read + $3, total = coalesce($4, total),
      changed = changed + $5, unclear = unclear + $6, left_out = left_out + $7, endings = endings + $8, calls = calls + $9, error = NULL
    WHERE seq = $1`, [seq, cursor, read, total, changed, unclear, leftOut, endings, calls])
}

/** It could not go on just now: again later, from where it was. */
export async function postponeRun (db: Db, seq: number, delayMs: number, calls: number, error: { code: string, detail: string }): Promise<void> {
  await db.query(`
    UPDATE run SET tries = tries + 1, due_at = clock_timestamp() + $2 * interval '1 millisecond', calls = calls + $3, error = $4 WHERE seq = $1`,
  [seq, delayMs, calls, JSON.stringify(error)])
}

/** How it ended; what was set aside for its end is left, unless the caller has told it. */
export async function endRun (db: Db, seq: number, state: 'complete' | 'failed' | 'stopped', at: Instant, { error = null, vanished = 0, endings = 0 }: { error?: RunRow['error'], vanished?: number, endings?: number } = {}): Promise<void> {
  await db.query(`
    UPDATE run SET state = $2::text, ended_at = $3, error = $4, vanished = $5, endings = CASE WHEN $2::text = 'complete' THEN $6 ELSE 0 END, cursor = NULL
    WHERE seq = $1 AND state = 'running'`, [seq, state, new Date(at), error === null ? null : JSON.stringify(error), vanished, endings])
  await db.query('DELETE FROM set_aside WHERE run = $1', [seq])
  await db.query('DELETE FROM run_step WHERE run = $1', [seq])
}

/** False: the run has followed this cursor before. */
export async function followCursor (db: Db, run: number, cursor: Buffer): Promise<boolean> {
  const { rowCount } = await db.query('INSERT INTO run_step (run, cursor) VALUES ($1, $2) ON CONFLICT DO NOTHING', [run, cursor])
  return rowCount === 1
}

/** Of these people the run under way has seen something else since: what was set aside for its end does not hold any more. */
export async function dropAside (db: Db, source: string, keys: Buffer[]): Promise<void> {
  if (keys.length === 0) return
  await db.query("DELETE FROM set_aside USING run WHERE set_aside.run = run.seq AND run.source = $1 AND run.state = 'running' AND set_aside.key = ANY($2)", [source, keys])
}

/** Holds a run until the transaction ends: 'changed' when its owner has said something else since it began, undefined when it does not run any more. */
export async function lockRun (db: Db, seq: number): Promise<'same' | 'changed' | undefined> {
  const { rows } = await db.query<{ same: boolean }>(`
    SELECT version = coalesce((SELECT max(version) FROM source_version WHERE source_version.source = run.source), 0) AS same FROM run WHERE seq = $1 AND state = 'running' FOR UPDATE OF run`, [seq])
  return rows[0] === undefined ? undefined : rows[0].same ? 'same' : 'changed'
}

export async function findTries (db: Db, seq: number): Promise<number> {
  const { rows } = await db.query<{ tries: number }>('SELECT tries FROM run WHERE seq = $1', [seq])
  return rows[0]?.tries ?? 0
}

/** Stops a run that its owner does not want. False: none is running. */
export async function stopRun (db: Db, source: string, id: string, at: Instant): Promise<boolean> {
  const { rows } = await db.query<{ seq: number }>("SELECT seq FROM run WHERE source = $1 AND id = $2 AND state = 'running' FOR UPDATE", [source, id])
  if (rows[0] === undefined) return false
  await endRun(db, rows[0].seq, 'stopped', at)
  return true
}

export async function setAside (db: Db, run: number, rows: { key: Buffer, sealed: Buffer }[]): Promise<void> {
  if (rows.length === 0) return
  await db.query(`
    INSERT INTO set_aside (run, key, sealed) SELECT $1, key, sealed FROM unnest($2::bytea[], $3::bytea[]) AS new (key, sealed)
    ON CONFLICT (run, key) DO UPDATE SET sealed = excluded.sealed`, [run, rows.map(({ key }) => key), rows.map(({ sealed }) => sealed)])
}

/** Some of them, in the order of their keys, after one of those. */
export async function findSetAside (db: Db, run: number, after: Buffer | null, limit: number): Promise<{ key: Buffer, sealed: Buffer }[]> {
  const { rows } = await db.query<{ key: Buffer, sealed: Buffer }>('SELECT key, sealed FROM set_aside WHERE run = $1 AND ($2::bytea IS NULL OR key > $2) ORDER BY key LIMIT $3', [run, after, limit])
  return rows
}

/** What a run has read is found by it. */
export async function setRunOf (db: Db, run: number, messages: string[]): Promise<void> {
  await db.query('UPDATE message SET run = $1 WHERE id = ANY($2)', [run, messages])
}

/** Events of a run that wait for a person's word. */
export async function countHeldOf (db: Db, tenant: string, run: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>("SELECT count(*) FROM message JOIN event ON event.tenant = $1 AND event.message = message.seq WHERE message.run = $2 AND event.status = 'held'", [tenant, run])
  return rows[0]?.count ?? 0
}

/** Runs that have ended and of which nobody has been told, with the names of their sources. */
export async function findUntoldRuns (db: Db, limit: number): Promise<(RunRow & { source_name: string })[]> {
  const { rows } = await db.query<RunRow & { source_name: string }>(`
    SELECT ${COLUMNS.split(', ').map((name) => `run.${name}`).join(', ')}, source.name AS source_name FROM run JOIN source ON source.id = run.source
    WHERE NOT run.told AND run.state <> 'running' ORDER BY run.seq LIMIT $1`, [limit])
  return rows
}

export async function setRunsTold (db: Db, seqs: number[]): Promise<void> {
  await db.query('UPDATE run SET told = true WHERE seq = ANY($1)', [seqs])
}
