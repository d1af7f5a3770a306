import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export async function countEvents (db: Db): Promise<{ tenant: string, status: string, count: number }[]> {
  const { rows } = await db.query<{ tenant: string, status: string, count: number }>('SELECT tenant, status, count(*) FROM event GROUP BY tenant, status ORDER BY tenant, status')
  return rows
}

export interface LaneRow {
  tenant: string
  id: string
  name: string
  stopped: boolean
  paused: boolean
  /** People whose turn has come, and since when the first of them waits. */
  due: number
  oldest_due_at: Instant | null
  failing: number
}

/** Every destination there is. */
export async function readLanes (db: Db, now: Instant): Promise<LaneRow[]> {
  const { rows } = await db.query<LaneRow>(`
    SELECT tenant, id, name, stopped IS NOT NULL AS stopped, paused_at IS NOT NULL AS paused, due.count AS due, due.oldest AS oldest_due_at, failing.count AS failing
    FROM destination
    CROSS JOIN LATERAL (SELECT count(*), min(due_at) AS oldest FROM link WHERE link.destination = destination.id AND due_at <= $1) AS due
    CROSS JOIN LATERAL (SELECT count(*) FROM link WHERE link.destination = destination.id AND failure IS NOT NULL) AS failing
    WHERE deleted_at IS NULL ORDER BY tenant, name`, [new Date(now)])
  return rows
}

export async function countOpenHolds (db: Db): Promise<{ tenant: string, reason: string, count: number }[]> {
  const { rows } = await db.query<{ tenant: string, reason: string, count: number }>("SELECT tenant, reason, count(*) FROM hold WHERE state = 'open' GROUP BY tenant, reason ORDER BY tenant, reason")
  return rows
}

/** Messages that wait to be interpreted, and for how long the first of them does; arrival is by this clock. Seconds. */
export async function countPending (db: Db): Promise<{ count: number, oldest: number }> {
  const { rows } = await db.query<{ count: number, oldest: number }>(`
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - (SELECT received_at FROM message WHERE seq = min(pending.seq))), 0)::float8 AS oldest FROM pending`)
  return rows[0]!
}
