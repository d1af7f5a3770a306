import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** Destinations with something due that may be called now. */
export async function findLanesDue (db: Db, now: Instant): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`
    SELECT id FROM destination WHERE deleted_at IS NULL AND paused_at IS NULL AND stopped IS NULL AND coalesce(parked_until, 'epoch') <= $1
      AND EXISTS (SELECT FROM link WHERE link.destination = destination.id AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= clock_timestamp()))`, [new Date(now)])
  return rows.map(({ id }) => id)
}

/** Reserves the next free slot of a destination's rate limit, shared by all workers; answers in how many milliseconds it is. */
export async function reserveSlot (db: Db, destination: string, perSecond: number): Promise<number> {
  const { rows } = await db.query<{ wait: number }>(`
    UPDATE destination SET next_call_at = greatest(next_call_at, clock_timestamp()) + $2::float8 * interval '1 second'
    WHERE id = $1 RETURNING extract(epoch FROM next_call_at - clock_timestamp())::float8 * 1000 - $2::float8 * 1000 AS wait`, [destination, 1 / perSecond])
  return Math.max(0, rows[0]?.wait ?? 0)
}

/** The destination serves again. Written seldom: only when something was wrong, or once a minute. */
export async function noteSuccess (db: Db, destination: string): Promise<void> {
  await db.query(`
    UPDATE destination SET failures = 0, parked_until = NULL, succeeded_at = clock_timestamp()
    WHERE id = $1 AND (failures > 0 OR succeeded_at IS NULL OR succeeded_at < clock_timestamp() - interval '1 minute')`, [destination])
}

/** Counts a failure of the destination itself; from `breakAt` in a row on, nothing is called for a while. Answers the count. */
export async function noteFailure (db: Db, destination: string, breakAt: number, parkUntil: Instant): Promise<number> {
  const { rows } = await db.query<{ failures: number }>(`
    UPDATE destination SET failures = failures + 1,
      parked_until = CASE WHEN failures + 1 >= $2 THEN greatest(parked_until, $3) ELSE parked_until END
    WHERE id = $1 RETURNING failures`, [destination, breakAt, new Date(parkUntil)])
  return rows[0]?.failures ?? 0
}

/** The destination said when it wants to be called again. */
export async function parkLane (db: Db, destination: string, until: Instant): Promise<void> {
  await db.query('UPDATE destination SET parked_until = greatest(parked_until, $2) WHERE id = $1', [destination, new Date(until)])
}

/** Nobody can be served until a person has looked at it. True when it was running until now: one alert. */
export async function stopLane (db: Db, destination: string, stopped: { at: Instant, code: string, detail: string }): Promise<boolean> {
  const { rowCount } = await db.query('UPDATE destination SET stopped = $2 WHERE id = $1 AND stopped IS NULL', [destination, JSON.stringify(stopped)])
  return rowCount === 1
}
