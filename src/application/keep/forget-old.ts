import type pg from 'pg'
import { deleteOldAlerts } from '../../postgres/alerts/alerts.ts'
import { deleteOldTellings } from '../../postgres/alerts/deliveries.ts'
import { deleteForgottenSightings } from '../../postgres/reading/sightings.ts'
import { deleteForgottenResources } from '../../postgres/resources.ts'
import type { Instant } from '../../domain/calendar.ts'
import { inTransaction } from '../../postgres/db.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import {
  deleteAttempts, deleteItemKeys, deleteLedgers, deleteMessages, findPosition, forgetBytes, forgetLingering, horizonsOf, listRetentions, releaseKeys, type Horizons, type Walked
} from '../../postgres/record/retention.ts'
import type { Db } from '../../postgres/db.ts'

export interface Keeping {
  pool: pg.Pool
  now (): Instant
  pause (ms: number): Promise<void>
  /** Ends the run after the step under way; the next run goes on. */
  signal?: AbortSignal
}

/** Rows in one transaction: some tens of milliseconds. */
const AT_ONCE = 1000

/** Between two steps four times as long as the step took: the database is asked for a fifth of its time at most, by one connection. */
const REST = 4
const LEAST_REST_MS = 20

/** Then the next run goes on; shorter than the time after which a job counts as lost. */
const LONGEST_RUN_MS = 10 * 60_000

type Step = (db: Db, tenant: string, horizons: Horizons, after: number, limit: number) => Promise<Walked>

/**
 * Lets go of what each tenant's retention no longer keeps; never of anything open or held. Small steps with rests between
 * them: it never competes with work. Answers how many rows it looked at.
 */
export async function forgetOld (needs: Keeping): Promise<number> {
  const started = needs.now()
  let rows = 0

  async function rested (step: () => Promise<Walked>): Promise<Walked> {
    const before = needs.now()
    const walked = await unlessDeadlocked(step)
    rows += walked.rows
    if (walked.rows > 0) await needs.pause(Math.max(LEAST_REST_MS, (needs.now() - before) * REST))
    return walked
  }

  const enough = () => needs.signal?.aborted === true || needs.now() - started > LONGEST_RUN_MS

  async function walk (tenant: string, horizons: Horizons, step: Step, from = 0): Promise<void> {
    let position: number | undefined = from
    while (position !== undefined && !enough()) {
      const after: number = position
      position = (await rested(() => inTransaction(needs.pool, (tx) => step(tx, tenant, horizons, after, AT_ONCE)))).position
    }
  }

  for (const { id, retention } of await listRetentions(needs.pool)) {
    if (enough()) break
    const horizons = horizonsOf(retention, needs.now())
    // Whichever ends later takes the message with it; the other one is let go of before.
    if (horizons.messages > horizons.keys) {
      await walk(id, horizons, forgetBytes, await findPosition(needs.pool, id, 'bytes'))
      await walk(id, horizons, forgetLingering)
    } else {
      await walk(id, horizons, releaseKeys, await findPosition(needs.pool, id, 'keys'))
    }
    for (const step of [deleteMessages, deleteAttempts, deleteLedgers]) await walk(id, horizons, step)
  }
  const small = [
    () => deleteItemKeys(needs.pool, needs.now(), AT_ONCE), () => deleteOldAlerts(needs.pool, AT_ONCE), () => deleteOldTellings(needs.pool, AT_ONCE),
    () => deleteForgottenSightings(needs.pool, AT_ONCE), () => deleteForgottenResources(needs.pool, AT_ONCE)
  ]
  for (const step of small) {
    for (let more = true; more && !enough();) {
      const { rows: deleted } = await rested(async () => ({ position: undefined, rows: await step() }))
      more = deleted === AT_ONCE
    }
  }
  return rows
}
