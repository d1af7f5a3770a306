import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'
import { refreshStatuses } from './record/fates.ts'
import { NEW_LINK_ID } from './record/links.ts'

/**
 * What everybody at a destination has to be caught up with:
 * `link`: there is such a destination now; `plan`: something that every plan there rests on has changed; `look`: that, and what is known of everybody
 * there was read from another account; `close`: it was deleted.
 */
export type CatchUpKind = 'link' | 'plan' | 'look' | 'close'

export interface CatchUp { destination: string, kind: CatchUpKind, tenant: string, position: number, again: boolean, second: boolean }

/**
 * People whose transaction was open during the first pass are seen in the second. Longer than any of our transactions
 * may be open.
 */
const SECOND_PASS = "interval '2 minutes'"

/** Says that everybody at these destinations has to be caught up with; joins the transaction of the cause, and touches no link. */
export async function addCatchUp (db: Db, tenant: string, destinations: string[], kind: CatchUpKind): Promise<void> {
  await db.query(`
    INSERT INTO catch_up (tenant, destination, kind) SELECT $1, unnest($2::text[]), $3
    ON CONFLICT (destination, kind) DO UPDATE SET again = true, due_at = clock_timestamp()`, [tenant, destinations, kind])
}

/** One that is due and that nobody else is at, of the whole instance or of these destinations; locked until the transaction ends. */
export async function lockCatchUp (db: Db, destinations: string[] | null): Promise<CatchUp | undefined> {
  const { rows } = await db.query<CatchUp>(`
    SELECT destination, kind, tenant, position, again, second FROM catch_up
    WHERE due_at <= clock_timestamp() AND ($1::text[] IS NULL OR destination = ANY($1)) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`, [destinations])
  return rows[0]
}

/** The tenant's next people in the order in which they were made, merged ones too. */
export async function nextPeople (db: Db, tenant: string, after: number, limit: number): Promise<{ id: string, seq: number }[]> {
  const { rows } = await db.query<{ id: string, seq: number }>('SELECT id, seq FROM employee WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3', [tenant, after, limit])
  return rows
}

/** So far it has come; the next batch's turn is behind those of others. */
export async function setCaughtUp (db: Db, { destination, kind }: CatchUp, position: number): Promise<void> {
  await db.query('UPDATE catch_up SET position = $3, due_at = clock_timestamp() WHERE destination = $1 AND kind = $2', [destination, kind, position])
}

/**
 * A pass has ended. Where another cause came meanwhile, another one begins; a destination that is new, moved or gone gets a
 * second one for whoever could not be seen. Otherwise it is over.
 */
export async function endPass (db: Db, { destination, kind, again, second }: CatchUp): Promise<void> {
  if (again || (!second && kind !== 'plan')) {
    await db.query(`
      UPDATE catch_up SET position = 0, again = false, second = NOT $3::boolean, due_at = clock_timestamp() + CASE WHEN $3 OR $4 THEN interval '0' ELSE ${SECOND_PASS} END
      WHERE destination = $1 AND kind = $2`, [destination, kind, again, kind === 'look'])
    return
  }
  await db.query('DELETE FROM catch_up WHERE destination = $1 AND kind = $2', [destination, kind])
  if (kind === 'look') await db.query(`UPDATE destination SET stopped = NULL WHERE id = $1 AND ${MOVING}`, [destination])
}

/** The lane is stopped until what was known at the old address has been forgotten: nobody may be taken for somebody else. */
export const MOVING = "stopped ->> 'code' = 'moving'"

export async function stopWhileMoving (db: Db, destination: string, at: Instant): Promise<void> {
  await db.query('UPDATE destination SET stopped = $2 WHERE id = $1',
    [destination, JSON.stringify({ at, code: 'moving', detail: 'The address is another one: what was known at the old one is being forgotten. It goes on by itself.' })])
}

