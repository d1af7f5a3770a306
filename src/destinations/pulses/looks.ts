import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { noting } from '../accounts/after.ts'
import { lookingBy, type At } from '../accounts/looking.ts'
import { SETTLE_MS } from './after.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { find } from './identity.ts'
import { inConflict } from '../accounts/sought.ts'
import { accountOf, peopleIn, type Person } from './person.ts'
import { compared } from './read-back.ts'

/** After a create that is not visible yet: again after two minutes, then after ten. */
const PATIENCE_MS = [4 * SETTLE_MS, 20 * SETTLE_MS]

export const { look, adopt, read } = lookingBy<Person, PulsesContext>({
  find,
  at: (remoteId, _desired, context) => personAt(remoteId, context),
  accountOf,
  compared,
  missing: (desired, account, context) => missing(desired, account, context)
})

/** An id that Pulses does not know (any more, or yet). `isRead`: it was only to be read, so being listed is enough. */
export async function missing (desired: Desired, account: KnownAccount, context: PulsesContext, isRead = true): Promise<Outcome> {
  const at = context.now()
  const { confirm, ...rest } = account
  // Leavers may be hidden from reads: that is what an ending looks like there.
  if (account.kind === 'ended') return { kind: 'delivered', known: { ...rest, ...(confirm && { confirmed: true }), notes: { ...rest.notes, read_at: at } } }
  const found = await find(desired, context, true)
  switch (found.kind) {
    case 'stop': return found.outcome
    case 'conflict': return inConflict(found.conflict, at, account)
    case 'one':
      if (found.person.remoteId !== account.remoteId) return { kind: 'delivered', known: accountOf(found.person, at) }
      return isRead ? { kind: 'delivered', known: compared(account, found.person, at) } : { kind: 'retry', code: 'listed_and_not_found' }
  }
  // What was written a moment ago may not be visible yet.
  const visibleAt = Number(account.notes?.written_at ?? 0) + SETTLE_MS
  if (at < visibleAt) return { kind: 'retry', code: 'not_visible_yet', notBefore: visibleAt }
  const waited = Number(account.notes?.unseen ?? 0)
  const patience = account.notes?.read_at === undefined && confirm !== undefined ? PATIENCE_MS[waited] : undefined
  if (patience !== undefined && confirm !== undefined) {
    return { kind: 'delivered', known: noting({ ...rest, confirm: { ...confirm, at: at + patience } }, { unseen: waited + 1 }) }
  }
  return { kind: 'held', reason: 'gone', known: { ...rest, gone: true, confirmed: false } }
}

/** The account of this id. `values` may be one object or a list of one. */
export async function personAt (remoteId: string, context: PulsesContext): Promise<At<Person>> {
  const reply = await exchange(calls.reads(remoteId), context)
  if (reply.kind === 'stop') return reply
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { kind: 'none' } : { kind: 'stop', outcome: unexpected(reply.why) }
  const person = peopleIn(reply.values).find((each) => each.remoteId === remoteId)
  return person === undefined ? { kind: 'none' } : { kind: 'one', person }
}
