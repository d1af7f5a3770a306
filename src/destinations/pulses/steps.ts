import type { Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { registersOf, shownIn, type Change } from '../accounts/findings.ts'
import { asList } from '../accounts/kinds.ts'
import { bodyOf, stableIdentifier } from './body.ts'
import * as calls from './calls.ts'
import { attributeOf, IDENTIFIERS } from './lines.ts'
import type { PulsesSettings } from './options.ts'

export function create (changes: Change[], settings: PulsesSettings): Step {
  const body = bodyOf(changes, undefined, settings)
  return { kind: 'create', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: [calls.creates(body)], changes: shownIn(changes) }
}

/** Writes everything to the account that has ended, in the hope that it opens it again: the vendor does not say. */
export function reactivate ({ remoteId }: KnownAccount, changes: Change[], settings: PulsesSettings): Step {
  const body = bodyOf(changes, undefined, settings)
  return { kind: 'reactivate', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: [calls.updates(remoteId, body)], changes: shownIn(changes) }
}

/**
 * Plain fields first, then identifiers, then leaders: each may be refused, or braked, without keeping back the others. After
 * a refusal that named no field they go one by one.
 */
export function update (known: KnownAccount, changes: Change[], meant: Map<string, RemoteValue>, settings: PulsesSettings, isRekey: (change: Change) => boolean): Step[] {
  const parts = { update: changes.filter(isPlain), rekey: changes.filter(({ field }) => IDENTIFIERS.includes(field)), leaders: changes.filter(({ field }) => field === 'leaders') }
  return Object.entries(parts).flatMap(([kind, part]) => {
    const portions = kind === 'update' && known.notes?.split === true ? part.map((each) => [each]) : part.length > 0 ? [part] : []
    return portions.map((portion): Step => {
      const body = { ...stableIdentifier(known, portion.map(({ field }) => field), meant), ...bodyOf([...portion, ...attributesBeside(portion, known, meant)], known, settings) }
      const brakes: Step['brakes'] = portion.some(isRekey) ? ['rekeys'] : []
      return { kind, effect: 'changes', registers: registersOf(portion), brakes, calls: [calls.updates(known.remoteId, body)], changes: shownIn(portion) }
    })
  })
}

const isPlain = ({ field }: Change): boolean => !IDENTIFIERS.includes(field) && field !== 'leaders'

/** Whether the vendor merges or replaces custom attributes is not known: the record's other ones go along. */
function attributesBeside (portion: Change[], { fields }: KnownAccount, meant: Map<string, RemoteValue>): { field: string, to: RemoteValue }[] {
  if (!portion.some(({ field }) => attributeOf(field) !== undefined)) return []
  return [...meant].flatMap(([field, to]) => attributeOf(field) !== undefined && fields[field] === to && !portion.some((each) => each.field === field) ? [{ field, to }] : [])
}

export interface Ending { date: string, reason: string, move: boolean }

export function end (known: KnownAccount, { date, reason, move }: Ending, { options }: PulsesSettings): Step {
  const moved = options.move_subordinates_as === 'string' ? 'true' : true
  const body = { resignation_date: date, resignation_reason: reason, ...(move && { [options.move_subordinates_field]: moved }) }
  const changes = Object.entries({ resignation_date: date, resignation_reason: reason }).map(([field, to]) => ({ field, from: known.fields[field], to }))
  return { kind: 'end', effect: 'ends', registers: ['termination'], brakes: ['endings'], calls: [calls.ends(known.remoteId, body)], changes }
}

/** Our part of the groups once `to` stands there: those that we added, now or before. */
export function ourGroups (known: KnownAccount | undefined, to: RemoteValue): string[] {
  const there = new Set(asList(known?.fields.groups))
  const ours = new Set(asList(known?.put.groups))
  return asList(to).filter((name) => !there.has(name) || ours.has(name))
}
