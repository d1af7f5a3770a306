import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface Sighting {
  key: Buffer
  digest: Buffer | null
  open: boolean
  missing: number
  missing_since: Instant | null
  sealed: Buffer
}

/** The run under way, in SQL. */
const RUNNING = "(SELECT seq FROM run WHERE run.source = $1 AND state = 'running')"

const COLUMNS = 'key, digest, open, missing, missing_since, sealed'

/** How these were last seen, by key in hexadecimal. */
export async function findSightings (db: Db, source: string, keys: Buffer[]): Promise<Map<string, Sighting>> {
  const { rows } = await db.query<Sighting>(`SELECT ${COLUMNS} FROM sighting WHERE source = $1 AND key = ANY($2)`, [source, keys])
  return new Map(rows.map((row) => [row.key.toString('hex'), row]))
}

export interface Seen { key: Buffer, digest: Buffer | null, person: Buffer | null, open: boolean, sealed: Buffer }

/**
 * They were seen as they are now: by this run, or by a look (`run` null), which counts for the run under way. `listed`: by a read of everybody.
 * Where a row does not say whose it is (`person` null), it stays whose it was.
 */
export async function saveSightings (db: Db, source: string, run: number | null, listed: boolean, seen: Seen[]): Promise<void> {
  if (seen.length === 0) return
  await db.query(`
    INSERT INTO sighting (source, tenant, key, digest, person, open, run, listed, sealed)
    SELECT $1, (SELECT tenant FROM source WHERE id = $1), key, digest, person, open, coalesce($2, ${RUNNING}, 0), $8, sealed FROM unnest($3::bytea[], $4::bytea[], $5::bytea[], $6::boolean[], $7::bytea[]) AS new (key, digest, person, open, sealed)
    ON CONFLICT (source, key) DO UPDATE SET digest = excluded.digest, person = coalesce(excluded.person, sighting.person), open = excluded.open,
      run = greatest(sighting.run, excluded.run), listed = sighting.listed OR excluded.listed, missing = 0, missing_since = NULL, sealed = excluded.sealed`,
  [source, run, seen.map(({ key }) => key), seen.map(({ digest }) => digest), seen.map(({ person }) => person), seen.map(({ open }) => open), seen.map(({ sealed }) => sealed), listed])
}

/** They are still there, just as they were. */
export async function touchSightings (db: Db, source: string, run: number | null, listed: boolean, keys: Buffer[]): Promise<void> {
  if (keys.length === 0) return
  await db.query(`UPDATE sighting SET run = greatest(run, coalesce($2, ${RUNNING}, 0)), listed = listed OR $4, missing = 0, missing_since = NULL WHERE source = $1 AND key = ANY($3)`, [source, run, keys, listed])
}

/** Open contracts that a complete read of everybody did not see: counted once more. Answers how many they are. */
export async function countMissing (db: Db, source: string, run: number, at: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    UPDATE sighting SET missing = missing + 1, missing_since = coalesce(missing_since, $3), run = $2 WHERE source = $1 AND open AND listed AND run < $2`, [source, run, new Date(at)])
  return rowCount ?? 0
}

/** Open contracts that were missing so often in a row; of a run that goes on, those whom it has not seen either. */
export async function findMissing (db: Db, source: string, run: number | null, times: number): Promise<Sighting[]> {
  const { rows } = await db.query<Sighting>(`
    SELECT ${COLUMNS} FROM sighting WHERE source = $1 AND open AND listed AND missing >= $3 AND ($2::bigint IS NULL OR run < $2) ORDER BY key`, [source, run, times])
  return rows
}

/** Which of these people have a contract that is open, besides those whose ending the run has set aside. */
export async function findOpenElsewhere (db: Db, source: string, people: Buffer[], run: number): Promise<Set<string>> {
  const { rows } = await db.query<{ person: Buffer }>('SELECT DISTINCT person FROM sighting WHERE source = $1 AND open AND person = ANY($2) AND NOT EXISTS (SELECT FROM set_aside WHERE set_aside.run = $3 AND set_aside.key = sighting.key)', [source, people, run])
  return new Set(rows.map(({ person }) => person.toString('hex')))
}

/** Whether anybody is known to be there. */
export async function hasListed (db: Db, source: string): Promise<boolean> {
  const { rows } = await db.query('SELECT FROM sighting WHERE source = $1 AND open AND listed LIMIT 1', [source])
  return rows.length > 0
}

/** Of sources that are gone: some of them, and how many. */
export async function deleteForgottenSightings (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM sighting WHERE ctid = ANY (ARRAY(
      SELECT sighting.ctid FROM (SELECT DISTINCT source FROM sighting EXCEPT SELECT id FROM source) AS gone JOIN sighting USING (source) LIMIT $1))`, [limit])
  return rowCount ?? 0
}
