import type { Ask, Desired, Known, KnownAccount, Plan } from '../../domain/destination.ts'
import { registerOf, type Register } from '../../domain/view/registers.ts'
import { differences } from './differences.ts'
import { ending, endedOtherwise } from './ending.ts'
import { asking, assembled, changesIn, insisting, othersIn, stepsIn, type Finding, type PulsesSettings } from './findings.ts'
import { isBlank } from './kinds.ts'
import { IDENTIFIERS } from './lines.ts'
import { meantBy, unmappedIn } from './meant.ts'
import * as steps from './steps.ts'

const WEEK_MS = 7 * 24 * 3_600_000

/**
 * What has to be done so that Pulses agrees with `desired`. Pure: preview, drift and repair call it too; planning again after
 * its steps succeeded yields no step (a property test).
 */
export function plan (desired: Desired, known: Known, settings: PulsesSettings): Plan {
  const unmapped = unmappedIn(desired.fields, settings.options)
  // Out of scope, only an ending is ever sent.
  if (!desired.inScope && desired.state !== 'ended') return assembled([], unmapped)
  const findings = [...announced(desired), ...decided(desired, known, settings)]
  return assembled(catalogueFirst(undoubted(findings, desired, known)), unmapped)
}

function decided (desired: Desired, known: Known, settings: PulsesSettings): Finding[] {
  switch (known.kind) {
    case 'never_looked': return [{ step: steps.look(everything(desired)) }]
    case 'absent': return absent(desired, known, settings)
    case 'ended': return [...confirming(desired, known), ...ended(desired, known, settings)]
    case 'active': return known.gone ? gone(desired, known, settings) : [...confirming(desired, known), ...active(desired, known, settings)]
  }
}

function absent (desired: Desired, known: Extract<Known, { kind: 'absent' }>, settings: PulsesSettings): Finding[] {
  const { at, doubtUntil } = desired
  // Whatever was sent may appear until then: nobody is there only if nobody is there afterwards.
  if (doubtUntil !== undefined && known.lookedAt < doubtUntil) {
    const registers = everything(desired)
    return [at < doubtUntil ? { wait: { registers, why: 'settle', until: doubtUntil } } : { step: steps.look(registers) }]
  }
  if (known.conflict !== undefined) return conflicting(desired, known.conflict, settings)
  if (desired.state === 'not_yet') return [starting(desired)]
  if (desired.mayBeCreated) return desired.state === 'ended' ? [] : creating(desired, settings)
  return unknownPerson(desired, settings)
}

function active (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const ends = desired.state === 'ended' ? ending(desired, known, settings) : []
  return desired.inScope ? [...ends, ...updating(desired, known, settings)] : ends
}

function ended (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  if (desired.state === 'ended') return endedOtherwise(desired, known, settings)
  return desired.state === 'not_yet' ? [starting(desired)] : rehiring(desired, known, settings)
}

function updating (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const found = differences(desired, known, settings)
  const meant = new Map(meantBy(desired, settings.options).meant.map(({ field, value }) => [field, value]))
  return [...othersIn(found), ...steps.update(known, changesIn(found), meant, settings).map((step) => ({ step }))]
}

/** Everything that is safe goes; whatever is in question follows when it is answered. */
function creating (desired: Desired, settings: PulsesSettings, step = steps.create): Finding[] {
  const found = differences(desired, undefined, settings)
  const changes = changesIn(found)
  if (changes.some(({ field }) => IDENTIFIERS.includes(field))) return [...othersIn(found), { step: step(changes, settings) }]
  return [{
    ask: {
      reason: 'missing_required',
      registers: everything(desired),
      cause: 'missing_required:identifier',
      asked: 'missing_required:identifier',
      detail: 'Pulses needs one of internal_number, email and cpf, and this person has none of them.'
    }
  }]
}

/** Whether the old account is opened again, or another one made, decides about the person's history at Pulses. */
function rehiring (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const tried = known.refused?.hire
  const policy = settings.options.rehire
  const again = (as: unknown): Finding[] => as === 'create' || as === 'end_and_create'
    ? creating(desired, settings)
    : creating(desired, settings, (changes) => steps.reactivate(known, changes, settings))
  if (policy !== 'hold' && tried === undefined) return again(policy)
  const ask: Ask = {
    reason: 'rehire',
    registers: everything(desired),
    cause: `rehire:${known.remoteId}`,
    asked: `rehire:${known.remoteId}:${desired.fields.hire_date ?? ''}:${tried?.times ?? 0}`,
    detail: tried === undefined
      ? `The account ${known.remoteId} of this person has ended at Pulses, and they are hired again.`
      : `To ${tried.value} the account of this person, who is hired again, did not succeed (${tried.code}).`,
    choices: { as: 'update: write to the old account · create: make another one' }
  }
  return asking(ask, settings, ({ as }) => again(as ?? policy))
}

