import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'
import { endFeedEntries } from './feed.ts'

/** A row of the cache of the view: what lists and counts read. The events are the truth. */
export interface MirrorRow { id: string, state: string, changesAt: Instant | undefined, sealed: Buffer }

/** Makes people who are new, in this order, and writes mirrors of others: in statements that go out together. */
export async function upsertEmployees (db: Db, tenant: string, ids: string[], mirrors: MirrorRow[]): Promise<void> {
  const made = ids.length > 0 && db.query('INSERT INTO employee (id, tenant) SELECT id, $1 FROM unnest($2::text[]) WITH ORDINALITY AS new (id, n) ORDER BY n ON CONFLICT DO NOTHING', [tenant, ids])
  const mirrored = mirrors.length > 0 && db.query(`
    INSERT INTO employee (id, tenant, state, changes_at, sealed, revision)
    SELECT id, $1, state, changes_at, sealed, 1 FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::bytea[]) WITH ORDINALITY AS new (id, state, changes_at, sealed, n) ORDER BY n
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, changes_at = excluded.changes_at, sealed = excluded.sealed, revision = employee.revision + 1`,
  [tenant, mirrors.map(({ id }) => id), mirrors.map(({ state }) => state), mirrors.map(({ changesAt }) => changesAt === undefined ? null : new Date(changesAt)), mirrors.map(({ sealed }) => sealed)])
  await Promise.all([made, mirrored])
}

export interface EmployeeRow { id: string, tenant: string, merged_into: string | null, revision: number, state: string, changes_at: number | null, sealed: Buffer | null, created_at: number }

export async function findEmployee (db: Db, tenant: string, id: string): Promise<EmployeeRow | undefined> {
  const { rows } = await db.query<EmployeeRow>('SELECT id, tenant, merged_into, revision, state, changes_at, sealed, created_at FROM employee WHERE tenant = $1 AND id = $2', [tenant, id])
  return rows[0]
}

/** People whose view changes by itself at or before `now`. */
export async function findChanging (db: Db, tenant: string, now: Instant, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM employee WHERE tenant = $1 AND changes_at <= $2 AND merged_into IS NULL ORDER BY changes_at LIMIT $3', [tenant, new Date(now), limit])
  return rows.map(({ id }) => id)
}

export async function findTenantsChanging (db: Db, now: Instant): Promise<string[]> {
  const { rows } = await db.query<{ tenant: string }>('SELECT DISTINCT tenant FROM employee WHERE changes_at <= $1 AND merged_into IS NULL', [new Date(now)])
  return rows.map(({ tenant }) => tenant)
}

/** Active people of a tenant, up to `most`: beyond, it does not matter how many. */
export async function countActive (db: Db, tenant: string, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`
    SELECT count(*) FROM (SELECT FROM employee WHERE tenant = $1 AND state = 'active' AND merged_into IS NULL LIMIT $2) AS active`, [tenant, most])
  return rows[0]?.count ?? 0
}

/** The older of two people survives; the other points at it, and everything said of it belongs to the survivor. */
export async function mergeEmployee (db: Db, from: string, into: string): Promise<void> {
  await db.query('UPDATE event SET employee = $2 WHERE employee = $1', [from, into])
  await db.query('UPDATE identifier SET employee = $2 WHERE employee = $1', [from, into])
  await db.query('DELETE FROM reporting WHERE employee = $1', [from])
  await db.query('UPDATE employee SET merged_into = $2 WHERE id = $1 OR merged_into = $1', [from, into])
  // What is known of an account moves along where the survivor has none; a second account stays behind, and is not called again.
  await db.query(`
    UPDATE link AS kept SET remote_id = gone.remote_id, known = gone.known, sealed = gone.sealed, fence = kept.fence + 1, lease_until = NULL
    FROM link AS gone WHERE gone.employee = $1 AND kept.employee = $2 AND kept.destination = gone.destination AND kept.remote_id IS NULL AND gone.remote_id IS NOT NULL`, [from, into])
  await db.query(`
    UPDATE fate SET link = kept.id FROM link AS gone, link AS kept
    WHERE fate.link = gone.id AND gone.employee = $1 AND kept.employee = $2 AND kept.destination = gone.destination`, [from, into])
  await db.query('UPDATE link SET employee = $2 WHERE employee = $1 AND NOT EXISTS (SELECT FROM link AS kept WHERE kept.employee = $2 AND kept.destination = link.destination)', [from, into])
  await db.query('UPDATE hold SET state = \'superseded\' WHERE state = \'open\' AND link IN (SELECT id FROM link WHERE employee = $1)', [from])
  await db.query('UPDATE link SET due_at = NULL, fence = fence + 1, lease_until = NULL WHERE employee = $1', [from])
  await endFeedEntries(db, from)
}

/** Of several people the one who was made first. */
export async function findOldest (db: Db, ids: string[]): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM employee WHERE id = ANY($1) ORDER BY seq LIMIT 1', [ids])
  return rows[0]?.id
}
