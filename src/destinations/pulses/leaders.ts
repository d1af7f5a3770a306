import type { Desired, KnownAccount, Manager } from '../../domain/destination.ts'
import type { Finding } from './findings.ts'
import { asList, isBlank } from './kinds.ts'
import { linesOf } from './lines.ts'
import type { Meant } from './meant.ts'
import type { PulsesOptions } from './options.ts'

const REGISTERS = ['managers']

/**
 * The leaders as remote ids: names have homonyms, and an e-mail or a number may be on its way to be changed. Whoever is not
 * there yet is waited for, in this field alone.
 */
export function leadersMeant (desired: Desired, known: KnownAccount | undefined, options: PulsesOptions): { meant: Meant[], findings: Finding[] } {
  const line = linesOf(desired.fields, options).find(({ field }) => field === 'leaders')
  if (line === undefined || desired.fields.managers === undefined) return { meant: [], findings: [] }
  const { managers } = desired
  const awaited = managers.filter((each) => isAwaited(each, desired.at))
  const given = managers.filter((each) => (each.state === 'unknown' || each.state === 'out_of_scope') && !isAwaited(each, desired.at))
  const ids = idsToSend(desired, known, awaited, given.length)
  const meant = ids === undefined ? [] : [{ ...line, value: ids, registers: REGISTERS }]
  return { meant, findings: [...waiting(awaited), ...given.map(({ state }): Finding => ({ withheld: { field: 'leaders', why: `${state}_manager`, registers: REGISTERS } })), ...tooEarly(desired, known, ids)] }
}

/** Undefined: the leaders stay as they are there. */
function idsToSend ({ managers }: Desired, known: KnownAccount | undefined, awaited: Manager[], given: number): string[] | undefined {
  const there = asList(known?.fields.leaders)
  const ids = [...new Set(managers.flatMap((each) => each.state === 'linked' && each.remoteId !== known?.remoteId ? [each.remoteId] : []))]
  if (managers.length === 0) return []
  if (awaited.some((each) => each.state === 'pending' && each.why === 'cycle')) return undefined
  // While somebody is awaited, a first leader is better than none, and the old ones are better than fewer.
  if (awaited.length > 0) return there.length === 0 && ids.length > 0 ? ids : undefined
  if (ids.length === 0) return undefined
  // Whoever has left may still stand there: no drift until HR names another.
  const someLeft = managers.some(({ state }) => state === 'left') || given > 0
  return someLeft && ids.every((id) => there.includes(id)) ? undefined : ids
}

function isAwaited (manager: Manager, at: number): boolean {
  return manager.state === 'pending' || ((manager.state === 'unknown' || manager.state === 'out_of_scope') && at < manager.until)
}

function waiting (awaited: Manager[]): Finding[] {
  if (awaited.length === 0) return []
  const ends = awaited.flatMap((each) => 'until' in each ? [each.until] : [])
  return [{ wait: { registers: REGISTERS, why: 'manager', references: awaited.map(({ reference }) => reference), ...(ends.length > 0 && { until: Math.min(...ends) }) } }]
}

/** Pulses did not find a leader, or saw a cycle, a moment ago: its background job may only not have come to them yet. */
function tooEarly ({ at, managers }: Desired, known: KnownAccount | undefined, ids: string[] | undefined): Finding[] {
  const again = leadersAgainAt(known)
  if (again === undefined || again <= at || isBlank(ids)) return []
  return [{ wait: { registers: REGISTERS, why: 'manager', until: again, references: managers.map(({ reference }) => reference) } }]
}

/** When leaders that were refused are sent again. */
export function leadersAgainAt (known: KnownAccount | undefined): number | undefined {
  const again = known?.notes?.leaders_again_at
  return typeof again === 'number' ? again : undefined
}
