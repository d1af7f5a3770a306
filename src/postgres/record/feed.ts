import type { Instant } from '../../domain/calendar.ts'
import type { FeedQuery } from '../../domain/feed.ts'
import type { Db } from '../db.ts'

export interface FeedRow { link: string, changed_at: Instant, gone: boolean, sealed: Buffer }
export type NewFeedRow = Omit<FeedRow, 'changed_at'> & { digest: Buffer }

/** Cursors carry the moment, and a driver's dates are no finer. */
const NOW = "date_trunc('milliseconds', clock_timestamp())"

/** Joins the settling transaction. Who is told of as before keeps their moment; of somebody who was never told of, nobody needs to hear that they are gone. */
export async function setFeedEntries (db: Db, destination: string, tenant: string, entries: NewFeedRow[]): Promise<void> {
  if (entries.length === 0) return
  const columns = [entries.map(({ link }) => link), entries.map(({ gone }) => gone), entries.map(({ digest }) => digest), entries.map(({ sealed }) => sealed)]
  await db.query(`
    INSERT INTO feed_entry (link, destination, tenant, changed_at, gone, digest, sealed)
    SELECT new.link, $1, $2, ${NOW}, new.gone, new.digest, new.sealed
    FROM unnest($3::text[], $4::boolean[], $5::bytea[], $6::bytea[]) AS new (link, gone, digest, sealed)
    WHERE NOT new.gone OR EXISTS (SELECT FROM feed_entry WHERE feed_entry.link = new.link)
    ORDER BY new.link
    ON CONFLICT (link) DO UPDATE SET changed_at = excluded.changed_at, gone = excluded.gone, digest = excluded.digest, sealed = excluded.sealed
    WHERE feed_entry.digest <> excluded.digest`, [destination, tenant, ...columns])
}

/** The accounts of somebody who turned out to be somebody else: told as gone, whatever stands in them. */
export async function endFeedEntries (db: Db, employee: string): Promise<void> {
  await db.query(`UPDATE feed_entry SET gone = true, digest = '', changed_at = ${NOW} WHERE NOT gone AND link IN (SELECT id FROM link WHERE employee = $1)`, [employee])
}

/** One page and one more, in the order in which people changed; by page numbers in an order that a change does not move. */
export async function findFeedEntries (db: Db, destination: string, { limit, changedSince, after, page, withGone }: FeedQuery): Promise<FeedRow[]> {
  const { rows } = await db.query<FeedRow>(`
    SELECT link, changed_at, gone, sealed FROM feed_entry
    WHERE destination = $1 AND ($2::timestamptz IS NULL OR changed_at >= $2) AND ($3 OR NOT gone) AND ($4::timestamptz IS NULL OR (changed_at, link) > ($4, $5::text))
    ORDER BY ${page === undefined ? 'changed_at, link' : 'link'} LIMIT $6 OFFSET $7`,
  [destination, dateOf(changedSince), withGone, dateOf(after?.changedAt), after?.link ?? null, limit + 1, page === undefined ? 0 : (page - 1) * limit])
  return rows
}

export async function countFeedEntries (db: Db, destination: string, { changedSince, withGone }: Pick<FeedQuery, 'changedSince' | 'withGone'>): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`
    SELECT count(*)::int AS count FROM feed_entry WHERE destination = $1 AND ($2::timestamptz IS NULL OR changed_at >= $2) AND ($3 OR NOT gone)`, [destination, dateOf(changedSince), withGone])
  return rows[0]!.count
}

/**
 * Whatever changed before has been committed. Longer than any of our transactions may be open, so that nobody who gives it
 * as changed_since misses a person.
 */
export async function feedHorizon (db: Db): Promise<Instant> {
  const { rows } = await db.query<{ at: Instant }>(`SELECT ${NOW} - interval '2 minutes' AS at`)
  return rows[0]!.at
}

const dateOf = (at: Instant | undefined): Date | null => at === undefined ? null : new Date(at)
