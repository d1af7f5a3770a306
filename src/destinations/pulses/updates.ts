import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenIn } from '../accounts/after.ts'
import { after } from './after.ts'
import type { Refusal } from './answers.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { holdersOf } from './identity.ts'
import { asList } from '../accounts/kinds.ts'
import { leadersRefused, settledLeaders } from './leader-trouble.ts'
import { missing, personAt } from './looks.ts'
import { accountOf } from './person.ts'
import { learnt } from './written.ts'

/** Changes fields of an account; whatever is refused stays behind alone. */
export async function update (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') {
    await learnt(step, context)
    return { kind: 'delivered', known: settledLeaders(step, after(step, account, context.now(), context.options)) }
  }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context, false)
    case 'leader_not_found': case 'leader_below': case 'own_leader':
      return { kind: 'held', reason: 'refused_value', known: leadersRefused(account, asList(writtenIn(step, 'leaders')), reply.why, context) }
    case 'duplicate': return step.kind === 'rekey' ? await taken(step, account, context) : malformed(step, account)
    default: return await ifEndedMeanwhile(step, reply.why, account, context)
  }
}

/** Which of the new identifiers are somebody else's; when none is, the body was at fault. */
async function taken (step: Step, account: KnownAccount, context: PulsesContext): Promise<Outcome> {
  const wanted = step.changes.flatMap(({ field, to }) => typeof to === 'string' ? [{ field, value: to }] : [])
  const fields = await holdersOf(wanted, account.remoteId, context)
  if (!Array.isArray(fields)) return fields
  if (fields.length === 0) return malformed(step, account)
  const known = fields.reduce((result, field) => refusing(result, field, writtenIn(step, field) ?? null, 'identity_conflict', 'in_use'), account)
  return { kind: 'held', reason: 'identity_conflict', known }
}

/** A body that Pulses cannot read names no field: the fields go one by one, and the guilty one stays behind. */
function malformed (step: Step, account: KnownAccount): Outcome {
  const [first, ...others] = step.changes
  if (first === undefined) return { kind: 'refused', code: 'malformed' }
  if (others.length > 0 && step.kind === 'update') return { kind: 'held', reason: 'refused_value', known: noting(account, { split: true }) }
  return { kind: 'held', reason: 'refused_value', known: step.changes.reduce((result, { field, to }) => refusing(result, field, to, 'refused_value', 'malformed'), account) }
}

/** A refusal that nobody knows may be about an account that has ended meanwhile. */
async function ifEndedMeanwhile (step: Step, why: Refusal, account: KnownAccount, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await personAt(account.remoteId, context)
  if (found.kind !== 'one' || !found.person.ended) return unexpected(why)
  const known = accountOf(found.person, at, account)
  return { kind: 'held', reason: 'rehire', known: step.kind === 'reactivate' ? refusing(known, 'hire', 'update', 'refused_value', why) : known }
}
