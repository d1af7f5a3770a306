import { createHash } from 'node:crypto'
import type { Context } from './call.ts'
import { elapsed, localDate, punctuated } from './formats.ts'
import type { Variants } from './variants.ts'
import type { Group, Person, World } from './world.ts'

const CLIENT = '1204'

/** The answer to a create or an update: a small part of the record, as strings. `token` is a credential of that person. */
export function writtenValues (person: Person, variants: Variants) {
  return {
    sex: person.sex,
    name: person.name,
    email: person.email,
    internal_number: person.internal_number,
    language: person.language,
    created_at: person.created_at,
    token: createHash('md5').update(`token of ${person.id_person}`).digest('hex'),
    ...deletedValues(person, variants),
    hasNotificationToSent: false
  }
}

export function deletedValues ({ id_person: id }: Person, { ids }: Variants) {
  const written = ids === 'numbers' ? asNumber : asString
  return { id_person: written(id), id_client: written(CLIENT), id_attribute: written(attributeOf(id)) }
}

/** The read shape: ids as numbers, leaders and groups as objects, a CPF with punctuation, and much that nobody can write. */
export function personValues (person: Person, { store: { visible }, variants, now }: Context) {
  const id = readId(variants)
  const age = person.birthday ? elapsed(person.birthday, localDate(now)) : undefined
  const tenure = person.hiring_date ? elapsed(person.hiring_date, localDate(now)) : undefined
  return {
    ...person,
    resigned: undefined,
    id_person: id(person.id_person),
    id_client: id(CLIENT),
    id_attribute: id(attributeOf(person.id_person)),
    cpf: cpf(person, variants),
    blocked: { number: person.blocked, string: String(person.blocked), boolean: person.blocked === 1 }[variants.blockedInReads],
    photo: null,
    last_login_at: null,
    accessed_survey_at: null,
    age_years: age?.years ?? null,
    age_months: age?.months ?? null,
    hiring_time_years: tenure?.years ?? null,
    hiring_time_months: tenure?.months ?? null,
    leaders: person.leaders.flatMap(leader => visible.people.get(leader) ?? []).map(leader => ({
      id_person: id(leader.id_person),
      name: leader.name,
      cpf: cpf(leader, variants),
      position: leader.position,
      email: leader.email,
      internal_number: leader.internal_number
    })),
    groups: person.groups.flatMap(group => visible.groups.get(group) ?? []).map(group => groupValues(group, visible, variants))
  }
}

export function groupValues (group: Group, world: World, variants: Variants) {
  const id = readId(variants)
  const named = ({ id_group: key, name }: Group) => ({ id_group: id(key), name })
  const members = [...world.people.values()].filter(person => !person.resigned && person.groups.includes(group.id_group))
  return {
    id_group: id(group.id_group),
    name: group.name,
    ancestors: ancestorsOf(group, world).map(named),
    parent_id: group.parent_id === null ? null : id(group.parent_id),
    groups: childrenOf(group.id_group, world).map(named),
    employees: members.map(person => ({ id_person: id(person.id_person), name: person.name })),
    total: members.length
  }
}

/** The tree under one parent; null is the top. */
export function treeValues (parent: string | null, world: World, variants: Variants): unknown[] {
  return childrenOf(parent, world).map(group => ({ ...groupValues(group, world, variants), groups: treeValues(group.id_group, world, variants) }))
}

export function childrenOf (parent: string | null, world: World): Group[] {
  return [...world.groups.values()].filter(group => group.parent_id === parent)
}

export function ancestorsOf (group: Group, world: World): Group[] {
  const parent = group.parent_id === null ? undefined : world.groups.get(group.parent_id)
  return parent ? [...ancestorsOf(parent, world), parent] : []
}

function cpf (person: Person, { cpfInReads }: Variants): string | null {
  return person.cpf && cpfInReads === 'punctuated' ? punctuated(person.cpf) : person.cpf
}

function readId ({ ids }: Variants) {
  return ids === 'strings' ? asString : asNumber
}

function asString (id: string): unknown {
  return id
}

/** A JSON number with every digit, also past 2^53. TypeScript's library does not know `rawJSON` yet. */
function asNumber (id: string): unknown {
  return (JSON as unknown as { rawJSON (text: string): unknown }).rawJSON(id)
}

/** The reference shows an id_attribute beside each id_person and says nothing about it. */
function attributeOf (id: string): string {
  return String(BigInt(id) % 1000000n + 90000000n)
}
