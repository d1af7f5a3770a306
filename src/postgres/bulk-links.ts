import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'

/**
 * A link for each employee of the tenant that has none at this destination, due at `now` behind single events. Safe to
 * repeat; joins the caller's transaction. An employee whose transaction is still open is not seen: whoever sweeps calls
 * this again.
 */
export async function insertMissingLinks (db: Db, destination: string, now: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    INSERT INTO link (id, tenant, employee, destination, due_at, urgency)
    SELECT 'lnk_' || replace(gen_random_uuid()::text, '-', ''), employee.tenant, employee.id, destination.id, to_timestamp($2 / 1000.0), 1
    FROM destination
    JOIN employee ON employee.tenant = destination.tenant AND employee.merged_into IS NULL
    WHERE destination.id = $1 AND destination.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM link WHERE link.employee = employee.id AND link.destination = destination.id)
    ON CONFLICT (employee, destination) DO NOTHING`, [destination, now])
  return rowCount ?? 0
}

/**
 * Something that every plan of these destinations rests on has changed: all their links are due at `now`, those that were
 * not waiting already behind single events, with their retries starting over. Joins the caller's transaction.
 */
export async function makeLinksDue (db: Db, destinations: string[], now: Instant): Promise<number> {
  // Locked in one order, so that two of these cannot wait for each other.
  const { rowCount } = await db.query(`
    WITH mine AS (SELECT id FROM link WHERE destination = ANY ($1) ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET
      due_at = least(due_at, to_timestamp($2 / 1000.0)),
      urgency = CASE WHEN due_at <= to_timestamp($2 / 1000.0) THEN urgency ELSE 1 END,
      revision = revision + 1,
      tries = 0,
      failing_since = NULL
    FROM mine WHERE link.id = mine.id`, [destinations, now])
  return rowCount ?? 0
}

/**
 * What is known of everybody there was read from another account: it is looked for anew. The fence keeps a call that is
 * under way from writing the old knowledge back. Joins the caller's transaction, which also makes the links due.
 */
export async function forgetWhatIsKnown (db: Db, destination: string): Promise<void> {
  await db.query(`
    WITH mine AS (SELECT id FROM link WHERE destination = $1 ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET known = 'never_looked', sealed = NULL, remote_id = NULL, fence = fence + 1, lease_until = NULL
    FROM mine WHERE link.id = mine.id`, [destination])
  await db.query('DELETE FROM catalogue WHERE destination = $1', [destination])
}
