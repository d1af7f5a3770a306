import type { Desired, Manager } from '../../domain/destination.ts'
import type { Finding } from './findings.ts'

const REGISTERS = ['managers']

/**
 * Managers as remote ids: names have homonyms, and an e-mail or a number may be on its way to be changed. Whoever is not
 * there yet is waited for, in this field alone. `ids` undefined: they stay as they are there. `there`: who stands there now.
 */
export function managersMeant ({ at }: Pick<Desired, 'at'>, managers: Manager[], field: string, there: string[], self: string | undefined): { ids: string[] | undefined, findings: Finding[] } {
  const awaited = managers.filter((each) => isAwaited(each, at))
  const given = managers.filter((each) => (each.state === 'unknown' || each.state === 'out_of_scope') && !isAwaited(each, at))
  const findings = [...waiting(awaited), ...given.map(({ state }): Finding => ({ withheld: { field, why: `${state}_manager`, registers: REGISTERS } }))]
  return { ids: idsToSend(managers, there, self, awaited, given.length), findings }
}

function idsToSend (managers: Manager[], there: string[], self: string | undefined, awaited: Manager[], given: number): string[] | undefined {
  const ids = [...new Set(managers.flatMap((each) => each.state === 'linked' && each.remoteId !== self ? [each.remoteId] : []))]
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
