import type { Db } from '../db.ts'

export interface LookRow { key: Buffer, tenant: string, sealed: Buffer, revision: number, tries: number }

/** Asks to look these up a little later; whoever is asked for already is looked up once, after the last asking. */
export async function askLooks (db: Db, tenant: string, source: string, people: { key: Buffer, sealed: Buffer }[], delayMs: number): Promise<void> {
  await db.query(`
    INSERT INTO look (source, key, tenant, sealed, due_at)
    SELECT $1, key, $2, sealed, clock_timestamp() + $3 * interval '1 millisecond' FROM unnest($4::bytea[], $5::bytea[]) AS new (key, sealed)
    ON CONFLICT (source, key) DO UPDATE SET revision = look.revision + 1, due_at = excluded.due_at, tries = 0`,
  [source, tenant, delayMs, people.map(({ key }) => key), people.map(({ sealed }) => sealed)])
}

export async function findLooksDue (db: Db, source: string, limit: number): Promise<LookRow[]> {
  const { rows } = await db.query<LookRow>('SELECT key, tenant, sealed, revision, tries FROM look WHERE source = $1 AND due_at <= clock_timestamp() ORDER BY due_at LIMIT $2', [source, limit])
  return rows
}

/** It was looked up; whoever asked again meanwhile is looked up again. */
export async function endLook (db: Db, source: string, { key, revision }: Pick<LookRow, 'key' | 'revision'>): Promise<void> {
  await db.query('DELETE FROM look WHERE source = $1 AND key = $2 AND revision = $3', [source, key, revision])
}

/** Whoever was asked for again meanwhile is looked up as soon as was asked. */
export async function postponeLook (db: Db, source: string, { key, revision }: Pick<LookRow, 'key' | 'revision'>, delayMs: number, error: string): Promise<void> {
  await db.query("UPDATE look SET tries = tries + 1, due_at = clock_timestamp() + $3 * interval '1 millisecond', error = $4 WHERE source = $1 AND key = $2 AND revision = $5", [source, key, delayMs, error, revision])
}

/** Nobody is looked up at this source for a while: it does not want to be called, or does not know who calls. */
export async function restLooks (db: Db, source: string, delayMs: number): Promise<void> {
  await db.query("UPDATE look SET due_at = greatest(due_at, clock_timestamp() + $2 * interval '1 millisecond') WHERE source = $1", [source, delayMs])
}
