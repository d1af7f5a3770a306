import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import { catchUpWith, endPass, lockCatchUp, nextPeople, setCaughtUp } from '../../postgres/catch-up.ts'
import { inTransaction } from '../../postgres/db.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'

export interface CatchingUp { pool: pg.Pool, now (): Instant }

/** People in one transaction: some tens of milliseconds. */
const AT_ONCE = 500

/** How many batches whoever changes something does at once: a tenant of a few thousand sees it done with the answer. */
const BEFORE_ANSWERING = 10

/**
 * Goes on with what changed for everybody at a destination: one batch of people in a transaction of its own, which also says
 * how far it has come. Whoever is killed leaves a batch undone, never half done. Answers how many batches that were: none
 * when nothing is due.
 */
export async function catchUp (needs: CatchingUp, most = 20, destinations: string[] | null = null): Promise<number> {
  let done = 0
  while (done < most && await oneBatch(needs, destinations)) done++
  return done
}

/** The same for what the caller has just committed, while it is quick; every worker goes on with the rest. */
export async function catchUpAtOnce (needs: CatchingUp, destinations: string[]): Promise<void> {
  if (destinations.length > 0) await catchUp(needs, BEFORE_ANSWERING, destinations)
}

async function oneBatch ({ pool, now }: CatchingUp, destinations: string[] | null): Promise<boolean> {
  return await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    const due = await lockCatchUp(tx, destinations)
    if (due === undefined) return false
    const people = await nextPeople(tx, due.tenant, due.position, AT_ONCE)
    if (people.length > 0) await catchUpWith(tx, due, people.map(({ id }) => id), now())
    if (people.length < AT_ONCE) await endPass(tx, due)
    else await setCaughtUp(tx, due, people.at(-1)!.seq)
    return true
  }))
}
