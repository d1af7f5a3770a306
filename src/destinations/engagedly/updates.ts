import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenIn } from '../accounts/after.ts'
import { after } from './after.ts'
import { wrongIn, type Wrong } from './answers.ts'
import { demand } from './creates.ts'
import { exchange, unexpected, type EngagedlyContext } from './exchange.ts'
import { withEmail } from './identity.ts'
import { IDENTIFIERS } from './lines.ts'
import { readIfOld } from './lists.ts'
import { missing } from './looks.ts'

/** Changes fields of an account; whatever is refused stays behind alone. */
export async function update (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return { kind: 'delivered', known: await noted(step, after(step, account, context.now(), context.options), context) }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context)
    case 'duplicate': return await taken(step, wrongIn(reply.body), account, context)
    case 'invalid': return await refused(step, wrongIn(reply.body), account, context)
    default: return unexpected(reply.why)
  }
}

/** A number that was written is found from now on. */
async function noted (step: Step, account: KnownAccount, { directory }: EngagedlyContext): Promise<KnownAccount> {
  const number = writtenIn(step, 'employee_id')
  if (typeof number === 'string') await directory.note([{ remoteId: account.remoteId, key: number }])
  return account
}

const held = (known: KnownAccount, reason: 'refused_value' | 'identity_conflict' = 'refused_value'): Outcome => ({ kind: 'held', reason, known })

async function refused (step: Step, wrong: readonly Wrong[], account: KnownAccount, context: EngagedlyContext): Promise<Outcome> {
  const named = wrong.filter(({ field }) => writtenIn(step, field) !== undefined)
  const read = await readIfOld(named, account, context)
  if (read !== undefined) return read.kind === 'delivered' ? held(account) : read
  if (named.length > 0) return held(named.reduce((known, { field, code }) => refusing(known, field, writtenIn(step, field)!, 'refused_value', code || 'invalid'), account))
  const demanded = await demand(wrong, step, account, context)
  if (demanded !== undefined) return demanded.kind === 'delivered' ? held(account) : demanded
  return alone(step, account)
}

/** No field was named: they go one by one, and the guilty one stays behind. */
function alone (step: Step, account: KnownAccount): Outcome {
  if (step.changes.length > 1 && account.notes?.split !== true) return held(noting(account, { split: true }))
  return held(step.changes.reduce((known, { field, to }) => refusing(known, field, to, 'refused_value', 'invalid'), account))
}

/** Somebody else has the new address or number. Where it is not said which, the address can be looked up. */
async function taken (step: Step, wrong: readonly Wrong[], account: KnownAccount, context: EngagedlyContext): Promise<Outcome> {
  const named = wrong.map(({ field }) => field).filter((field) => writtenIn(step, field) !== undefined)
  const changed = IDENTIFIERS.filter((field) => writtenIn(step, field) !== undefined)
  const fields = named.length > 0 ? named : changed.length === 1 ? changed : await inUse(step, account, context)
  if (!Array.isArray(fields)) return fields
  if (fields.length === 0) return alone(step, account)
  return held(fields.reduce((known, field) => refusing(known, field, writtenIn(step, field)!, 'identity_conflict', 'in_use'), account), 'identity_conflict')
}

async function inUse (step: Step, account: KnownAccount, context: EngagedlyContext): Promise<string[] | Outcome> {
  const email = writtenIn(step, 'email')
  if (typeof email !== 'string') return []
  const found = await withEmail(email, context)
  if ('outcome' in found) return found.outcome
  return [found.users.some(({ remoteId }) => remoteId !== account.remoteId) ? 'email' : 'employee_id'].filter((field) => writtenIn(step, field) !== undefined)
}
