import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface HashedEntry { remoteId: string, key: Buffer | null }

export interface ReadingRow {
  /** Undefined: no reading is under way. */
  beganAt: Instant | undefined
  cursor: string | undefined
  completeSince: Instant | undefined
}

export async function findInDirectory (db: Db, destination: string, key: Buffer): Promise<string[]> {
  const { rows } = await db.query<{ remote_id: string }>('SELECT remote_id FROM directory WHERE destination = $1 AND key = $2 ORDER BY remote_id LIMIT 10', [destination, key])
  return rows.map(({ remote_id: id }) => id)
}

export async function findDirectoryReading (db: Db, destination: string): Promise<ReadingRow> {
  const { rows } = await db.query<{ began_at: Instant | null, cursor: string | null, complete_since: Instant | null }>(
    'SELECT began_at, cursor, complete_since FROM directory_reading WHERE destination = $1', [destination])
  return { beganAt: rows[0]?.began_at ?? undefined, cursor: rows[0]?.cursor ?? undefined, completeSince: rows[0]?.complete_since ?? undefined }
}

/** Whose settings they were when it was read: what was read at another address is not kept. */
export interface Place { destination: string, configRevision: number }

/** Locked until the transaction ends: whoever moves the address waits, and forgets all of it afterwards. */
const OURS = 'SELECT id FROM destination WHERE id = $1 AND config_revision = $2 AND deleted_at IS NULL FOR SHARE'

/** An account has one key: the last that was seen. */
export async function noteInDirectory (db: Db, { destination, configRevision }: Place, entries: HashedEntry[], at: Instant): Promise<void> {
  const last = [...new Map(entries.map((entry) => [entry.remoteId, entry])).values()]
  const having = last.filter(({ key }) => key !== null)
  await db.query(`
    WITH ours AS (${OURS}), without AS (
      DELETE FROM directory USING ours WHERE directory.destination = ours.id AND remote_id = ANY($3::text[])
    )
    INSERT INTO directory (destination, remote_id, key, read_at)
    SELECT ours.id, entry.id, entry.key, to_timestamp($6 / 1000.0) FROM ours, unnest($4::text[], $5::bytea[]) AS entry(id, key)
    ON CONFLICT (destination, remote_id) DO UPDATE SET key = excluded.key, read_at = excluded.read_at`,
  [destination, configRevision, last.filter(({ key }) => key === null).map(({ remoteId }) => remoteId), having.map(({ remoteId }) => remoteId), having.map(({ key }) => key), at])
}

/** Where a reading begins, or goes on. `pages`: how many of it have been kept. */
export async function setDirectoryReading (db: Db, { destination, configRevision }: Place, beganAt: Instant, cursor: string | null): Promise<void> {
  await db.query(`
    WITH ours AS (${OURS})
    INSERT INTO directory_reading (destination, began_at, cursor) SELECT id, to_timestamp($3 / 1000.0), $4 FROM ours
    ON CONFLICT (destination) DO UPDATE SET cursor = excluded.cursor, began_at = excluded.began_at,
      pages = CASE WHEN directory_reading.began_at = excluded.began_at THEN directory_reading.pages + 1 ELSE 0 END`,
  [destination, configRevision, beganAt, cursor])
}

/** Everybody has been read: whoever was not seen since the reading began is not there any more. */
export async function completeDirectory (db: Db, { destination, configRevision }: Place, beganAt: Instant): Promise<void> {
  await db.query(`
    WITH ours AS (${OURS}), unseen AS (
      DELETE FROM directory USING ours WHERE directory.destination = ours.id AND read_at < to_timestamp($3 / 1000.0)
    )
    UPDATE directory_reading SET began_at = NULL, cursor = NULL, pages = pages + 1, complete_since = to_timestamp($3 / 1000.0)
    FROM ours WHERE directory_reading.destination = ours.id AND began_at = to_timestamp($3 / 1000.0)`, [destination, configRevision, beganAt])
}

/** What is known stays to be found; that somebody is not in it says nothing any more. */
export async function expireDirectory (db: Db, destination: string): Promise<void> {
  await db.query('UPDATE directory_reading SET complete_since = NULL, began_at = NULL, cursor = NULL WHERE destination = $1', [destination])
}
