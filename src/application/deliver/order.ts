import type { Event } from '../../domain/event.ts'
import type { Employee } from '../../domain/view/view.ts'
import type { LeasedLink } from '../../postgres/record/links.ts'
import { referenceHashes } from '../interpret/holders.ts'
import type { Seen } from './desired.ts'
import type { Run } from './run.ts'

/** A link that is about to set out. */
export interface Traveller { link: LeasedLink, seen: Seen }

/**
 * The order in which links that were leased together set out: those who stay from the top down, so that a leader has an
 * account before anybody names them, then those who leave from the bottom up. Whoever sets out later waits for those before.
 */
export async function inOrder ({ lane, reads }: Pick<Run, 'lane' | 'reads'>, travellers: Traveller[]): Promise<Traveller[]> {
  const people = new Map(travellers.map((one) => [one.link.employee, { one, said: one.seen.events, employee: one.seen.employee }] as const))
  if (people.size < 2 || [...people.values()].every(({ employee }) => employee.fields.managers == null && employee.state !== 'leaver')) return travellers
  const above = new Map(await Promise.all([...people].map(async ([id, { employee, said }]) => [id, (await leadersOf(employee, said)).filter((leader) => people.has(leader))] as const)))
  const depths = new Map<string, number>()

  async function leadersOf ({ fields, owners }: Employee, said: Event[]): Promise<string[]> {
    const source = said.find(({ id }) => id === owners.get('managers'))?.source ?? 'api'
    return (await Promise.all((fields.managers ?? []).map((manager) => reads.people(referenceHashes(lane.keys, manager, source))))).flat()
  }

  /** How many stand above somebody; whoever is met again stands above themselves, which is no more depth. */
  function depthOf (id: string): number {
    const known = depths.get(id)
    if (known !== undefined) return known
    depths.set(id, 0)
    const depth = Math.max(0, ...(above.get(id) ?? []).map((leader) => depthOf(leader) + 1))
    depths.set(id, depth)
    return depth
  }

  const rank = ({ one: { link: { employee: id } }, employee: { state } }: { one: Traveller, employee: Employee }): number =>
    state === 'leaver' ? 1e6 - depthOf(id) : depthOf(id)
  return [...people.values()].sort((a, b) => rank(a) - rank(b)).map(({ one }) => one)
}
