import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, writtenIn } from '../accounts/after.ts'
import { accountOf } from '../accounts/seen.ts'
import { inConflict, sought } from '../accounts/sought.ts'
import { SETTLE_MS } from './after.ts'
import type { EngagedlyContext } from './exchange.ts'
import { find, userAt } from './identity.ts'
import { readBack, seenAs } from './seen.ts'

/** Who this is at Engagedly: nobody, one account, or a question. */
export async function look (_step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context)
  return found.kind === 'stop' ? found.outcome : sought(found, at, known, accountOf)
}

/** The account that somebody named. */
export async function adopt (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const at = context.now()
  const found = await userAt(String(writtenIn(step, 'remote_id')), context)
  if ('outcome' in found) return found.outcome
  const [user] = found.users
  return user === undefined ? await look(step, desired, known, context) : { kind: 'delivered', known: accountOf(seenAs(user, desired, context.options), at) }
}

/** Reads a known account again and compares what was written. One that is not found under its id is looked up before it is missed. */
export async function read (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const at = context.now()
  const account = accountIn(known)
  if (account === undefined) return await look(step, desired, known, context)
  const found = await userAt(account.remoteId, context)
  if ('outcome' in found) return found.outcome
  const [user] = found.users
  return user === undefined ? await missing(desired, account, context) : { kind: 'delivered', known: readBack(account, user, at, desired, context.options) }
}

/** An id that Engagedly does not know any more. */
export async function missing (desired: Desired, account: KnownAccount, context: EngagedlyContext): Promise<Outcome> {
  const at = context.now()
  const { confirm: _, ...rest } = account
  const visibleAt = Number(account.notes?.written_at ?? 0) + SETTLE_MS
  if (at < visibleAt) return { kind: 'retry', code: 'not_visible_yet', notBefore: visibleAt }
  if (account.kind === 'ended') return { kind: 'delivered', known: { ...rest, confirmed: true } }
  const found = await find(desired, context)
  switch (found.kind) {
    case 'stop': return found.outcome.kind === 'later' ? { ...found.outcome, known: account } : found.outcome
    case 'conflict': return inConflict(found.conflict, at, account)
    case 'one': return found.person.remoteId === account.remoteId
      ? { kind: 'retry', code: 'listed_and_not_found' }
      : { kind: 'delivered', known: accountOf(found.person, at) }
    case 'none': return { kind: 'held', reason: 'gone', known: { ...rest, gone: true, confirmed: false } }
  }
}
