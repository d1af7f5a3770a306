import type { Ask, Conflict, Desired, KnownAccount } from '../../domain/destination.ts'
import { ALL } from '../../domain/fate.ts'
import { differences } from './differences.ts'
import { asking, changesIn, insisting, othersIn, type Finding, type PulsesSettings, valueIn } from './findings.ts'
import { IDENTIFIERS } from './lines.ts'
import * as steps from './steps.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const REGISTERS = [ALL]

/** Everything that is safe goes; whatever is in question follows when it is answered. */
export function creating (desired: Desired, settings: PulsesSettings, step = steps.create): Finding[] {
  const found = differences(desired, undefined, settings)
  const changes = changesIn(found)
  if (changes.some(({ field }) => IDENTIFIERS.includes(field))) return [...othersIn(found), { step: step(changes, settings) }]
  const ask: Ask = {
    reason: 'missing_required',
    registers: REGISTERS,
    cause: 'missing_required:identifier',
    asked: 'missing_required:identifier',
    detail: 'Pulses needs one of internal_number, email and cpf, and this person has none of them. Send one, by a change or a full row.'
  }
  return asking(ask, settings, () => insisting(ask, settings))
}

/** Whether the old account is opened again, or another one made, decides about the person's history at Pulses. */
export function rehiring (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const tried = known.refused?.hire
  const policy = settings.options.rehire
  const again = (how: unknown): Finding[] => how === 'end_and_create'
    ? creating(desired, settings)
    : creating(desired, settings, (changes) => steps.reactivate(known, changes, settings))
  if (policy !== 'hold' && tried === undefined) return again(policy)
  const ask: Ask = {
    reason: 'rehire',
    registers: REGISTERS,
    cause: `rehire:${known.remoteId}`,
    asked: `rehire:${known.remoteId}:${desired.fields.hire_date ?? ''}:${tried?.times ?? 0}`,
    detail: tried === undefined
      ? `The account ${known.remoteId} of this person has ended at Pulses, and they are hired again.`
      : `To ${tried.value} the account of this person, who is hired again, did not succeed (${tried.code}).`,
    choices: { rehire: 'update: write to the old account · end_and_create: make another one' }
  }
  return asking(ask, settings, ({ rehire }) => again(rehire ?? policy))
}

/** Somebody of whom nobody ever said a hire or a full row, and who is not there either. */
export function unknownPerson (desired: Desired, settings: PulsesSettings): Finding[] {
  const until = desired.heardAt + WEEK_MS
  const ends = desired.state === 'ended'
  if (!ends && desired.at < until) return [{ wait: { registers: REGISTERS, why: 'unknown_person', until } }]
  const ask: Ask = {
    reason: 'unknown_person',
    registers: REGISTERS,
    cause: 'unknown_person',
    asked: `unknown_person:${desired.state}`,
    detail: `A ${ends ? 'termination of' : 'change to'} somebody whom nobody ever hired, and who is not at Pulses either.`,
    choices: ends ? {} : { create: 'true: make an account from what is known' }
  }
  return asking(ask, settings, () => ends ? [] : creating(desired, settings))
}

/** The identifiers meet accounts that may be other people's: nothing is written, and nobody ended, before somebody has said whose. */
export function inConflict (desired: Desired, { ids, keys, times, detail }: Conflict, settings: PulsesSettings): Finding[] {
  const ask: Ask = {
    reason: 'identity_conflict',
    registers: REGISTERS,
    cause: `identity:${ids.join(',')}`,
    asked: `identity:${keys.join(',')}:${ids.join(',')}:${times}`,
    detail,
    choices: ids.length > 0 ? { 'values.remote_id': `which account is this person's: ${ids.join(', ')}; left out: it has been put right at Pulses, look again` } : {}
  }
  return asking(ask, settings, (answer) => {
    const chosen = valueIn(answer, 'remote_id')
    if (ids.length === 0) return desired.state === 'active' && desired.mayBeCreated ? creating(desired, settings) : []
    if (chosen === undefined) return [{ step: steps.look(REGISTERS) }]
    return ids.includes(chosen) ? [{ step: steps.adopt(chosen, REGISTERS) }] : insisting(ask, settings)
  })
}

/** The account that we knew is not found any more: made again only if somebody says so. */
export function gone (desired: Desired, { remoteId }: KnownAccount, settings: PulsesSettings): Finding[] {
  if (desired.state === 'ended') return []
  const ask: Ask = {
    reason: 'gone',
    registers: REGISTERS,
    cause: 'gone',
    asked: `gone:${remoteId}`,
    detail: `The account ${remoteId} is not at Pulses any more, and nobody there has this person's identifiers.`,
    choices: { create: 'true: make another account' }
  }
  return asking(ask, settings, () => desired.inScope ? creating(desired, settings) : [])
}
