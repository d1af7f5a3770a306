import type { Desired, Known, KnownAccount, Plan } from '../../domain/destination.ts'
import { ALL } from '../../domain/fate.ts'
import { SETTLE_MS } from './after.ts'
import { creating, gone, inConflict, rehiring, unknownPerson } from './accounts.ts'
import { differences } from './differences.ts'
import { endedOtherwise, ending } from './ending.ts'
import { assembled, changesIn, othersIn, type Change, type Finding, type PulsesSettings } from './findings.ts'
import { meantBy, unmappedIn } from './meant.ts'
import * as steps from './steps.ts'

/**
 * What has to be done so that Pulses agrees with `desired`. Pure: preview, drift and repair call it too; planning again after
 * its steps succeeded yields no step (a property test).
 */
export function plan (desired: Desired, known: Known, settings: PulsesSettings): Plan {
  const unmapped = unmappedIn(desired.fields, settings.options)
  // Out of scope, only an ending is ever sent.
  if (!desired.inScope && desired.state !== 'ended') return assembled([], unmapped)
  return assembled(catalogueFirst(found(desired, known, settings)), unmapped)
}

function found (desired: Desired, known: Known, settings: PulsesSettings): Finding[] {
  switch (known.kind) {
    case 'never_looked': return [{ step: steps.look([ALL]) }]
    case 'absent': return absent(desired, known, settings)
    case 'ended': return [...confirming(desired, known), ...ended(desired, known, settings)]
    case 'active': return known.gone ? gone(desired, known, settings) : [...confirming(desired, known), ...active(desired, known, settings)]
  }
}

/** Whatever may have been sent can appear until the doubt is over: nobody is there only if nobody is there afterwards. */
function lookingAgain (at: number, doubtUntil: number): Finding[] {
  return at < doubtUntil ? [{ wait: { registers: [ALL], why: 'settle', until: doubtUntil } }] : [{ step: steps.look([ALL]) }]
}

function absent (desired: Desired, known: Extract<Known, { kind: 'absent' }>, settings: PulsesSettings): Finding[] {
  if (desired.doubtUntil !== undefined && known.lookedAt < desired.doubtUntil) return lookingAgain(desired.at, desired.doubtUntil)
  if (known.conflict !== undefined) return inConflict(desired, known.conflict, settings)
  if (desired.state === 'not_yet') return starting(desired)
  if (!desired.mayBeCreated) return unknownPerson(desired, settings)
  return desired.state === 'ended' ? [] : creating(desired, settings)
}

/** While an ending is asked or awaited, changes still go; an ending that can go comes first. */
function active (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const ends = desired.state === 'ended' ? ending(desired, known, settings) : []
  return desired.inScope ? [...ends, ...updating(desired, known, settings)] : ends
}

/** Changes to somebody who has ended there are kept and not sent. */
function ended (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  switch (desired.state) {
    case 'ended': return endedOtherwise(desired, known, settings)
    case 'not_yet': return starting(desired)
    case 'active': return rehiring(desired, known, settings)
  }
}

function updating (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const found = differences(desired, known, settings)
  if (replacesUnseen(changesIn(found), desired.at, known, settings)) return [...othersIn(found), { step: steps.read(known, steps.registersOf(changesIn(found))) }]
  const meant = new Map(meantBy(desired, settings.options).meant.map(({ field, value }) => [field, value]))
  return [...othersIn(found), ...steps.update(known, changesIn(found), meant, settings).map((step) => ({ step }))]
}

/** How old our picture of somebody's groups may be when it is written back whole. */
const SEEN_MS = 5_000

/** What others have put there stays: a set that an update replaces is looked at first. */
function replacesUnseen (changes: Change[], at: number, { notes }: KnownAccount, { options }: PulsesSettings): boolean {
  // Nobody has put anything to an account that we have only just made.
  const isNew = notes?.read_at === undefined && at - Number(notes?.written_at ?? 0) < SETTLE_MS
  return options.groups_mode === 'add' && changes.some(({ field }) => field === 'groups') && at - Number(notes?.read_at ?? 0) > SEEN_MS && !isNew
}

const starting = ({ startsAt: until }: Desired): Finding[] =>
  [{ wait: { registers: [ALL], why: 'start', ...(until !== undefined && { until }) } }]

const confirming = ({ at }: Desired, known: KnownAccount): Finding[] =>
  known.confirm !== undefined && known.confirm.at <= at ? [{ step: steps.read(known) }] : []

/** Lists that are needed before somebody can be asked are read before anything is written without them. */
function catalogueFirst (findings: Finding[]): Finding[] {
  const registers = [...new Set(findings.flatMap((each) => 'unread' in each ? each.unread : []))]
  return registers.length === 0 ? findings : [{ step: steps.catalogue(registers) }, ...findings]
}
