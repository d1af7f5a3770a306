import { objectIn } from './call.ts'
import type { Call, Context, Said } from './call.ts'
import { groupByName } from './catalogue.ts'
import { INVENTED, malformed, noEmployee, noGroup, Refused } from './refusals.ts'
import type { JsonObject } from './validation.ts'
import { ancestorsOf, childrenOf, groupValues, treeValues } from './views.ts'
import type { Group, World } from './world.ts'

export function listGroups ({ store, variants }: Context): Said {
  return found([...store.visible.groups.values()].map(group => groupValues(group, store.visible, variants)))
}

export function groupTree ({ store, variants }: Context): Said {
  return found(treeValues(null, store.visible, variants))
}

export function findGroups ({ store, variants }: Context, { query }: Call): Said {
  const wanted = query.get('name') ?? ''
  const matches = (name: string) => variants.search === 'contains' ? name.toLowerCase().includes(wanted.toLowerCase()) : name === wanted
  return found([...store.visible.groups.values()].filter(({ name }) => matches(name)).map(group => groupValues(group, store.visible, variants)))
}

function found (values: unknown[]): Said {
  if (values.length === 0) throw new Refused('No group found', 'no group matches', true)
  return { message: 'Groups found', values }
}

export function getGroup ({ store, variants }: Context, { params: [id = ''] }: Call): Said {
  return { message: 'Group found', values: groupValues(existing(store.visible, id), store.visible, variants) }
}

export function createGroup ({ store, variants }: Context, { body }: Call): Said {
  const told = objectIn(body)
  const group = { id_group: store.nextId('group'), name: nameIn(told, store.accepted), parent_id: parentIn(told, store.accepted) }
  return { message: 'Group successfully registered!', status: variants.createdStatus, values: { id_group: group.id_group, name: group.name }, changes: { groups: [group] } }
}

export function updateGroup ({ store }: Context, { params: [id = ''], body }: Call): Said {
  const before = existing(store.accepted, id)
  const told = objectIn(body)
  const group = {
    ...before,
    name: told.name === undefined || told.name === before.name ? before.name : nameIn(told, store.accepted),
    parent_id: told.parent_id === undefined ? before.parent_id : parentIn(told, store.accepted)
  }
  if ([group, ...ancestorsOf(group, store.accepted)].some(({ parent_id: parent }) => parent === id)) throw new Refused(INVENTED.groupCycle, `${id} would be below itself`)
  return { message: 'Group successfully updated!', values: { id_group: id, name: group.name }, changes: { groups: [group] } }
}

export function deleteGroup ({ store }: Context, { params: [id = ''] }: Call): Said {
  existing(store.accepted, id)
  if (childrenOf(id, store.accepted).length > 0) throw new Refused(INVENTED.groupHasSubgroups, `${id} has subgroups`)
  const people = [...store.accepted.people.values()].filter(person => person.groups.includes(id))
    .map(person => ({ ...person, groups: person.groups.filter(group => group !== id) }))
  return { message: 'Group successfully deleted', values: { id_group: id }, changes: { people, removedGroups: [id] } }
}

export function joinGroup (context: Context, call: Call): Said {
  return membership(context, call, 'Employee successfully added to the group!', (groups, id) => [...new Set([...groups, id])])
}

export function leaveGroup (context: Context, call: Call): Said {
  return membership(context, call, 'Employee successfully removed from the group', (groups, id) => groups.filter(group => group !== id))
}

function membership ({ store }: Context, { params: [id = '', group = ''] }: Call, message: string, change: (groups: string[], id: string) => string[]): Said {
  const person = store.accepted.people.get(id)
  if (!person || person.resigned) throw noEmployee(id)
  existing(store.accepted, group)
  return { message, values: { id_person: id, id_group: group }, changes: { people: [{ ...person, groups: change(person.groups, group) }] } }
}

function existing (world: World, id: string): Group {
  const group = world.groups.get(id)
  if (!group) throw noGroup(id)
  return group
}

function nameIn ({ name }: JsonObject, world: World): string {
  if (typeof name !== 'string' || name === '') throw malformed('name is missing')
  if (groupByName(world, name)) throw new Refused(INVENTED.groupExists, 'the name is in use')
  return name
}

function parentIn ({ parent_id: parent }: JsonObject, world: World): string | null {
  if (parent === undefined || parent === null) return null
  if (typeof parent !== 'string' && !Number.isSafeInteger(parent)) throw malformed('parent_id is neither a string nor an integer')
  return existing(world, String(parent)).id_group
}
