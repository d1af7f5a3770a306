import type { Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { after, newAccount, noting, writtenIn } from '../accounts/after.ts'

/**
 * Nobody can look what has arrived. After a message that was not answered, its id is remembered: the same message again ends the
 * doubt. Any other one does not, and what was in flight when a worker died is not even remembered: then everything is said
 * once more, whole.
 *
 * notes.doubt: the id of the last message that was not answered; notes.unsure: others, too, may have arrived; notes.unhired: the
 * hire itself may not have.
 */
export const isInDoubt = ({ notes }: KnownAccount): boolean => notes?.doubt !== undefined || notes?.unsure !== undefined
export const isUnhired = ({ notes }: KnownAccount): boolean => notes?.unhired === true

/** Messages that leave nothing open of what may have arrived before them. */
const WHOLE = new Set(['hire', 'whole', 'termination', 'termination_again'])

/** What is known once the receiver has taken a message. */
export function told (step: Step, known: KnownAccount, at: number): KnownAccount {
  const { doubt, unsure, unhired, ...notes } = known.notes ?? {}
  const isSettled = WHOLE.has(step.kind)
  const isThat = doubt === writtenIn(step, 'webhook-id')
  const left: Record<string, RemoteValue> = {
    ...doubt !== undefined && !isSettled && !isThat && { doubt }, ...unsure !== undefined && !isSettled && { unsure }, ...unhired !== undefined && !isSettled && { unhired }
  }
  const now = after(step, { ...known, notes: { ...notes, ...left } }, at, { confirm: false, settleMs: 0 })
  return step.kind === 'undo' ? { ...now, kind: 'active' } : now
}

/** What is remembered of a message that may have arrived. Its number stays its own: the next try is the same message. */
export function doubted (step: Step, known: KnownAccount | undefined, employee: string): KnownAccount {
  const id = writtenIn(step, 'webhook-id')!
  const before = known?.notes?.doubt
  const base = known ?? { ...newAccount(employee), notes: { unhired: true } }
  const fields = { ...base.fields, revision: Number(writtenIn(step, 'revision')) - 1 }
  return noting({ ...base, fields }, { doubt: id, ...before !== undefined && before !== id && { unsure: true } })
}

/** After a try of which nobody knows anything. */
export const unsure = (known: KnownAccount): KnownAccount => known.notes?.doubt === undefined ? noting(known, { unsure: true }) : known
