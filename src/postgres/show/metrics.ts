import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** More events of a tenant and a status than this are not counted: there may be millions. */
export const MOST_EVENTS_COUNTED = 10_000

/** Steps through an index from one tenant and status to the next, and counts no further than it must. */
export async function countEvents (db: Db): Promise<{ tenant: string, status: string, count: number }[]> {
  const { rows } = await db.query<{ tenant: string, status: string, count: number }>(`
    WITH RECURSIVE kind AS (
      (SELECT tenant, status FROM event ORDER BY tenant, status LIMIT 1)
      UNION ALL SELECT next.* FROM kind
      CROSS JOIN LATERAL (SELECT tenant, status FROM event WHERE (event.tenant, event.status) > (kind.tenant, kind.status) ORDER BY tenant, status LIMIT 1) AS next)
    SELECT tenant, status, counted.count FROM kind
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM event WHERE event.tenant = kind.tenant AND event.status = kind.status LIMIT ${MOST_EVENTS_COUNTED}) AS one) AS counted
    ORDER BY tenant, status`)
  return rows
}

/** All events there are, as the planner estimates them. */
export async function estimateEvents (db: Db): Promise<number> {
  const { rows } = await db.query<{ estimate: number }>("SELECT greatest(reltuples, 0)::bigint AS estimate FROM pg_class WHERE oid = 'event'::regclass")
  return rows[0]?.estimate ?? 0
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

/** More people than this are not counted: a scrape has to stay cheap. */
export const MOST_COUNTED = 100_000

/** Every destination there is. Reads the heads of the queues for their age, and counts no further than it must. */
export async function readLanes (db: Db, now: Instant): Promise<LaneRow[]> {
  const { rows } = await db.query<LaneRow>(`
    SELECT tenant, id, name, stopped IS NOT NULL AS stopped, paused_at IS NOT NULL AS paused, due.count AS due, head.oldest AS oldest_due_at, failing.count AS failing
    FROM destination
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM link WHERE link.destination = destination.id AND due_at <= $1 LIMIT ${MOST_COUNTED}) AS one) AS due
    CROSS JOIN LATERAL (
      SELECT min(first.due_at) AS oldest FROM (VALUES (0::smallint), (1::smallint)) AS queue (urgency)
      CROSS JOIN LATERAL (
        SELECT due_at FROM link WHERE link.destination = destination.id AND link.urgency = queue.urgency AND due_at <= $1 ORDER BY due_at LIMIT 1) AS first) AS head
    CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM link WHERE link.destination = destination.id AND failure IS NOT NULL LIMIT ${MOST_COUNTED}) AS one) AS failing
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
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - (SELECT received_at FROM message WHERE seq = min(waiting.seq))), 0)::float8 AS oldest
    FROM (SELECT seq FROM pending ORDER BY seq LIMIT ${MOST_COUNTED}) AS waiting`)
  return rows[0]!
}

/** Tenant null: the instance's own. */
export async function countOpenAlerts (db: Db): Promise<{ tenant: string | null, kind: string, severity: string, count: number }[]> {
  const { rows } = await db.query<{ tenant: string | null, kind: string, severity: string, count: number }>(`
    SELECT tenant, kind, severity, count(*) FROM alert WHERE opened_at IS NOT NULL AND cleared_at IS NULL GROUP BY tenant, kind, severity ORDER BY tenant, kind, severity`)
  return rows
}

/** What is still to be said to an alert_url, and since when the first of it waits. Target '': whoever operates the instance. */
export async function countAlertsToSend (db: Db): Promise<{ target: string, count: number, since: Instant }[]> {
  const { rows } = await db.query<{ target: string, count: number, since: Instant }>(`
    SELECT target, count(*), min(created_at) AS since FROM alert_delivery WHERE due_at IS NOT NULL GROUP BY target ORDER BY target`)
  return rows
}
