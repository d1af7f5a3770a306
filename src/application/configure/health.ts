import type pg from 'pg'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { readHealth, type HealthRow } from '../../postgres/health.ts'

/**
 * `paused` by its owner; `stopped` until somebody puts it right; `parked`: throttled or broken, tried again by itself;
 * `idle`: has never had anything to do; otherwise `ok`.
 */
export interface DestinationHealth {
  name: string
  kind: string
  state: 'ok' | 'paused' | 'stopped' | 'parked' | 'idle'
  detail: string | null
  /** People whose turn has come. */
  due: number
  oldest_due_at: string | null
  /** Questions that wait for a person. */
  held: number
  /** People of whom something was given up. */
  failed: number
  succeeded_at: string | null
}

export async function destinationHealth ({ pool, now }: { pool: pg.Pool, now: () => Instant }, tenant: string): Promise<DestinationHealth[]> {
  const at = now()
  return (await readHealth(pool, tenant, at)).map((row) => ({
    name: row.name,
    kind: row.kind,
    ...conditionOf(row, at),
    due: row.due,
    oldest_due_at: moment(row.oldest_due_at),
    held: row.held,
    failed: row.failed,
    succeeded_at: moment(row.succeeded_at)
  }))
}

function conditionOf (row: HealthRow, at: Instant): Pick<DestinationHealth, 'state' | 'detail'> {
  if (row.paused_at !== null) return { state: 'paused', detail: `since ${isoOf(row.paused_at)}` }
  if (row.stopped !== null) return { state: 'stopped', detail: row.stopped.detail }
  if (row.parked_until !== null && row.parked_until > at) return { state: 'parked', detail: `until ${isoOf(row.parked_until)}` }
  if (row.succeeded_at === null && row.due === 0) return { state: 'idle', detail: null }
  return { state: 'ok', detail: row.failures > 0 ? `${row.failures} failures in a row` : null }
}

const moment = (at: Instant | null) => at === null ? null : isoOf(at)
