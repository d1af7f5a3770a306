/** Everything one Pulses account holds, as plain data. Records are replaced, never changed, so two worlds may share them. */
export interface World {
  people: Map<string, Person>
  groups: Map<string, Group>
  positions: Map<string, Position>
}

export interface Person {
  id_person: string
  name: string | null
  social_name: string | null
  birth_name: string | null
  email: string | null
  /** 11 digits */
  cpf: string | null
  internal_number: string | null
  cell_phone: string | null
  language: string
  blocked: 0 | 1
  sex: string | null
  gender: string | null
  birthday: string | null
  hiring_date: string | null
  position: string | null
  scholarity: string | null
  unit_business: string | null
  unit_geography: string | null
  custom_attributes: Record<string, string>
  tags: string[]
  /** id_person of each */
  leaders: string[]
  /** id_group of each; `SandboxControl` shows and takes names instead */
  groups: string[]
  permission_profiles: string[]
  resigned: boolean
  resignation_date: string | null
  resignation_reason: string | null
  created_at: string
}

export interface Group { id_group: string, name: string, parent_id: string | null }
export interface Position { id_position: string, name: string }

/** What one accepted request does to a world. */
export interface Changes {
  people?: Person[]
  groups?: Group[]
  positions?: Position[]
  removedGroups?: string[]
}

export function emptyWorld (): World {
  return { people: new Map(), groups: new Map(), positions: new Map() }
}

export function copyOf (world: World): World {
  return { people: new Map(world.people), groups: new Map(world.groups), positions: new Map(world.positions) }
}

export function applyTo (world: World, { people = [], groups = [], positions = [], removedGroups = [] }: Changes) {
  for (const person of people) world.people.set(person.id_person, person)
  for (const group of groups) world.groups.set(group.id_group, group)
  for (const position of positions) world.positions.set(position.id_position, position)
  for (const id of removedGroups) world.groups.delete(id)
}

export function blankPerson (id: string, createdAt: string): Person {
  return {
    id_person: id,
    name: null,
    social_name: null,
    birth_name: null,
    email: null,
    cpf: null,
    internal_number: null,
    cell_phone: null,
    language: 'pt-BR',
    blocked: 0,
    sex: null,
    gender: null,
    birthday: null,
    hiring_date: null,
    position: null,
    scholarity: null,
    unit_business: null,
    unit_geography: null,
    custom_attributes: {},
    tags: [],
    leaders: [],
    groups: [],
    permission_profiles: [],
    resigned: false,
    resignation_date: null,
    resignation_reason: null,
    created_at: createdAt
  }
}
