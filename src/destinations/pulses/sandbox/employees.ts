import { groupsNamed, positionCreatedBy } from './catalogue.ts'
import { objectIn } from './call.ts'
import type { Call, Context, Said } from './call.ts'
import { localTimestamp } from './formats.ts'
import { refuseCycle, resolveLeaders } from './leaders.ts'
import { DOCUMENTED, INVENTED, noEmployee, Refused } from './refusals.ts'
import { readResignation } from './resignation.ts'
import { endingOf } from './endings.ts'
import { readFields } from './validation.ts'
import type { Fields } from './validation.ts'
import { writtenValues } from './views.ts'
import { blankPerson } from './world.ts'
import type { Changes, Person } from './world.ts'

export function createEmployee (context: Context, { body }: Call): Said {
  const { store, variants, now } = context
  const told = objectIn(body)
  const fields = readFields(told, variants)
  const resignation = readResignation(told, variants, now)
  refuseDuplicate(context, fields)
  const leaders = resolveLeaders(leadersFrom(context), fields.leaders ?? [])

  const blank: Person = {
    ...blankPerson(store.nextId('person'), localTimestamp(now)),
    ...resignation && { resigned: true, resignation_date: resignation.date, resignation_reason: resignation.reason }
  }
  const { person, changes } = filledIn(context, blank, fields, leaders)
  return { message: 'Employee successfully registered!', status: variants.createdStatus, values: writtenValues(person, variants), changes }
}

export function updateEmployee (context: Context, { params: [id = ''], body }: Call): Said {
  const { store, variants, now } = context
  const before = store.accepted.people.get(id)
  if (!before) throw noEmployee(id)
  const told = objectIn(body)
  const fields = readFields(told, variants)
  const resignation = readResignation(told, variants, now)
  if (before.resigned && (resignation || variants.putOnResigned === 'refused')) throw new Refused(INVENTED.alreadyResigned, `${id} has resigned`)
  const returned: Person = before.resigned && variants.putOnResigned === 'reactivates'
    ? { ...before, resigned: false, resignation_date: null, resignation_reason: null }
    : before
  refuseDuplicate(context, returned === before ? fields : { ...returned, ...fields }, id)
  const named = resolveLeaders(leadersFrom(context), fields.leaders ?? [])
  const leaders = variants.putGroups === 'append' ? [...new Set([...before.leaders, ...named])] : named
  if (fields.leaders) refuseCycle(store.accepted, id, leaders)

  const { person, changes } = filledIn(context, returned, fields, leaders)
  if (resignation) changes.people = endingOf(context, person, told, resignation)
  return { message: 'Employee successfully updated!', values: writtenValues(person, variants), changes }
}

/** The record with everything that was told, and whatever positions and groups came into being with it. */
function filledIn ({ store, variants }: Context, before: Person, fields: Fields, leaders: string[]): { person: Person, changes: Changes } {
  const { ids, created } = groupsNamed(store.accepted, store.nextId, fields.groups ?? [])
  const kept = variants.putGroups === 'append' ? before : { groups: [], tags: [] }
  const person = {
    ...before,
    ...fields,
    leaders: fields.leaders ? leaders : before.leaders,
    groups: fields.groups ? [...new Set([...kept.groups, ...ids])] : before.groups,
    tags: fields.tags ? [...new Set([...kept.tags, ...fields.tags])] : before.tags,
    custom_attributes: { ...before.custom_attributes, ...fields.custom_attributes }
  }
  return { person, changes: { people: [person], groups: created, positions: positionCreatedBy(store.accepted, store.nextId, fields.position) } }
}

function leadersFrom ({ store, variants }: Context) {
  return variants.pendingLeader === 'found' ? store.accepted : store.visible
}

/** Any one of the three identifiers in use is a duplicate, and the message blames the CPF for all of them. */
function refuseDuplicate ({ store, variants }: Context, { cpf, email, internal_number: number }: Fields, self?: string) {
  for (const person of store.accepted.people.values()) {
    if (person.id_person === self || (person.resigned && !variants.resignedAreDuplicates)) continue
    if (cpf && person.cpf === cpf) throw new Refused(DOCUMENTED.alreadyUsed, `cpf belongs to ${person.id_person}`)
    if (email && person.email?.toLowerCase() === email.toLowerCase()) throw new Refused(DOCUMENTED.alreadyUsed, `email belongs to ${person.id_person}`)
    if (number && person.internal_number === number) throw new Refused(DOCUMENTED.alreadyUsed, `internal_number belongs to ${person.id_person}`)
  }
}
