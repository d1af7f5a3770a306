import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields } from '../../domain/known.ts'
import type { Finding } from '../accounts/findings.ts'
import { asList } from '../accounts/kinds.ts'
import { managersMeant } from '../accounts/managers.ts'
import type { Meant } from '../accounts/meant.ts'
import { linesOf } from './lines.ts'
import type { EngagedlyOptions } from './options.ts'

const REGISTERS = ['managers']

/** The first manager is the manager, the others are the secondary ones; whatever else is mapped from managers has all of them. */
export function leadersMeant (desired: Desired, known: KnownAccount | undefined, options: EngagedlyOptions): { meant: Meant[], findings: Finding[] } {
  const lines = linesOf(desired.fields, options).filter(({ from }) => from.includes('managers'))
  if (lines.length === 0 || desired.fields.managers === undefined) return { meant: [], findings: [] }
  const has = (field: string): boolean => lines.some((line) => line.field === field)
  const { ids, findings } = managersMeant(desired, desired.managers, lines[0]!.field, leadersIn(known?.fields ?? {}), known?.remoteId)
  if (ids === undefined) return { meant: [], findings }
  const rest = has('manager_id') ? ids.slice(1) : ids
  const values: Record<string, string[]> = { manager_id: ids.slice(0, 1), secondary_managers: rest }
  return { meant: lines.map(({ field, kind }) => ({ field, kind, value: values[field] ?? ids, registers: REGISTERS })), findings }
}

/** Remote ids of the managers that stand there. */
export const leadersIn = (fields: RemoteFields): string[] => [...new Set([...asList(fields.manager_id), ...asList(fields.secondary_managers)])]
