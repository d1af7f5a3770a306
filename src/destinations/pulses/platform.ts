import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { creating } from '../accounts/accounts.ts'
import { isRekey } from '../accounts/differences.ts'
import { registersOf, type Change, type Finding } from '../accounts/findings.ts'
import type { Meant } from '../accounts/meant.ts'
import type { Platform } from '../accounts/platform.ts'
import { lists, read } from '../accounts/reading-steps.ts'
import { SETTLE_MS } from './after.ts'
import { blockedMeant } from './blocked.ts'
import * as calls from './calls.ts'
import { endedOtherwise, ending } from './ending.ts'
import { grouped, titled } from './labels.ts'
import { leadersAgainAt, leadersMeant } from './leaders.ts'
import { IDENTIFIERS, kindOf } from './lines.ts'
import { meantBy, unmappedIn } from './meant.ts'
import type { PulsesOptions, PulsesSettings } from './options.ts'
import * as steps from './steps.ts'

/** Pulses, as planning sees it. */
export const PULSES: Platform<PulsesOptions> = {
  name: 'Pulses',
  kindOf,
  identifiers: IDENTIFIERS,
  rekeys: [...IDENTIFIERS, 'leaders'],
  // The effect of an empty date or word is documented nowhere.
  cannotBeCleared: ({ kind }) => kind === 'date' || kind === 'word',
  meant,
  unmapped: unmappedIn,
  lacking: (changes) => changes.some(({ field }) => IDENTIFIERS.includes(field)) ? [] : ['one of internal_number, email and cpf'],
  create: (changes, _desired, settings) => steps.create(changes, settings),
  update,
  end: ending,
  endedOtherwise,
  rehire: {
    way: ({ rehire }) => rehire === 'hold' ? undefined : rehire,
    ways: { update: 'write to the old account', end_and_create: 'make another one' },
    steps: (way, desired, known, settings) => way === 'end_and_create'
      ? creating(PULSES, desired, settings)
      : creating(PULSES, desired, settings, (changes) => steps.reactivate(known, changes, settings))
  },
  readLists: (registers) => lists(registers, [calls.groups(), calls.lists()])
}

function meant (desired: Desired, known: KnownAccount | undefined, settings: PulsesSettings): { meant: readonly Meant[], findings: Finding[] } {
  const { options } = settings
  const plain = meantBy(desired, options)
  const labels = plain.meant.map((each): { meant?: Meant, findings: Finding[] } => {
    if (each.field === 'position') return titled(each, known, settings, desired.at)
    return each.kind === 'labels' ? grouped(each, known, settings, desired.at) : { meant: each, findings: [] }
  })
  const leaders = leadersMeant(desired, known, options)
  const isTooEarly = (leadersAgainAt(known) ?? 0) > desired.at
  return {
    meant: [...labels.flatMap((each) => each.meant ?? []), ...leaders.meant.filter(({ value }) => !isTooEarly || [value].flat().length === 0), ...blockedMeant(desired, known, options)],
    findings: [...plain.withheld.map((withheld) => ({ withheld })), ...labels.flatMap(({ findings }) => findings), ...leaders.findings]
  }
}

function update (known: KnownAccount, changes: Change[], desired: Desired, settings: PulsesSettings): Finding[] {
  if (replacesUnseen(changes, desired.at, known, settings)) return [{ step: read(known, registersOf(changes)) }]
  const meant = new Map(meantBy(desired, settings.options).meant.map(({ field, value }) => [field, value]))
  return steps.update(known, changes, meant, settings, (change) => isRekey(PULSES, change)).map((step) => ({ step }))
}

/** How old our picture of somebody's groups may be when it is written back whole. */
const SEEN_MS = 5_000

/** What others have put there stays: a set that an update replaces is looked at first. */
function replacesUnseen (changes: Change[], at: number, { notes }: KnownAccount, { options }: PulsesSettings): boolean {
  // Nobody has put anything to an account that we have only just made.
  const isNew = notes?.read_at === undefined && at - Number(notes?.written_at ?? 0) < SETTLE_MS
  return options.groups_mode === 'add' && changes.some(({ field }) => field === 'groups') && at - Number(notes?.read_at ?? 0) > SEEN_MS && !isNew
}
