import type { IdKind } from './store.ts'
import type { Group, Position, World } from './world.ts'

type NextId = (kind: IdKind) => string

/** A name that is not there exactly as written becomes a new group: the vendor's page warns of it, the API does not. */
export function groupsNamed (world: World, nextId: NextId, references: string[]): { ids: string[], created: Group[] } {
  const created: Group[] = []
  const ids = references.map(reference => {
    const known = world.groups.get(reference) ?? groupByName(world, reference)
    if (known) return known.id_group
    const group = { id_group: nextId('group'), name: reference, parent_id: null }
    created.push(group)
    return group.id_group
  })
  return { ids: [...new Set(ids)], created }
}

export function groupByName (world: World, name: string): Group | undefined {
  return [...world.groups.values()].find(group => group.name === name)
}

/** Same as groups: a job title with a typo is a new job title. */
export function positionCreatedBy (world: World, nextId: NextId, name: string | null | undefined): Position[] {
  if (!name || [...world.positions.values()].some(position => position.name === name)) return []
  return [{ id_position: nextId('position'), name }]
}
