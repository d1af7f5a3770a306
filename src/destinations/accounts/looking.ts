import type { Instant } from '../../domain/calendar.ts'
import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, writtenIn } from './after.ts'
import type { Found } from './identity.ts'
import type { Seen } from './seen.ts'
import { sought } from './sought.ts'

/** One account by its id. */
export type At<S extends Seen> = { kind: 'one', person: S } | { kind: 'none' } | { kind: 'stop', outcome: Outcome }

/** How a platform is looked at. `X`: what its calls need. */
export interface Looking<S extends Seen, X> {
  /** Who somebody is there. */
  find (desired: Desired, context: X): Promise<Found<S>>
  /** The account of this id; `before`: what is known of it. */
  at (remoteId: string, desired: Desired, context: X, before?: KnownAccount): Promise<At<S>>
  /** What we know of somebody once they were seen. */
  accountOf (person: S, at: Instant, before?: KnownAccount): KnownAccount
  /** What was written, compared with what stands there. */
  compared (account: KnownAccount, person: S, at: Instant, desired: Desired, context: X): KnownAccount
  /** An id that the platform does not know any more, or not yet. */
  missing (desired: Desired, account: KnownAccount, context: X): Promise<Outcome>
}

type Run<X> = (step: Step, desired: Desired, known: Known, context: X) => Promise<Outcome>

/** The steps of reading-steps.ts, done: each counts from the moment at which it began. */
export function lookingBy<S extends Seen, X extends { now (): Instant }> (by: Looking<S, X>): { look: Run<X>, adopt: Run<X>, read: Run<X> } {
  /** Who this is there: nobody, one account, or a question. */
  async function look (_step: Step, desired: Desired, known: Known, context: X): Promise<Outcome> {
    const began = context.now()
    const found = await by.find(desired, context)
    return found.kind === 'stop' ? found.outcome : sought(found, began, known, by.accountOf)
  }

  /** The account that somebody named. */
  async function adopt (step: Step, desired: Desired, known: Known, context: X): Promise<Outcome> {
    const began = context.now()
    const found = await by.at(String(writtenIn(step, 'remote_id')), desired, context)
    if (found.kind === 'stop') return found.outcome
    return found.kind === 'none' ? await look(step, desired, known, context) : { kind: 'delivered', known: by.accountOf(found.person, began) }
  }

  /** Reads a known account again and compares what was written. One that is not found under its id is looked up before it is missed. */
  async function read (step: Step, desired: Desired, known: Known, context: X): Promise<Outcome> {
    const began = context.now()
    const account = accountIn(known)
    if (account === undefined) return await look(step, desired, known, context)
    const found = await by.at(account.remoteId, desired, context, account)
    if (found.kind === 'stop') return found.outcome
    return found.kind === 'one' ? { kind: 'delivered', known: by.compared(account, found.person, began, desired, context) } : await by.missing(desired, account, context)
  }

  return { look, adopt, read }
}
