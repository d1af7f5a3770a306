import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** What is due for longer than this, and could be done, is done by nobody. */
export const STALLED_MS = 5 * 60_000

export interface Stalled { count: number, since: Instant }

/**
 * Destinations that could be called, where the first people of the queue have been due for long and nobody has taken any of
 * them lately, nor called there. That somebody holds the lane is no sign of life: it is renewed by a timer. A long queue that moves is none of these,
 * nor one that was parked until lately: whoever probes a destination that is down parks it anew. Reads the heads of queues, however long they are.
 */
export async function findStalledDestinations (db: Db, now: Instant): Promise<Stalled | undefined> {
  const { rows } = await db.query<{ count: number, since: Instant | null }>(`
    SELECT count(*), min(head.oldest) AS since FROM destination
    CROSS JOIN LATERAL (
      SELECT min(first.due_at) AS oldest, bool_or(first.lease_until > clock_timestamp() - interval '1 minute') AS taken
      FROM (VALUES (0::smallint), (1::smallint)) AS queue (urgency)
      CROSS JOIN LATERAL (
        SELECT due_at, lease_until FROM link WHERE link.destination = destination.id AND link.urgency = queue.urgency AND due_at IS NOT NULL ORDER BY due_at LIMIT 100) AS first
    ) AS head
    WHERE deleted_at IS NULL AND paused_at IS NULL AND stopped IS NULL AND coalesce(parked_until, 'epoch') <= $1
      AND head.oldest <= $1 AND head.taken IS NOT TRUE AND coalesce(succeeded_at, 'epoch') < clock_timestamp() - $2 * interval '1 millisecond'`,
  [new Date(now - STALLED_MS), STALLED_MS])
  return found(rows[0])
}

/** Messages that nobody interprets although their turn has come; what a paused source sent waits on purpose. Looks at the first 1000. */
export async function findStalledMessages (db: Db): Promise<Stalled | undefined> {
  const { rows } = await db.query<{ count: number, since: Instant | null }>(`
    SELECT count(*), min(due_at) AS since FROM (
      SELECT due_at FROM pending
      WHERE due_at <= clock_timestamp() AND NOT EXISTS (SELECT FROM source WHERE source.id = pending.source AND paused_at IS NOT NULL)
      ORDER BY seq LIMIT 1000) AS first
    WHERE due_at <= clock_timestamp() - $1 * interval '1 millisecond'`, [STALLED_MS])
  return found(rows[0])
}

const found = (row: { count: number, since: Instant | null } | undefined): Stalled | undefined =>
  row === undefined || row.since === null ? undefined : { count: row.count, since: row.since }
