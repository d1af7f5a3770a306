import type { Instant } from '../../domain/calendar.ts'
import type { Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { after, newAccount, noting, without, writtenIn } from '../accounts/after.ts'

/**
 * Nobody can look what has arrived. After a message that was not answered, its id is remembered: the same message again ends the
 * doubt. Any other one does not, and of what was in flight when a worker died not even the id is known: then everything is said
 * once more, whole.
 *
 * notes.doubt: the id of the last message that was not answered. unsure: others, too, may have arrived, and since when we know.
 * stale: the same of somebody who has ended, whose fields matter again when they come back. unhired: the hire itself may not have
 * arrived. contradicted: a change was refused that may rest on what is not so there any more, such as an older number: all of it is
 * said instead.
 */
export const isInDoubt = ({ notes }: KnownAccount): boolean => notes?.doubt !== undefined || notes?.unsure !== undefined
export const isUnhired = ({ notes }: KnownAccount): boolean => notes?.unhired === true

export const isContradicted = ({ notes }: KnownAccount): boolean => notes?.contradicted === true

/** Everything said once more: of somebody who is there, or who has left. */
export const WHOLE = 'whole'
export const WHOLE_ENDING = 'whole_ending'
const REOPENS = new Set(['hire', 'undo'])

/** What is known once the receiver has taken a message. */
export function told (step: Step, known: KnownAccount, at: Instant): KnownAccount {
  const now = after(step, { ...known, notes: settled(step, known.notes ?? {}, at) }, at, { confirm: false, settleMs: 0 })
  return step.kind === 'undo' ? { ...now, kind: 'active' } : now
}

function settled (step: Step, notes: Record<string, RemoteValue>, at: Instant): Record<string, RemoteValue> {
  const over = notes.doubt === writtenIn(step, 'webhook-id') ? ['doubt'] : []
  if (step.kind === WHOLE) return without(notes, ['doubt', 'unsure', 'contradicted']) ?? {}
  if (step.kind === WHOLE_ENDING) return { ...without(notes, ['doubt', 'unsure', 'contradicted']), stale: notes.unsure ?? at }
  if (step.effect === 'ends') return without(notes, ['unhired', ...over]) ?? {}
  if (!REOPENS.has(step.kind)) return without(notes, over) ?? {}
  return { ...without(notes, ['unhired', 'stale', ...over]), ...notes.stale !== undefined && { unsure: notes.unsure ?? notes.stale } }
}

/**
 * What is remembered of a message that may have arrived. Its number stays its own: the next try is the same message. Whatever
 * else is said instead is no older than it: a receiver may go by the timestamp.
 */
export function doubted (step: Step, known: KnownAccount | undefined, employee: string, at: Instant): KnownAccount {
  const id = writtenIn(step, 'webhook-id')!
  const base = known ?? { ...newAccount(employee), notes: { unhired: true } }
  const { doubt: before, unsure: since = at } = base.notes ?? {}
  const fields = { ...base.fields, revision: Number(writtenIn(step, 'revision')) - 1, timestamp: writtenIn(step, 'timestamp')! }
  return noting({ ...base, fields }, { doubt: id, ...before !== undefined && before !== id && { unsure: since } })
}

/** After a try of which nobody knows anything. */
export const unsure = (known: KnownAccount, at: Instant): KnownAccount => noting(known, { unsure: at })

/** Somebody of whom a hire may have arrived. */
export const perhapsHired = (employee: string, at: Instant): KnownAccount => noting(newAccount(employee), { unhired: true, unsure: at })

/** A flight that ended without a word may have used up numbers: what is said whole goes on from the seconds of the clock, above all of them. */
export const leastRevision = (step: Step, known: KnownAccount | undefined): number => Math.floor(earliest(step, known) / 1000)

/** When what is said whole was said at the earliest: after everything that it may have to take back. */
export const earliest = ({ kind }: Step, known: KnownAccount | undefined): Instant =>
  kind === WHOLE || kind === WHOLE_ENDING ? Number(known?.notes?.unsure ?? 0) : 0

/** What a refusal of a change may mean after a doubt; undefined: nothing but what it says. */
export function contradicted (step: Step, known: KnownAccount | undefined): KnownAccount | undefined {
  if (known === undefined || !isInDoubt(known) || step.effect !== 'changes' || step.kind === WHOLE) return undefined
  return noting(known, { contradicted: true })
}
