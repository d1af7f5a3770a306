import type { Caller } from '../../domain/principal.ts'
import { inTransaction } from '../../postgres/db.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { setLinksDue } from '../../postgres/record/links.ts'
import { findFailures, type FailuresWanted } from '../../postgres/show/failures.ts'
import type { Showing } from './showing.ts'

/** Links in one transaction. */
const AT_ONCE = 1000

/**
 * Makes what failed, or fails and is tried again later, due now; of how many people. A dry run only counts. A destination
 * that is paused or has stopped stays so: its people are due when it is resumed.
 */
export async function retry ({ pool, now, wakeLanes }: Pick<Showing, 'pool' | 'now'> & { wakeLanes (): void }, { tenant }: Caller, filter: FailuresWanted, dryRun: boolean): Promise<number> {
  const people = new Set<string>()
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after
    const failures = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
      const found = await findFailures(tx, tenant, filter, from, AT_ONCE)
      if (!dryRun && found.length > 0) await setLinksDue(tx, found.map(({ id }) => id), now())
      return found
    }))
    for (const { employee } of failures) people.add(employee)
    after = failures.length < AT_ONCE ? undefined : failures.at(-1)!.id
  }
  if (!dryRun && people.size > 0) wakeLanes()
  return people.size
}
