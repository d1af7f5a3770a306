import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

const MAY_BE_CALLED = "deleted_at IS NULL AND paused_at IS NULL AND stopped IS NULL AND coalesce(parked_until, 'epoch') <= $1"
const OTHERS = 'lane_owner IS DISTINCT FROM $2 AND lane_until > clock_timestamp()'
/** One look per urgency: each is a range of the index, and the first link in it answers. */
const DUE = [0, 1].map((urgency) => `EXISTS (SELECT FROM link WHERE link.destination = destination.id AND urgency = ${urgency} AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= clock_timestamp()))`).join(' OR ')

/** Destinations with something due that may be called now, and whose lane nobody else runs. */
export async function findLanesDue (db: Db, owner: string, now: Instant): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`SELECT id FROM destination WHERE ${MAY_BE_CALLED} AND NOT coalesce(${OTHERS}, false) AND (${DUE})`, [new Date(now), owner])
  return rows.map(({ id }) => id)
}

/** Takes a lane, or keeps it, for a while. False: somebody else runs it, or nothing may be called there now. */
export async function takeLane (db: Db, destination: string, owner: string, leaseMs: number, now: Instant): Promise<boolean> {
  const { rowCount } = await db.query(`
    UPDATE destination SET lane_owner = $2, lane_until = clock_timestamp() + $4 * interval '1 millisecond'
    WHERE id = $3 AND ${MAY_BE_CALLED} AND NOT coalesce(${OTHERS}, false)`, [new Date(now), owner, destination, leaseMs])
  return rowCount === 1
}

/** Lets another worker have a lane at once. */
export async function releaseLane (db: Db, destination: string, owner: string): Promise<void> {
  await db.query('UPDATE destination SET lane_owner = NULL, lane_until = NULL WHERE id = $1 AND lane_owner = $2', [destination, owner])
}

/** The destination serves again. Written seldom: only when something was wrong, or once a minute. */
export async function noteSuccess (db: Db, destination: string): Promise<void> {
  await db.query(`
    UPDATE destination SET failures = 0, parked_until = NULL, succeeded_at = clock_timestamp()
    WHERE id = $1 AND (failures > 0 OR parked_until IS NOT NULL OR succeeded_at IS NULL OR succeeded_at < clock_timestamp() - interval '1 minute')`, [destination])
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
