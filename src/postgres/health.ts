import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'

export interface HealthRow {
  name: string
  kind: string
  paused_at: Instant | null
  stopped: { at: Instant, code: string, detail: string } | null
  parked_until: Instant | null
  failures: number
  succeeded_at: Instant | null
  /** People whose turn has come. */
  due: number
  oldest_due_at: Instant | null
  /** Open questions. */
  held: number
  /** People of whom something was given up. */
  failed: number
}

/** How each destination of a tenant is doing, by name. */
export async function readHealth (db: Db, tenant: string, now: Instant): Promise<HealthRow[]> {
  const { rows } = await db.query<HealthRow>(`
    SELECT destination.name, kind, paused_at, stopped, parked_until, failures, succeeded_at,
           due.count AS due, due.oldest AS oldest_due_at, held.count AS held, failed.count AS failed
    FROM destination
    CROSS JOIN LATERAL (
      SELECT count(*), min(due_at) AS oldest FROM link
      WHERE link.destination = destination.id AND due_at <= to_timestamp($2 / 1000.0)
    ) due
    CROSS JOIN LATERAL (
      SELECT count(*) FROM hold JOIN link ON link.id = hold.link
      WHERE hold.tenant = destination.tenant AND hold.state = 'open' AND link.destination = destination.id
    ) held
    CROSS JOIN LATERAL (
      SELECT count(DISTINCT link) FROM fate
      WHERE fate.destination = destination.id AND NOT final AND status = 'failed'
    ) failed
    WHERE tenant = $1 AND deleted_at IS NULL
    ORDER BY name`, [tenant, now])
  return rows
}
