import type { Instant } from '../../domain/calendar.ts'
import { parkLane } from '../../postgres/record/lanes.ts'
import type { Delivering } from './delivering.ts'
import type { Run } from './run.ts'

/**
 * So long everybody waits where they are. Sent back to be due, they would lose what they have found out: a destination that
 * refuses every third call would never let anybody come as far as to a write.
 */
const SHORT_MS = 5000

/** The destination said when it wants to be called again. */
export async function restUntil ({ pool, now }: Pick<Delivering, 'pool' | 'now'>, run: Run, until: Instant): Promise<void> {
  const ms = until - now()
  if (ms <= SHORT_MS) return run.pace.rest(ms)
  run.close()
  await parkLane(pool, run.lane.id, until)
}
