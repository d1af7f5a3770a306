import type { Desired, Plan } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import { accountIn } from '../accounts/after.ts'
import { planned } from '../accounts/plan.ts'
import { isContradicted, isInDoubt, isUnhired } from './doubt.ts'
import { messaged } from './message.ts'
import type { WebhookSettings } from './options.ts'
import { afterDoubt, RECEIVER } from './platform.ts'

/** What the receiver has to be told. Each step carries the body that will be sent. */
export function plan (desired: Desired, known: Known, settings: WebhookSettings): Plan | Promise<Plan> {
  const account = accountIn(known)
  return messaged(drafted(desired, known, account, settings), desired, account, settings.options)
}

function drafted (desired: Desired, known: Known, account: KnownAccount | undefined, settings: WebhookSettings): Plan {
  // A hire that may not have arrived is said again as the hire that it was, once it is clear what else may have been said.
  const believed: Known = account !== undefined && isUnhired(account) && account.confirm === undefined && desired.state !== 'ended' ? { kind: 'absent', lookedAt: desired.at } : known
  const draft = planned(RECEIVER, desired, believed, settings)
  if (account === undefined || isUnhired(account) || !isInDoubt(account)) return draft
  const isOpen = draft.steps.length > 0 && !(isContradicted(account) && draft.steps.every(({ effect }) => effect === 'changes'))
  return isOpen ? draft : { ...draft, steps: afterDoubt(desired, account, settings) }
}
