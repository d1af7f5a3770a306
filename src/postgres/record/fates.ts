import type { Db } from '../db.ts'

/** Events of which nothing final has become at these links. */
export async function findOpenFates (db: Db, links: string[]): Promise<{ event: string, link: string }[]> {
  const { rows } = await db.query<{ event: string, link: string }>(`
    SELECT fate.event, fate.link FROM unnest($1::text[]) AS one (link)
    CROSS JOIN LATERAL (SELECT event, link FROM fate WHERE fate.link = one.link AND NOT final OFFSET 0) AS fate`, [links])
  return rows
}

export interface FateRow {
  event: string
  status: string
  reason: string | null
  final: boolean
  hold: string | null
  dueAt: number | null
  error: string | null
  withheld: unknown
}

/** Final fates are never written again. */
export async function setFates (db: Db, destination: string, fates: FateRow[]): Promise<void> {
  if (fates.length === 0) return
  await db.query(`
    UPDATE fate SET status = new.status, reason = new.reason, final = new.final, hold = new.hold, due_at = new.due_at, error = new.error, withheld = new.withheld, updated_at = clock_timestamp()
    FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::timestamptz[], $8::text[], $9::jsonb[]) AS new (event, status, reason, final, hold, due_at, error, withheld)
    WHERE fate.event = new.event AND fate.destination = $1 AND NOT fate.final`,
  [destination, fates.map(({ event }) => event), fates.map(({ status }) => status), fates.map(({ reason }) => reason), fates.map(({ final }) => final), fates.map(({ hold }) => hold),
    fates.map(({ dueAt }) => dueAt === null ? null : new Date(dueAt)), fates.map(({ error }) => error), fates.map(({ withheld }) => withheld == null ? null : JSON.stringify(withheld))])
}

/** What the read-back found, beside the fate. */
export async function setConfirmed (db: Db, found: { link: string, confirmed: boolean }[]): Promise<void> {
  if (found.length === 0) return
  await db.query(`
    UPDATE fate SET confirmed = found.confirmed FROM unnest($1::text[], $2::boolean[]) AS found (link, confirmed)
    WHERE fate.link = found.link AND final AND fate.confirmed IS NULL AND status = 'delivered'`, [found.map(({ link }) => link), found.map(({ confirmed }) => confirmed)])
}

/**
 * The status of events as lists filter by it: the worst over their destinations. Several destinations may settle one event at
 * once: whoever comes second waits for the first, and then sees what it wrote.
 */
export async function refreshStatuses (db: Db, events: string[]): Promise<void> {
  if (events.length === 0) return
  await db.query('SELECT FROM event WHERE id IN (SELECT event FROM fate WHERE event = ANY($1) GROUP BY event HAVING count(*) > 1) ORDER BY id FOR NO KEY UPDATE', [events])
  await db.query(`
    UPDATE event SET status = coalesce(worst.status, 'ignored'), reason = CASE WHEN worst.status IS NULL THEN 'not_mapped' ELSE worst.reason END
    FROM (SELECT DISTINCT ON (one.id) one.id, fate.status, fate.reason
      FROM unnest($1::text[]) AS one (id) LEFT JOIN LATERAL (SELECT status, reason FROM fate WHERE fate.event = one.id OFFSET 0) AS fate ON true
      ORDER BY one.id, array_position(ARRAY['failed', 'held', 'retrying', 'waiting', 'processing', 'delivered', 'superseded', 'ignored', 'withdrawn'], fate.status)) AS worst
    WHERE event.id = worst.id AND event.withdrawn_at IS NULL AND event.employee IS NOT NULL
      AND (event.status, event.reason) IS DISTINCT FROM (coalesce(worst.status, 'ignored'), CASE WHEN worst.status IS NULL THEN 'not_mapped' ELSE worst.reason END)`, [events])
}

export async function wasDelivered (db: Db, event: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM fate WHERE event = $1 AND status = \'delivered\' LIMIT 1', [event])
  return rows.length > 0
}
