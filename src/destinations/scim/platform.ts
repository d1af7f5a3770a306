import type { Ask, Desired, Plan } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import { creating } from '../accounts/accounts.ts'
import { isRekey } from '../accounts/differences.ts'
import { asking, type Finding } from '../accounts/findings.ts'
import { planned } from '../accounts/plan.ts'
import type { Platform } from '../accounts/platform.ts'
import { lists } from '../accounts/reading-steps.ts'
import * as calls from './calls.ts'
import { isDiscovered } from './features.ts'
import { IDENTIFIERS, kindOf, REKEYS } from './lines.ts'
import { meantFor, unmappedIn } from './meant.ts'
import type { ScimOptions, ScimSettings } from './options.ts'
import * as steps from './steps.ts'

/** A SCIM service provider, as planning sees it. */
export const PROVIDER: Platform<ScimOptions> = {
  name: 'the SCIM provider',
  kindOf,
  identifiers: IDENTIFIERS,
  rekeys: [...REKEYS, 'manager'],
  cannotBeCleared: ({ field }, { required }) => field === 'userName' || required.includes(field),
  meant: meantFor,
  unmapped: unmappedIn,
  lacking: (changes, { options }) => options.required.filter((field) => !changes.some((each) => each.field === field)),
  create: (changes, _desired, settings) => steps.create(changes, settings),
  update: (known, changes, _desired, settings) => steps.update(known, changes, settings, (change) => isRekey(PROVIDER, change)).map((step) => ({ step })),
  end: ending,
  rehire: {
    way: ({ rehire }) => rehire === 'hold' ? undefined : rehire,
    ways: { update: 'make the old account active again' },
    steps: (_way, desired, known, settings) => known.notes?.erased === true ? creating(PROVIDER, desired, settings) : [{ step: steps.reactivate(known, settings) }]
  }
}

/** Nothing keeps an ending but its own question. */
function ending (_desired: Desired, known: KnownAccount, settings: ScimSettings): Finding[] {
  const step = settings.options.operations.erase ? steps.erase(known) : steps.end(known, settings)
  const refused = known.refused?.termination
  if (refused === undefined) return [{ step }]
  const ask: Ask = {
    reason: refused.reason,
    registers: ['termination'],
    field: 'active',
    cause: `termination:${refused.code}`,
    asked: `termination:${refused.code}:${refused.times}`,
    detail: refused.reason === 'unconfirmed' ? 'The provider accepted the ending twice, and the account is still active.' : `The provider refused to end the account (${refused.code}).`,
    choices: {}
  }
  return asking(ask, settings, () => [{ step }])
}

/** What has to be done so that a provider agrees with `desired`. Pure. */
export function plan (desired: Desired, known: Known, settings: ScimSettings): Plan {
  const whole = planned(PROVIDER, desired, known, settings)
  // What the provider can do is known before anything is asked or written.
  if (whole.steps.length === 0 || isDiscovered(settings, desired.at)) return whole
  return { ...whole, steps: [lists([ALL], [calls.config(), calls.schemas()]), ...whole.steps] }
}
