import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenIn } from '../accounts/after.ts'
import { accountOf } from '../accounts/seen.ts'
import { after } from './after.ts'
import { CODE } from './ending.ts'
import { exchange, unexpected, type EngagedlyContext, type Reply } from './exchange.ts'
import { userAt } from './identity.ts'
import { missing } from './looks.ts'
import { seenAs } from './seen.ts'

type Run = (step: Step, desired: Desired, known: Known, context: EngagedlyContext) => Promise<Outcome>
type Why = Extract<Reply, { kind: 'refusal' }>['why']

/** Blocks the account of a leaver; nothing of it is erased. Who is blocked already, for an absence, has only to be seen so. */
export const end: Run = async (step, desired, known, context) => {
  const account = accountIn(known)!
  const [call] = step.calls
  if (call === undefined) return await ifBlocked(step, desired, account, context, { kind: 'held', reason: 'unconfirmed', known: noting(account, { away: false }) })
  const reply = await exchange(call, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return { kind: 'delivered', known: after(step, account, context.now(), context.options) }
  if (reply.why === 'not_found') return await missing(desired, account, context)
  return await ifBlocked(step, desired, account, context, refused(step, reply.why, account))
}

/** A second ending may be refused, which is all the same to whoever is blocked. */
async function ifBlocked (step: Step, desired: Desired, account: KnownAccount, context: EngagedlyContext, otherwise: Outcome): Promise<Outcome> {
  const found = await userAt(account.remoteId, context)
  if ('outcome' in found) return found.outcome
  const [user] = found.users
  if (user === undefined) return await missing(desired, account, context)
  if (!user.blocked) return otherwise
  const { block_reason_code: _, ...fields } = after(step, account, context.now(), { confirm: false }).fields
  return { kind: 'delivered', known: { ...after(step, account, context.now(), { confirm: false }), fields, confirmed: true } }
}

/** Whether it is the code, or the ending: somebody is asked. */
const refused = (step: Step, why: Why, account: KnownAccount): Outcome => why === 'invalid' || why === 'duplicate'
  ? { kind: 'held', reason: 'refused_value', known: refusing(account, 'termination', writtenIn(step, CODE) ?? null, 'refused_value', why) }
  : unexpected(why)

/** Opens the account of somebody who is back from an absence, or hired again, and reads what stands there. */
export const activate: Run = async (step, desired, known, context) => {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  const opened = after(step, account, context.now(), context.options)
  if (reply.kind === 'ok' && step.kind === 'unblock') return { kind: 'delivered', known: opened }
  if (reply.kind === 'refusal' && reply.why === 'not_found') return await missing(desired, account, context)
  const found = await userAt(account.remoteId, context)
  // It is open, whatever can be read of it now.
  if ('outcome' in found) return reply.kind === 'ok' ? { kind: 'delivered', known: opened } : found.outcome
  const [user] = found.users
  // What stands there may have changed while it was blocked.
  if (user?.blocked === false) return { kind: 'delivered', known: accountOf(seenAs(user, desired, context.options), context.now(), opened) }
  if (reply.kind === 'ok') return { kind: 'delivered', known: opened }
  if (reply.why !== 'invalid' && reply.why !== 'duplicate') return unexpected(reply.why)
  return step.kind === 'unblock'
    ? { kind: 'held', reason: 'refused_value', known: refusing(account, 'status', 'Active', 'refused_value', reply.why) }
    : { kind: 'held', reason: 'rehire', known: refusing(account, 'hire', 'update', 'refused_value', reply.why) }
}

/** Blocks the account of somebody who is away. */
export const block: Run = async (step, desired, known, context) => {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return { kind: 'delivered', known: after(step, account, context.now(), context.options) }
  if (reply.why === 'not_found') return await missing(desired, account, context)
  if (reply.why !== 'invalid' && reply.why !== 'duplicate') return unexpected(reply.why)
  return { kind: 'held', reason: 'refused_value', known: refusing(account, 'status', 'Blocked', 'refused_value', reply.why) }
}
