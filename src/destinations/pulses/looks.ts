import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, writtenIn } from '../accounts/after.ts'
import { SETTLE_MS } from './after.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { find } from './identity.ts'
import { inConflict, sought } from '../accounts/sought.ts'
import { accountOf, peopleIn, type Person } from './person.ts'
import { compared } from './read-back.ts'

/** After a create that is not visible yet: again after two minutes, then after ten. */
const PATIENCE_MS = [4 * SETTLE_MS, 20 * SETTLE_MS]

/** Who this is at Pulses: nobody, one account, or a question. */
export async function look (_step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context)
  return found.kind === 'stop' ? found.outcome : sought(found, at, known, accountOf)
}

/** The account that somebody named. */
export async function adopt (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await personAt(String(writtenIn(step, 'remote_id')), context)
  if (found.kind === 'stop') return found.outcome
  return found.kind === 'none' ? await look(step, desired, known, context) : { kind: 'delivered', known: accountOf(found.person, at) }
}

/** Reads a known account again and compares what was written. One that is not found under its id is looked up before it is missed. */
export async function read (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const account = accountIn(known)
  if (account === undefined) return await look(step, desired, known, context)
  const found = await personAt(account.remoteId, context)
  if (found.kind === 'stop') return found.outcome
  return found.kind === 'one' ? { kind: 'delivered', known: compared(account, found.person, at) } : await missing(desired, account, context)
}

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
export async function personAt (remoteId: string, context: PulsesContext): Promise<{ kind: 'one', person: Person } | { kind: 'none' } | { kind: 'stop', outcome: Outcome }> {
  const reply = await exchange(calls.reads(remoteId), context)
  if (reply.kind === 'stop') return reply
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { kind: 'none' } : { kind: 'stop', outcome: unexpected(reply.why) }
  const person = peopleIn(reply.values).find((each) => each.remoteId === remoteId)
  return person === undefined ? { kind: 'none' } : { kind: 'one', person }
}
