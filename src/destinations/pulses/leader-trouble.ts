import type { Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { noting, refusing } from '../accounts/after.ts'
import { SETTLE_MS } from './after.ts'
import type { Refusal } from './answers.ts'
import type { PulsesContext } from './exchange.ts'

const TROUBLE: readonly Refusal[] = ['leader_not_found', 'leader_below', 'own_leader']
/** What was written a moment ago is usually visible after seconds; the last try waits for the whole background job. */
const PATIENCE_MS = [2_000, 8_000, SETTLE_MS, 2 * SETTLE_MS]

export const isLeaderTrouble = (why: Refusal): boolean => TROUBLE.includes(why)

/** They may not be visible to Pulses yet, or another change has to come first: some tries, then a question. */
export function leadersRefused (account: KnownAccount, leaders: string[], why: Refusal, { now }: PulsesContext): KnownAccount {
  const meant = [...leaders].sort()
  const tries = JSON.stringify(account.notes?.leaders_meant) === JSON.stringify(meant) ? Number(account.notes?.leaders_tries ?? 0) + 1 : 1
  if (why === 'own_leader' || tries > PATIENCE_MS.length) return refusing(withoutLeaderNotes(account), 'leaders', leaders, 'refused_value', why)
  return noting(account, { leaders_meant: meant, leaders_tries: tries, leaders_again_at: now() + PATIENCE_MS[tries - 1]! })
}

/** Leaders that were accepted need no more patience. */
export const settledLeaders = (step: Step, known: KnownAccount): KnownAccount => step.changes.some(({ field }) => field === 'leaders') ? withoutLeaderNotes(known) : known

function withoutLeaderNotes (known: KnownAccount): KnownAccount {
  const { leaders_meant: _, leaders_tries: __, leaders_again_at: ___, ...notes } = known.notes ?? {}
  return { ...known, notes }
}