/** Does to the links of these people at the destination what the kind says. Safe to repeat. */
export async function catchUpWith (db: Db, { destination, tenant, kind, second }: Pick<CatchUp, 'destination' | 'tenant' | 'kind' | 'second'>, people: string[], now: Instant): Promise<void> {
  if (kind === 'link') return await insertMissingLinks(db, destination, people, now)
  if (kind === 'plan') return await makeLinksDue(db, destination, people, now)
  if (kind === 'look') return await forgetWhatIsKnown(db, destination, people, now, second)
  return await closeLinks(db, tenant, destination, people, now)
}

/** Due at `now`, behind single events. */
async function insertMissingLinks (db: Db, destination: string, people: string[], now: Instant): Promise<void> {
  await db.query(`
    INSERT INTO link (id, tenant, employee, destination, due_at, urgency)
    SELECT ${NEW_LINK_ID}, employee.tenant, employee.id, destination.id, to_timestamp($3 / 1000.0), 1
    FROM employee JOIN destination ON destination.id = $1 AND destination.deleted_at IS NULL
    WHERE employee.id = ANY($2) AND employee.merged_into IS NULL
      AND NOT EXISTS (SELECT FROM link WHERE link.employee = employee.id AND link.destination = destination.id)
    ON CONFLICT (employee, destination) DO NOTHING`, [destination, people, now])
}

/** Those that were not waiting already behind single events; with their retries starting over. */
async function makeLinksDue (db: Db, destination: string, people: string[], now: Instant): Promise<void> {
  // Locked in one order, so that two of these cannot wait for each other.
  await db.query(`
    WITH mine AS (SELECT id FROM link WHERE destination = $1 AND employee = ANY($2) ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET
      due_at = least(due_at, to_timestamp($3 / 1000.0)),
      urgency = CASE WHEN due_at <= to_timestamp($3 / 1000.0) THEN urgency ELSE 1 END,
      revision = revision + 1,
      tries = 0,
      failing_since = NULL
    FROM mine WHERE link.id = mine.id`, [destination, people, now])
}

/**
 * Everybody is looked for anew. The fence keeps a call that is under way from writing the old knowledge back. A second pass
 * is for those whose link moved from one person to another, merged one, during the first.
 */
async function forgetWhatIsKnown (db: Db, destination: string, people: string[], now: Instant, second: boolean): Promise<void> {
  await db.query(`
    WITH mine AS (SELECT id FROM link WHERE destination = $1 AND employee = ANY($2) AND (NOT $4 OR known <> 'never_looked') ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET known = 'never_looked', sealed = NULL, remote_id = NULL, fence = fence + 1, lease_until = NULL,
      due_at = least(due_at, to_timestamp($3 / 1000.0)),
      urgency = CASE WHEN due_at <= to_timestamp($3 / 1000.0) THEN urgency ELSE 1 END,
      revision = revision + 1,
      tries = 0,
      failing_since = NULL
    FROM mine WHERE link.id = mine.id`, [destination, people, now, second])
}

/** Nothing is due there any more, nobody is asked about it any more, and what is not over never will be. What was done there stays on record. */
async function closeLinks (db: Db, tenant: string, destination: string, people: string[], now: Instant): Promise<void> {
  const { rows: links } = await db.query<{ id: string }>(`
    WITH mine AS (SELECT id FROM link WHERE destination = $1 AND employee = ANY($2) ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET due_at = NULL, lease_until = NULL, sealed = NULL FROM mine WHERE link.id = mine.id RETURNING link.id`, [destination, people])
  const ids = links.map(({ id }) => id)
  if (ids.length === 0) return
  await db.query("UPDATE hold SET state = 'superseded', decided_at = to_timestamp($3 / 1000.0) WHERE tenant = $1 AND link = ANY($2) AND state = 'open'", [tenant, ids, now])
  await db.query('DELETE FROM wait WHERE link = ANY($1)', [ids])
  for (const table of ['link_leader', 'feed_entry']) await db.query(`DELETE FROM ${table} WHERE link = ANY($1)`, [ids])
  const { rows: over } = await db.query<{ event: string }>(`
    UPDATE fate SET status = 'ignored', reason = 'destination_deleted', final = true, hold = NULL, due_at = NULL, error = NULL
    WHERE link = ANY($1) AND NOT final RETURNING event`, [ids])
  await refreshStatuses(db, over.map(({ event }) => event))
}
