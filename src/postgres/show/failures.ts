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
  /** failed: given up; retrying: tried again later. Both unless said. */
  status?: 'failed' | 'retrying'
}

/** Something of the link was given up. */
const GIVEN_UP = "EXISTS (SELECT FROM fate WHERE fate.link = link.id AND NOT fate.final AND fate.status = 'failed')"

/**
 * Links that something has failed for, given up or not; the next `limit` behind the id `after`. What began to fail is
 * forgotten when a new cause starts it over.
 */
export async function findFailures (db: Db, tenant: string, { destination, code, since, status }: FailuresWanted, after: string, limit: number): Promise<{ id: string, employee: string }[]> {
  const { conditions, values } = given([tenant, after, limit], [
    ['destination.name = ?1', destination],
    ['link.failure = ?1', code],
    ['coalesce(link.failing_since, link.settled_at) >= ?1', since === undefined ? undefined : new Date(since)],
    [`${GIVEN_UP} = ?1`, status === undefined ? undefined : status === 'failed']
  ])
  const { rows } = await db.query<{ id: string, employee: string }>(`
    SELECT link.id, link.employee FROM link JOIN destination ON destination.id = link.destination
    WHERE destination.tenant = $1 AND destination.deleted_at IS NULL AND link.failure IS NOT NULL AND link.id > $2 ${conditions}
    ORDER BY link.id LIMIT $3`, values)
  return rows
}

export interface FailureRow {
  /** Name. */
  destination: string
  code: string
  people: number
  events: number
  first_at: Instant
  last_at: Instant
}

/** What was given up, by cause: those that `findFailures` finds with the same destination and code, and the status failed. */
export async function countFailures (db: Db, tenant: string, destination?: string): Promise<FailureRow[]> {
  const { conditions, values } = given([tenant], [['destination.name = ?1', destination]])
  const { rows } = await db.query<FailureRow>(`
    SELECT destination.name AS destination, link.failure AS code, count(DISTINCT link.employee) AS people, count(*) AS events, min(fate.updated_at) AS first_at, max(fate.updated_at) AS last_at
    FROM link JOIN destination ON destination.id = link.destination
    JOIN fate ON fate.link = link.id AND NOT fate.final AND fate.status = 'failed'
    WHERE destination.tenant = $1 AND destination.deleted_at IS NULL AND link.failure IS NOT NULL ${conditions}
    GROUP BY destination.name, link.failure ORDER BY people DESC, destination.name, link.failure LIMIT 1000`, values)
  return rows
}
