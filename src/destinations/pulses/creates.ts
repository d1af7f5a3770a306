import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, newAccount, refusing, writtenIn } from '../accounts/after.ts'
import { after } from './after.ts'
import type { Refusal } from './answers.ts'
import type { Body } from './body.ts'
import * as calls from './calls.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { find } from './identity.ts'
import { asList } from '../accounts/kinds.ts'
import { isLeaderTrouble, leadersRefused } from './leader-trouble.ts'
import { DOUBTFUL, IDENTIFIERS } from './lines.ts'
import { inConflict, inTheWay } from '../accounts/sought.ts'
import { accountOf } from './person.ts'
import { learnt } from './written.ts'

/** Makes an account. A field that Pulses does not take is left for later: nobody waits for an account because of it. */
export async function create (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const posted = await post(step, context)
  return 'why' in posted ? await refused(step, posted.why, desired, known, context) : outcomeOf(posted)
}

type Posted = { account: KnownAccount } | { why: Refusal } | { outcome: Outcome }

const outcomeOf = (posted: Exclude<Posted, { why: Refusal }>): Outcome =>
  'account' in posted ? { kind: 'delivered', known: posted.account } : posted.outcome

async function post (step: Step, context: PulsesContext): Promise<Posted> {
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return { outcome: reply.outcome }
  if (reply.kind === 'refusal') return { why: reply.why }
  const id = idIn([reply.values].flat().find(isObject)?.id_person)
  if (id === undefined) return { outcome: { kind: 'unknown', code: 'no_id' } }
  await learnt(step, context)
  return { account: after(step, newAccount(id), context.now(), context.options) }
}

async function refused (step: Step, why: Refusal, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  if (why === 'duplicate') return await claimed(step, desired, known, context)
  const leaders = writtenIn(step, 'leaders')
  if (!isLeaderTrouble(why) || leaders === undefined) return unexpected(why)
  return await without('leaders', step, desired, known, context, (account) => leadersRefused(account, asList(leaders), why, context))
}

/** The same without one field; what was wrong with it is remembered once there is an account. */
async function without (field: string, step: Step, desired: Desired, known: Known, context: PulsesContext, remember: (account: KnownAccount) => KnownAccount): Promise<Outcome> {
  const { [field]: _, ...body } = step.calls[0]!.body as Body
  const lesser = { ...step, calls: [calls.creates(body)], changes: step.changes.filter((each) => each.field !== field) }
  const posted = await post(lesser, context)
  if ('why' in posted) return await refused(lesser, posted.why, desired, known, context)
  return outcomeOf('account' in posted ? { account: remember(posted.account) } : posted)
}

/**
 * Pulses says "already used" for any of the three identifiers, and for a body that it cannot read: who it is is found out by
 * looking, never from the text.
 */
async function claimed (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context, true)
  if (found.kind === 'stop') return found.outcome
  if (found.kind !== 'none') return inTheWay(found, at, known, accountOf, 'duplicate')
  const account = accountIn(known)
  if (account !== undefined && !account.gone) return { kind: 'held', reason: 'rehire', known: refusing(account, 'hire', 'create', 'refused_value', 'duplicate') }
  const doubtful = writtenIn(step, DOUBTFUL)
  if (doubtful !== undefined) return await without(DOUBTFUL, step, desired, known, context, (account) => refusing(account, DOUBTFUL, doubtful, 'refused_value', 'malformed'))
  const keys = step.changes.map(({ field }) => field).filter((field) => IDENTIFIERS.includes(field)).sort()
  return inConflict({ ids: [], keys, detail: `Pulses says that one of ${keys.join(', ')} is in use, or that the record cannot be read, and shows nobody who has it. Perhaps somebody who has left; perhaps options.multi_value is another. Approve to try again.` }, at, known)
}
