import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing } from '../accounts/after.ts'
import { after } from './after.ts'
import type { Refusal } from './answers.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { missing, personAt } from './looks.ts'
import { accountOf } from './person.ts'

const HOUR_MS = 3_600_000

/** Ends an account. The vendor keeps the person's answers: this is no erasure. */
export async function end (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return { kind: 'delivered', known: after(step, account, context.now(), context.options) }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context, false)
    case 'has_reports': return { kind: 'held', reason: 'has_reports', known: noting(account, { has_led: Number(account.notes?.has_led ?? 0) + 1, has_led_at: context.now() }) }
    case 'duplicate': case 'resignation_pair': return refused(step, account, reply.why === 'duplicate' ? 'malformed' : reply.why)
    default: return await unlessEndedThere(step, desired, reply.why, account, context)
  }
}

/** A refusal that nobody knows: perhaps the account has ended already, the date is too early, or the reason is not taken. */
async function unlessEndedThere (step: Step, { today }: Desired, why: Refusal, account: KnownAccount, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await personAt(account.remoteId, context)
  if (found.kind === 'stop') return found.outcome
  if (found.kind === 'one' && found.person.ended) return { kind: 'delivered', known: accountOf(found.person, at, account) }
  // The vendor's page names TC in its table and leaves it out of its list of what must be sent.
  if (reasonIn(step) === 'TC') return refused(step, account, 'reason_not_taken')
  const date = step.changes.find(({ field }) => field === 'resignation_date')?.to
  return typeof date === 'string' && date > today ? { kind: 'retry', code: 'future_date', notBefore: at + HOUR_MS } : unexpected(why)
}

const reasonIn = ({ changes }: Step) => changes.find(({ field }) => field === 'resignation_reason')?.to

const refused = (step: Step, account: KnownAccount, code: string): Outcome =>
  ({ kind: 'held', reason: 'refused_value', known: refusing(account, 'termination', reasonIn(step) ?? null, 'refused_value', code) })
