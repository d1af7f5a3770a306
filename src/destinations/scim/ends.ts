import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, refusing } from '../accounts/after.ts'
import { after } from './after.ts'
import { exchange, unexpected, type ScimContext } from './exchange.ts'
import { missing } from './looks.ts'

/** Deletes an account. One that is not there any more is what was wanted, if nobody else has the identifiers. */
export async function erase (step: Step, desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return { kind: 'delivered', known: after(step, account, context, undefined) }
  if (reply.why === 'not_found') return await missing(desired, account, context)
  if (['not_implemented', 'mutability', 'invalid_value', 'forbidden'].includes(reply.why)) {
    return { kind: 'held', reason: 'refused_value', known: refusing(account, 'termination', 'erase', 'refused_value', reply.why) }
  }
  return unexpected(reply.why)
}
