import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount, RemoteFields } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, writtenIn } from '../accounts/after.ts'
import type { Found } from '../accounts/identity.ts'
import { accountOf, compared, type Seen } from '../accounts/seen.ts'
import { isBlank } from '../accounts/kinds.ts'
import { inConflict, sought } from '../accounts/sought.ts'
import { SETTLE_MS } from './after.ts'
import type { ProgicContext } from './exchange.ts'
import { accountAt, find, OUT_OF_REACH, personAt, wantedFields } from './find.ts'
import { KEY } from './fields.ts'
import { kindOf, STATE } from './lines.ts'

/** Who this is at Progic: nobody, one account, or a question. */
export async function look (_step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context)
  return found.kind === 'stop' ? found.outcome : seen(found, at, known)
}

/** What a search amounts to. The instant is the one at which it began; what was only published is no account that was seen. */
export const seen = (found: Exclude<Found, { kind: 'stop' }>, at: number, known: Known): Outcome =>
  sought(found, at, known, (person, began, before) => lookedAt(accountOf(person, began, before?.notes?.published === true ? undefined : before)))

const lookedAt = (account: KnownAccount): KnownAccount => noting(account, { looked: true, published: false })

/** The account that somebody named. Where it cannot be read, its fields are not known, and all are written. */
export async function adopt (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const at = context.now()
  const account = accountAt(String(writtenIn(step, 'remote_id')))
  const found = await personAt(account, context)
  switch (found.kind) {
    case 'stop': return found.outcome
    case 'none': return await look(step, desired, known, context)
    case 'one': return { kind: 'delivered', known: lookedAt(accountOf(found.person, at)) }
    case 'unread': return { kind: 'delivered', known: account }
  }
}

/** Reads a known account again and compares what was written. */
export async function read (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const at = context.now()
  const account = accountIn(known)
  if (account === undefined) return await look(step, desired, known, context)
  const found = await personAt(account, context)
  switch (found.kind) {
    case 'stop': return found.outcome
    case 'one': return { kind: 'delivered', known: comparedWith(account, found.person, at) }
    default: return await missing(desired, account, context, 'read')
  }
}

/** By now it is known which field was guilty: the others go together again. */
const comparedWith = (account: KnownAccount, person: Seen, at: number): KnownAccount =>
  compared(account.notes?.split === true ? noting(account, { split: false }) : account, person, at, { kindOf, settleMs: SETTLE_MS })

/** Whereupon somebody was not found. */
type Why = 'read' | 'write' | 'forbidden'

/**
 * An id that Progic does not know (any more), or an account without an address of its own: it is looked up before it is missed.
 * Never a reason to make another.
 */
export async function missing (desired: Desired, account: KnownAccount, context: ProgicContext, why: Why): Promise<Outcome> {
  const at = context.now()
  const { confirm, ...rest } = account
  if (context.options.find.by === 'none') return why === 'read' && context.options.read.path === undefined ? { kind: 'delivered', known: rest } : notFound(desired, account, at, why)
  const found = await find(desired, context, whoseAccount(desired, account, context))
  switch (found.kind) {
    case 'stop': return found.outcome
    case 'conflict': return inConflict(found.conflict, at, account)
    case 'none': return notFound(desired, account, at, why)
  }
  const { person } = found
  if (person.remoteId !== account.remoteId) return { kind: 'delivered', known: accountOf(person, at) }
  if (why === 'read') return { kind: 'delivered', known: comparedWith(account, person, at) }
  if (person.ended) return { kind: 'delivered', known: accountOf(person, at, account) }
  // It is listed and cannot be written: that is what a group that was not granted looks like.
  return OUT_OF_REACH
}

/** Who stands there is found by the number and the CPF that stand there, which may be about to change. */
function whoseAccount (desired: Desired, { fields }: KnownAccount, context: ProgicContext): RemoteFields {
  const there = Object.entries(fields).filter(([field, value]) => [...KEY, 'pin'].includes(field) && !isBlank(value))
  return { ...wantedFields(desired, context), ...Object.fromEntries(there) }
}

function notFound ({ state }: Desired, account: KnownAccount, at: number, why: Why): Outcome {
  const { confirm, gone: _, ...rest } = account
  const stillThere = { ...rest, notes: { ...rest.notes, read_at: at } }
  // Nobody there is what a removal looks like. Somebody who is forbidden is there, and must not be forgotten.
  if (why === 'forbidden' && state === 'ended') return OUT_OF_REACH
  if (account.kind === 'ended' || state === 'ended') {
    return { kind: 'delivered', known: { ...stillThere, kind: 'ended', fields: { ...account.fields, [STATE]: 'ended' }, ...(confirm && { confirmed: true }) } }
  }
  const visibleAt = Number(account.notes?.written_at ?? -Infinity) + SETTLE_MS
  if (at < visibleAt) return { kind: 'retry', code: 'not_visible_yet', notBefore: visibleAt }
  return { kind: 'held', reason: 'gone', known: { ...stillThere, gone: true, confirmed: false } }
}