function unknownPerson (desired: Desired, settings: PulsesSettings): Finding[] {
  const until = desired.heardAt + WEEK_MS
  const registers = everything(desired)
  if (desired.state === 'active' && desired.at < until) return [{ wait: { registers, why: 'unknown_person', until } }]
  const ends = desired.state === 'ended'
  const ask: Ask = {
    reason: 'unknown_person',
    registers,
    cause: 'unknown_person',
    asked: `unknown_person:${desired.state}`,
    detail: ends ? 'A termination of somebody whom nobody ever hired, and who is not at Pulses either.' : 'A change to somebody whom nobody ever hired, and who is not at Pulses either.',
    choices: ends ? {} : { as: 'create: make an account from what is known' }
  }
  return asking(ask, settings, () => ends ? [] : creating(desired, settings))
}

function conflicting (desired: Desired, { ids, keys, times, detail }: NonNullable<Extract<Known, { kind: 'absent' }>['conflict']>, settings: PulsesSettings): Finding[] {
  const registers = everything(desired)
  const ask: Ask = {
    reason: 'identity_conflict',
    registers,
    cause: `identity:${ids.join(',')}`,
    asked: `identity:${keys.join(',')}:${ids.join(',')}:${times}`,
    detail,
    choices: ids.length > 0 ? { remote_id: `which account is this person's: ${ids.join(', ')}` } : {}
  }
  return asking(ask, settings, ({ remote_id: chosen }) => {
    const id = chosen === undefined && ids.length === 1 ? ids[0] : chosen
    if (ids.length === 0) return desired.state === 'active' && desired.mayBeCreated ? creating(desired, settings) : []
    return typeof id === 'string' && ids.includes(id) ? [{ step: steps.adopt(id, registers) }] : insisting(ask, settings)
  })
}

/** The account that we knew is not found any more: made again only if somebody says so. */
function gone (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  if (desired.state === 'ended') return []
  const ask: Ask = {
    reason: 'gone',
    registers: everything(desired),
    cause: 'gone',
    asked: `gone:${known.remoteId}`,
    detail: `The account ${known.remoteId} is not at Pulses any more, and nobody there has this person's identifiers.`,
    choices: { as: 'create: make another account' }
  }
  return asking(ask, settings, () => creating(desired, settings))
}

const starting = ({ startsAt: until, ...desired }: Desired): Finding =>
  ({ wait: { registers: everything(desired), why: 'start', ...(until !== undefined && { until }) } })

/** A termination that has been told and has not come yet. */
function announced ({ state, termination, endsAt, at }: Desired): Finding[] {
  if (state === 'ended' || termination === undefined || endsAt === undefined || endsAt <= at) return []
  return [{ wait: { registers: ['termination'], why: 'ending', until: endsAt } }]
}

const confirming = ({ at }: Desired, known: KnownAccount): Finding[] =>
  known.confirm !== undefined && known.confirm.at <= at ? [{ step: steps.read(known) }] : []

/** While a write may be under way there, what was seen before it counts for nothing: nothing is written on top of it. */
function undoubted (findings: Finding[], desired: Desired, known: Known): Finding[] {
  const { at, doubtUntil } = desired
  if (doubtUntil === undefined || known.kind === 'never_looked' || known.kind === 'absent' || Number(known.notes?.read_at ?? 0) >= doubtUntil) return findings
  const writes = stepsIn(findings).filter(({ effect }) => effect !== 'reads')
  if (writes.length === 0) return findings
  const registers = [...new Set(writes.flatMap((step) => step.registers))]
  const settled: Finding = at < doubtUntil
    ? { wait: { registers, why: 'settle', until: doubtUntil } }
    : { step: steps.read(known, registers) }
  return [...findings.filter((each) => !('step' in each) || each.step.effect === 'reads'), settled]
}

/** Lists that are needed before somebody can be asked are read before anything is written without them. */
function catalogueFirst (findings: Finding[]): Finding[] {
  const registers = [...new Set(findings.flatMap((each) => 'unread' in each ? each.unread : []))]
  return registers.length === 0 ? findings : [{ step: steps.catalogue(registers) }, ...findings]
}

/** All registers of this person that mean something here: what an account is waited or asked for keeps waiting too. */
function everything ({ fields, termination }: Pick<Desired, 'fields' | 'termination'>): Register[] {
  const told = Object.keys(fields).filter((name) => name !== 'termination' && !isBlank((fields as Record<string, null>)[name]))
  const registers = told.flatMap((name) => name === 'custom' ? Object.keys(fields.custom ?? {}).map((key) => `custom.${key}`) : [registerOf(name)])
  return [...new Set(['hire', ...registers, ...(termination === undefined ? [] : ['termination'])])]
}
