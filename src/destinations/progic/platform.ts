import type { Ask, Desired, Plan } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import { creating } from '../accounts/accounts.ts'
import { isRekey } from '../accounts/differences.ts'
import { asking, type Change, type Finding } from '../accounts/findings.ts'
import type { Platform } from '../accounts/platform.ts'
import { planned } from '../accounts/plan.ts'
import { look, read } from '../accounts/reading-steps.ts'
import { isReadable } from './after.ts'
import { FLAGS, KEY, REQUIRED } from './fields.ts'
import { isNamed, kindOf, STATE } from './lines.ts'
import { meantBy, unmappedIn } from './meant.ts'
import type { ProgicOptions, ProgicSettings } from './options.ts'
import * as steps from './steps.ts'

/** How old our picture of somebody may be when all of it is written back, and when a new account is made beside it. */
const SEEN_MS = 60_000

/** Progic, as planning sees it. */
export const PROGIC: Platform<ProgicOptions> = {
  name: 'Progic',
  kindOf,
  identifiers: ['employee_number'],
  rekeys: [...KEY, 'pin', 'work_email'],
  cannotBeCleared: ({ field }) => REQUIRED.includes(field) || KEY.includes(field) || FLAGS.includes(field) || field === 'idgroup',
  meant: (desired, _known, { options }) => {
    const { meant, withheld } = meantBy(desired, options)
    return { meant, findings: withheld.map((each) => ({ withheld: each })) }
  },
  unmapped: unmappedIn,
  lacking: (changes, { options }) => [...REQUIRED, 'company_code'].filter((field) => isNamed(field, options) && !changes.some((each) => each.field === field)),
  create: (changes, _desired, { options }) => steps.create(changes, options),
  update: (known, changes, desired, { options }) => replacesUnseen(known, changes, desired, options)
    ? [{ step: read(known, [...new Set(changes.flatMap(({ registers }) => registers))]) }]
    : steps.update(known, changes, options, (change) => isRekey(PROGIC, change)).map((step) => ({ step })),
  end: ending,
  // Not found may have been out of reach: only a removal tells, and whoever is forbidden is still there.
  endGone: ending,
  rehire: {
    way: ({ rehire, direction }) => direction === 'pull' ? 'end_and_create' : rehire === 'hold' ? undefined : rehire,
    ways: { end_and_create: 'make a new account', update: 'write to the old one' },
    steps: rehiring
  },
  goneHint: 'Or its group is not among the API Groups of the credential any more: grant the group, then approve; the account is looked for before another is made.'
}

/** What has to be done so that Progic agrees with `desired`. Pure. */
export function plan (desired: Desired, known: Known, settings: ProgicSettings): Plan {
  return planned(PROGIC, desired, wasOnlyPublished(known, settings.options) ? { kind: 'never_looked' } : known, settings)
}

/** What was published for Progic to read says nothing about who is there, once we call it. */
const wasOnlyPublished = (known: Known, { direction }: ProgicOptions): boolean =>
  direction === 'push' && (known.kind === 'active' || known.kind === 'ended') && known.notes?.published === true

/** A body that replaces carries what HR says nothing about, too: it is looked at first, so that no old value is written back. */
function replacesUnseen (known: KnownAccount, changes: Change[], desired: Desired, options: ProgicOptions): boolean {
  if (options.direction === 'pull' || options.update.body !== 'all' || !isReadable(options)) return false
  const meant = meantBy(desired, options).meant
  const isOthers = Object.keys(known.fields).some((field) => field !== STATE && !meant.some((each) => each.field === field))
  return isOthers && changes.length > 0 && desired.at - Math.max(Number(known.notes?.read_at ?? 0), Number(known.notes?.written_at ?? 0)) > SEEN_MS
}

/** Nothing keeps it but its own question: it was said twice, and the account is still there. */
function ending (_desired: Desired, known: KnownAccount, settings: ProgicSettings): Finding[] {
  const { options } = settings
  const refused = known.refused?.[STATE]
  const step: Finding = { step: steps.end(known, options) }
  if (refused === undefined) return [step]
  const ask: Ask = {
    reason: 'unconfirmed',
    registers: ['termination'],
    field: STATE,
    cause: 'termination:not_kept',
    asked: `termination:${known.remoteId}:${refused.times}`,
    detail: 'Progic accepted the removal twice, and the account is still there.',
    choices: {}
  }
  return asking(ask, settings, () => [step])
}

/** Somebody may have made an account by hand meanwhile: it is looked for before another is made. */
function rehiring (way: string, desired: Desired, known: KnownAccount, settings: ProgicSettings): Finding[] {
  const { options } = settings
  const readAt = Number(known.notes?.read_at ?? -Infinity)
  const isFresh = desired.at - readAt <= SEEN_MS && known.notes?.looked === true
  if (!isFresh) return [{ step: look([ALL]) }]
  return way === 'end_and_create' ? creating(PROGIC, desired, settings) : creating(PROGIC, desired, settings, (changes) => steps.reactivate(known, changes, options))
}
