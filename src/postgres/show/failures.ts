import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'
import { given } from './given.ts'

export interface FailuresWanted {
  /** Name of the destination. */
  destination?: string
  /** Code of what failed last. */
  code?: string
  /** Failing since then or later. */
  since?: Instant
}

/**
 * Links that something has failed for, given up or not; the next `limit` behind the id `after`. What began to fail is
 * forgotten when a new cause starts it over.
 */
export async function findFailures (db: Db, tenant: string, { destination, code, since }: FailuresWanted, after: string, limit: number): Promise<{ id: string, employee: string }[]> {
  const { conditions, values } = given([tenant, after, limit], [
    ['destination.name = ?1', destination],
    ['link.failure = ?1', code],
    ['coalesce(link.failing_since, link.settled_at) >= ?1', since === undefined ? undefined : new Date(since)]
  ])
  const { rows } = await db.query<{ id: string, employee: string }>(`
    SELECT link.id, link.employee FROM link JOIN destination ON destination.id = link.destination
    WHERE destination.tenant = $1 AND destination.deleted_at IS NULL AND link.failure IS NOT NULL AND link.id > $2 ${conditions}
    ORDER BY link.id LIMIT $3`, values)
  return rows
}
