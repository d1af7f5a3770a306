import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting } from '../accounts/after.ts'
import { unexpected } from '../accounts/exchange.ts'
import { after } from './after.ts'
import { canBeCalled } from './calls.ts'
import { exchange, type ProgicContext, type Reply } from './exchange.ts'
import { OUT_OF_REACH } from './find.ts'
import { missing } from './looks.ts'
import { at } from './paths.ts'
import { refusedField, withoutField, withoutTaken } from './refused.ts'
import { plainId } from './seen.ts'

/** Changes fields of an account; whatever is refused stays behind alone. */
export async function update (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const account = accountIn(known)!
  const call = step.calls[0]!
  if (!canBeCalled(call)) return { kind: 'refused', code: 'path_incomplete' }
  const reply = await exchange(call, 'update', context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return saysNothing(reply, context.options.update.item) || isAnothers(reply, account, context) ? { kind: 'unknown', code: 'contradictory' } : { kind: 'delivered', known: after(step, account, context.now(), context.options) }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context, 'write')
    case 'forbidden': return await outOfReach(desired, account, context)
    case 'invalid': return refused(step, account, refusedField(reply, step, context.options))
    case 'exists': return taken(step, account, refusedField(reply, step, context.options))
    default: return unexpected(reply.why)
  }
}

/** A yes without the employee that it is to hold: whether it was done is seen by looking. */
const saysNothing = ({ body }: Extract<Reply, { kind: 'ok' }>, item: string | undefined): boolean => item !== undefined && body !== undefined && at(body, item) === undefined

/** A yes about somebody else's account is no yes about this one. */
function isAnothers (reply: Extract<Reply, { kind: 'ok' }>, { remoteId }: KnownAccount, { options }: ProgicContext): boolean {
  if (options.id === 'key' || options.id === 'location') return false
  const id = plainId(at(at(reply.body, options.update.item), options.id))
  return id !== undefined && id !== remoteId
}

/** 403 is about this account's group unless the list is forbidden, too; somebody who is not there any more is gone. */
async function outOfReach (desired: Desired, account: KnownAccount, context: ProgicContext): Promise<Outcome> {
  return context.options.find.by === 'none' ? OUT_OF_REACH : await missing(desired, account, context, 'forbidden')
}

/** A refusal that names no field: they go one by one, and the guilty one stays behind. */
function refused (step: Step, account: KnownAccount, field: string | undefined): Outcome {
  if (field !== undefined) return { kind: 'held', reason: 'refused_value', known: withoutField(step, account, field, 'invalid') }
  if (step.changes.length > 1 && step.kind === 'update') return { kind: 'held', reason: 'refused_value', known: noting(account, { split: true }) }
  return { kind: 'held', reason: 'refused_value', known: step.changes.reduce((result, each) => withoutField(step, result, each.field, 'invalid'), account) }
}

function taken (step: Step, account: KnownAccount, field: string | undefined): Outcome {
  if (step.kind !== 'rekey' && field === undefined) return refused(step, account, undefined)
  const changes = step.kind === 'rekey' ? step.changes : step.changes.filter((each) => each.field === field)
  return { kind: 'held', reason: 'identity_conflict', known: changes.reduce(withoutTaken, account) }
}

/** Removes somebody. Who is not there any more is removed; who is out of reach is not, and must not be forgotten. */
export async function end (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const account = accountIn(known)!
  const call = step.calls[0]!
  if (!canBeCalled(call)) return { kind: 'refused', code: 'path_incomplete' }
  const reply = await exchange(call, 'delete', context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return saysNothing(reply, context.options.delete.item) ? { kind: 'unknown', code: 'contradictory' } : { kind: 'delivered', known: after(step, account, context.now(), context.options) }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context, 'write')
    case 'forbidden': return OUT_OF_REACH
    default: return unexpected(reply.why)
  }
}
