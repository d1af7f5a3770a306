import type pg from 'pg'
import { deleteOldAlerts } from '../../postgres/alerts/alerts.ts'
import { deleteOldAttempts, forgetOldMessages, releaseOldKeys } from '../../postgres/record/retention.ts'

/** Rows touched by one statement: no transaction is long. */
const AT_ONCE = 1000

/** Lets go of what its tenant's retention no longer keeps, in small steps; never of anything open or held. */
export async function forgetOld ({ pool }: { pool: pg.Pool }): Promise<void> {
  for (const step of [forgetOldMessages, deleteOldAttempts, releaseOldKeys, deleteOldAlerts]) {
    while (await step(pool, AT_ONCE) === AT_ONCE);
  }
}
