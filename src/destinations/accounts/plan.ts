import type { Desired, Plan, Settings } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import { creating, gone, inConflict, rehiring, unknownPerson } from './accounts.ts'
import { differences } from './differences.ts'
import { assembled, changesIn, othersIn, type Finding } from './findings.ts'
import type { AccountOptions, Platform } from './platform.ts'
import { look, read } from './reading-steps.ts'

/**
 * What has to be done so that a platform agrees with `desired`. Pure: preview, drift and repair call it too; planning again
 * after its steps succeeded yields no step (a property test of every platform).
 */
export function planned<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: Known, settings: Settings<O>): Plan {
  const unmapped = platform.unmapped(desired.fields, settings.options)
  // Out of scope, only an ending is ever sent.
  if (!desired.inScope && desired.state !== 'ended') return assembled([], unmapped)
  return assembled(listsFirst(platform, found(platform, desired, known, settings)), unmapped)
}

function found<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: Known, settings: Settings<O>): Finding[] {
  switch (known.kind) {
    case 'never_looked': return [{ step: look([ALL]) }]
    case 'absent': return absent(platform, desired, known, settings)
    case 'ended': return [...confirming(desired, known), ...ended(platform, desired, known, settings)]
    case 'active': return known.gone ? gone(platform, desired, known, settings) : [...confirming(desired, known), ...active(platform, desired, known, settings)]
  }
}

/** Whatever may have been sent can appear until the doubt is over: nobody is there only if nobody is there afterwards. */
function lookingAgain (at: number, doubtUntil: number): Finding[] {
  return at < doubtUntil ? [{ wait: { registers: [ALL], why: 'settle', until: doubtUntil } }] : [{ step: look([ALL]) }]
}

function absent<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: Extract<Known, { kind: 'absent' }>, settings: Settings<O>): Finding[] {
  if (desired.doubtUntil !== undefined && known.lookedAt < desired.doubtUntil) return lookingAgain(desired.at, desired.doubtUntil)
  if (known.conflict !== undefined) return inConflict(platform, desired, known.conflict, settings)
  if (desired.state === 'not_yet') return starting(desired)
  const ends = desired.state === 'ended' ? platform.endUnseen?.(desired, settings, false) ?? [] : []
  if (ends.length > 0) return ends
  if (!desired.mayBeCreated) return unknownPerson(platform, desired, settings)
  return desired.state === 'ended' ? [] : creating(platform, desired, settings)
}

/** While an ending is asked or awaited, changes still go; an ending that can go comes first. */
function active<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[] {
  const ends = desired.state === 'ended' ? platform.end(desired, known, settings) : []
  return desired.inScope ? [...ends, ...updating(platform, desired, known, settings)] : ends
}

/** Changes to somebody who has ended there are kept and not sent. */
function ended<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[] {
  switch (desired.state) {
    case 'ended': return platform.endedOtherwise?.(desired, known, settings) ?? []
    case 'not_yet': return starting(desired)
    case 'active': return rehiring(platform, desired, known, settings)
  }
}

function updating<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[] {
  const found = differences(platform, desired, known, settings)
  const changes = changesIn(found)
  return changes.length === 0 ? othersIn(found) : [...othersIn(found), ...platform.update(known, changes, desired, settings)]
}

const starting = ({ startsAt: until }: Desired): Finding[] =>
  [{ wait: { registers: [ALL], why: 'start', ...(until !== undefined && { until }) } }]

const confirming = ({ at }: Desired, known: KnownAccount): Finding[] =>
  known.confirm !== undefined && known.confirm.at <= at ? [{ step: read(known) }] : []

/** Lists that are needed before somebody can be asked are read before anything is written without them. */
export function listsFirst<O extends AccountOptions> (platform: Platform<O>, findings: Finding[]): Finding[] {
  const registers = [...new Set(findings.flatMap((each) => 'unread' in each ? each.unread : []))]
  return registers.length === 0 || platform.readLists === undefined ? findings : [{ step: platform.readLists(registers) }, ...findings]
}
