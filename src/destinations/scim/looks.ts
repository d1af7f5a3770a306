import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { lookingBy } from '../accounts/looking.ts'
import { accountOf, compared as comparedWith, type Seen } from '../accounts/seen.ts'
import { inConflict } from '../accounts/sought.ts'
import { SETTLE_MS } from './after.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type ScimContext } from './exchange.ts'
import { find } from './identity.ts'
import { kindOf } from './lines.ts'
import { userIn } from './resource.ts'

export const { look, adopt, read } = lookingBy<Seen, ScimContext>({
  find,
  at: (remoteId, _desired, context, before) => userAt(remoteId, context, before),
  accountOf,
  compared,
  async missing (desired, account, context) {
    return account.kind === 'ended' ? { kind: 'delivered', known: unseen(account, context.now()) } : await missing(desired, account, context)
  }
})

/** Leavers may be hidden from reads, and whom we erased is gone. */
function unseen ({ confirm, ...rest }: KnownAccount, at: number): KnownAccount {
  return { ...rest, ...(confirm && { confirmed: true }), notes: { ...rest.notes, read_at: at } }
}

/** What was active or not is the account, or its end, as a question. */
export function compared (account: KnownAccount, person: Seen, at: number): KnownAccount {
  const nameOf = (field: string): string => field !== 'active' ? field : account.fields.active === true ? 'hire' : 'termination'
  return comparedWith(account, person, at, { kindOf, settleMs: SETTLE_MS, nameOf })
}

/** An id that the provider does not know (any more, or yet): who has the identifiers is looked up before anybody is missed. */
export async function missing (desired: Desired, account: KnownAccount, context: ScimContext): Promise<Outcome> {
  const at = context.now()
  const visibleAt = Number(account.notes?.written_at ?? 0) + SETTLE_MS
  if (at < visibleAt) return { kind: 'retry', code: 'not_visible_yet', notBefore: visibleAt }
  const found = await find(desired, context)
  switch (found.kind) {
    case 'stop': return found.outcome
    case 'conflict': return inConflict(found.conflict, at, account)
    case 'one': return found.person.remoteId === account.remoteId ? { kind: 'retry', code: 'listed_and_not_found' } : { kind: 'delivered', known: accountOf(found.person, at) }
    case 'none': return desired.state === 'ended' ? { kind: 'delivered', known: nobodyLeft(account, at, context) } : { kind: 'held', reason: 'gone', known: gone(account) }
  }
}

/** Whoever has left and is not there is not missed: somebody has deleted the account, perhaps we, whose answer was lost. */
function nobodyLeft ({ confirm: _, ...rest }: KnownAccount, at: number, { options: { operations } }: ScimContext): KnownAccount {
  return { ...rest, kind: 'ended', confirmed: true, notes: { ...rest.notes, read_at: at, ...(operations.erase && { erased: true }) } }
}

/** Missed, also when it had ended before: it cannot be opened again. */
const gone = ({ confirm: _, ...rest }: KnownAccount): KnownAccount => ({ ...rest, kind: 'active', gone: true, confirmed: false })

export type Found = { kind: 'one', person: Seen, resource: calls.Body } | { kind: 'none' } | { kind: 'stop', outcome: Outcome }

export async function userAt (remoteId: string, context: ScimContext, before?: KnownAccount): Promise<Found> {
  const reply = await exchange(calls.reads(remoteId), context)
  if (reply.kind === 'stop') return reply
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { kind: 'none' } : { kind: 'stop', outcome: unexpected(reply.why) }
  const person = userIn(reply.body, context.options, before)
  return person === undefined ? { kind: 'stop', outcome: { kind: 'retry', code: 'not_json', lane: true } } : { kind: 'one', person, resource: reply.body as calls.Body }
}
