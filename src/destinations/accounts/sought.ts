import type { Instant } from '../../domain/calendar.ts'
import type { Conflict, Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, refusing } from './after.ts'
import type { Found } from './identity.ts'
import type { Seen } from './seen.ts'

/** What we know of somebody once they were seen; of the same account more stays known. */
type Keeping<S extends Seen> = (person: S, at: Instant, before?: KnownAccount) => KnownAccount

/** What a search amounts to. The instant is the one at which it began. */
export function sought<S extends Seen> (found: Exclude<Found<S>, { kind: 'stop' }>, at: Instant, known: Known, accountOf: Keeping<S>): Outcome {
  switch (found.kind) {
    case 'one': return { kind: 'delivered', known: accountOf(found.person, at, accountIn(known)) }
    case 'none': return { kind: 'delivered', known: { kind: 'absent', lookedAt: at } }
    case 'conflict': return inConflict(found.conflict, at, known)
  }
}

/**
 * Whoever stands in the way of a new account. Their own that has ended is a rehire, and one that was known to have ended means
 * that making another did not succeed: `code` says as what it was refused.
 */
export function inTheWay<S extends Seen> (found: Exclude<Found<S>, { kind: 'stop' }>, at: Instant, known: Known, accountOf: Keeping<S>, code: string): Outcome {
  if (found.kind !== 'one' || !found.person.ended) return sought(found, at, known, accountOf)
  const account = accountIn(known)
  const old = accountOf(found.person, at, account)
  return { kind: 'held', reason: 'rehire', known: account === undefined ? old : refusing(old, 'hire', 'create', 'refused_value', code) }
}

export function inConflict (conflict: Omit<Conflict, 'times'>, at: Instant, known: Known): Outcome {
  const times = (known.kind === 'absent' ? known.conflict?.times ?? 0 : 0) + 1
  return { kind: 'held', reason: 'identity_conflict', known: { kind: 'absent', lookedAt: at, conflict: { ...conflict, times } } }
}
