import type { Ask, Desired, Settings, Step } from '../../domain/destination.ts'
import type { Conflict, KnownAccount } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import { differences } from './differences.ts'
import { asking, changesIn, insisting, othersIn, valueIn, type Change, type Finding } from './findings.ts'
import type { AccountOptions, Platform } from './platform.ts'
import { adopt, look } from './reading-steps.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const REGISTERS = [ALL]

/** Everything that is safe goes; whatever is in question follows when it is answered. `step`: how the account is made. */
export function creating<O extends AccountOptions> (platform: Platform<O>, desired: Desired, settings: Settings<O>, step: (changes: Change[]) => Step = (changes) => platform.create(changes, desired, settings)): Finding[] {
  const found = differences(platform, desired, undefined, settings)
  const changes = changesIn(found)
  const lacking = platform.lacking(changes, settings)
  if (lacking.length === 0) return [...othersIn(found), { step: step(changes) }]
  // What is asked about already, such as a value that has to be chosen, is not asked twice.
  if (lacking.every((field) => found.some((each) => ('ask' in each && each.ask.field === field) || 'unread' in each))) return othersIn(found)
  const ask: Ask = {
    reason: 'missing_required',
    registers: REGISTERS,
    cause: `missing_required:${lacking.join(',')}`,
    asked: `missing_required:${lacking.join(',')}`,
    detail: `${platform.name} makes no account without ${lacking.join(', ')}. Send it, by a change or a full row.`
  }
  return [...othersIn(found).filter((each) => 'unread' in each), ...asking(ask, settings, () => insisting(ask, settings))]
}

/** Whether the old account is opened again, or another one made, decides about the person's history there. */
export function rehiring<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[] {
  const { way, ways, steps } = platform.rehire
  const tried = known.refused?.hire
  const policy = way(settings.options, known, desired)
  if (policy !== undefined && tried === undefined) return steps(policy, desired, known, settings)
  const ask: Ask = {
    reason: 'rehire',
    registers: REGISTERS,
    cause: `rehire:${known.remoteId}`,
    asked: `rehire:${known.remoteId}:${desired.fields.hire_date ?? ''}:${tried?.times ?? 0}`,
    detail: tried === undefined
      ? `The account ${known.remoteId} of this person has ended at ${platform.name}, and they are hired again.`
      : `To ${tried.value} the account of this person, who is hired again, did not succeed (${tried.code}).`,
    choices: { rehire: Object.entries(ways).map(([name, meaning]) => `${name}: ${meaning}`).join(' · ') },
    offers: Object.entries(ways).map(([rehire, effect]) => ({ answer: { rehire: rehire as 'update' }, effect }))
  }
  return asking(ask, settings, ({ rehire }) => steps(typeof rehire === 'string' && rehire in ways ? rehire : policy ?? Object.keys(ways)[0]!, desired, known, settings))
}

/** Somebody of whom nobody ever said a hire or a full row, and who is not there either. */
export function unknownPerson<O extends AccountOptions> (platform: Platform<O>, desired: Desired, settings: Settings<O>): Finding[] {
  const until = desired.heardAt + WEEK_MS
  const ends = desired.state === 'ended'
  if (!ends && desired.at < until) return [{ wait: { registers: REGISTERS, why: 'unknown_person', until } }]
  const ask: Ask = {
    reason: 'unknown_person',
    registers: REGISTERS,
    cause: 'unknown_person',
    asked: `unknown_person:${desired.state}`,
    detail: `A ${ends ? 'termination of' : 'change to'} somebody whom nobody ever hired, and who is not at ${platform.name} either.`,
    choices: ends ? {} : { create: 'true: make an account from what is known' }
  }
  return asking(ask, settings, () => ends ? platform.endUnseen?.(desired, settings, true) ?? [] : creating(platform, desired, settings))
}

/** The identifiers meet accounts that may be other people's: nothing is written, and nobody ended, before somebody has said whose. */
export function inConflict<O extends AccountOptions> (platform: Platform<O>, desired: Desired, { ids, keys, times, detail }: Conflict, settings: Settings<O>): Finding[] {
  const ask: Ask = {
    reason: 'identity_conflict',
    registers: REGISTERS,
    cause: `identity:${ids.join(',')}`,
    asked: `identity:${keys.join(',')}:${ids.join(',')}:${times}`,
    detail,
    choices: ids.length > 0 ? { 'values.remote_id': `which account is this person's: ${ids.join(', ')}; left out: it has been put right at ${platform.name}, look again` } : {}
  }
  return asking(ask, settings, (answer) => {
    const chosen = valueIn(answer, 'remote_id')
    if (ids.length === 0) return desired.state === 'active' && desired.mayBeCreated ? creating(platform, desired, settings) : []
    if (chosen === undefined) return [{ step: look(REGISTERS) }]
    return ids.includes(chosen) ? [{ step: adopt(chosen, REGISTERS) }] : insisting(ask, settings)
  })
}

/** The account that we knew is not found any more: made again only if somebody says so. */
export function gone<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[] {
  const { remoteId } = known
  if (desired.state === 'ended') return platform.endGone?.(desired, known, settings) ?? []
  const ask: Ask = {
    reason: 'gone',
    registers: REGISTERS,
    cause: 'gone',
    asked: `gone:${remoteId}`,
    detail: `The account ${remoteId} is not at ${platform.name} any more, and nobody there has this person's identifiers.${platform.goneHint === undefined ? '' : ` ${platform.goneHint}`}`,
    choices: { create: 'true: make another account' }
  }
  return asking(ask, settings, () => desired.inScope ? creating(platform, desired, settings) : [])
}
