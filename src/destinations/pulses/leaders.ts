import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Finding } from '../accounts/findings.ts'
import { asList, isBlank } from '../accounts/kinds.ts'
import { managersMeant } from '../accounts/managers.ts'
import type { Meant } from '../accounts/meant.ts'
import { linesOf } from './lines.ts'
import type { PulsesOptions } from './options.ts'

const REGISTERS = ['managers']

export function leadersMeant (desired: Desired, known: KnownAccount | undefined, options: PulsesOptions): { meant: Meant[], findings: Finding[] } {
  const line = linesOf(desired.fields, options).find(({ field }) => field === 'leaders')
  if (line === undefined || desired.fields.managers === undefined) return { meant: [], findings: [] }
  const { ids, findings } = managersMeant(desired, desired.managers, line.field, asList(known?.fields.leaders), known?.remoteId)
  const meant = ids === undefined ? [] : [{ field: line.field, kind: line.kind, value: ids, registers: REGISTERS }]
  return { meant, findings: [...findings, ...tooEarly(desired, known, ids)] }
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
