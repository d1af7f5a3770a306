import type { Desired, Plan } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import { creating } from '../accounts/accounts.ts'
import { assembled } from '../accounts/findings.ts'
import { listsFirst, planned } from '../accounts/plan.ts'
import { newAccount } from '../accounts/after.ts'
import { codeFor } from './ending.ts'
import { unmappedIn } from './meant.ts'
import type { EngagedlySettings } from './options.ts'
import { ENGAGEDLY } from './platform.ts'
import * as steps from './steps.ts'

/** What has to be done so that Engagedly agrees with `desired`. Pure. */
export function plan (desired: Desired, known: Known, settings: EngagedlySettings): Plan {
  const { people } = settings.options
  if (people === 'all' && isLeaverNeverThere(desired, known)) return leaver(desired, settings)
  const isSent = desired.state === 'not_yet' && people !== 'active'
  return planned(ENGAGEDLY, isSent ? { ...desired, state: 'active' } : desired, known, settings)
}

const isLeaverNeverThere = ({ state, inScope, mayBeCreated, doubtUntil = 0 }: Desired, known: Known): boolean =>
  state === 'ended' && inScope && mayBeCreated && known.kind === 'absent' && known.conflict === undefined && known.lookedAt >= doubtUntil

/** Made and blocked in one step, and only when nothing keeps the ending: nobody who has left is ever let in. */
function leaver (desired: Desired, settings: EngagedlySettings): Plan {
  const unmapped = unmappedIn(desired.fields, settings.options)
  const why = codeFor(desired.termination?.reason, desired.at, settings)
  const asActive: Desired = { ...desired, state: 'active' }
  const found = why.value === undefined ? why.findings : [...why.findings, ...creating(ENGAGEDLY, asActive, settings, (changes) => steps.create(changes, settings, why.value))]
  return assembled(listsFirst(ENGAGEDLY, found), unmapped)
}

/** What an account that was made a moment ago looks like to a plan. */
export const made = (remoteId: string): KnownAccount => ({ ...newAccount(remoteId), fields: { status: 'Active' } })
