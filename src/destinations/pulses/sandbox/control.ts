import { groupsNamed, positionCreatedBy } from './catalogue.ts'
import { localTimestamp } from './formats.ts'
import type { Faults } from './faults.ts'
import type { RequestRecord } from './journal.ts'
import type { Sandbox } from './sandbox.ts'
import type { Write } from './store.ts'
import { blankPerson } from './world.ts'
import type { Group, Person, Position } from './world.ts'

export interface SandboxState {
  people: Person[]
  groups: Group[]
  positions: Position[]
  pending: Array<Pick<Write, 'number' | 'operation' | 'due'> & { ids: string[] }>
}

/** What a test, or the pages under `/_sandbox/`, may do beside the vendor's API. Groups of a person are names here. */
export interface SandboxControl {
  state (): SandboxState
  /** As visible now, without what is pending. */
  people (): Person[]
  requests (): RequestRecord[]
  readonly faults: Pick<Faults, 'push' | 'list' | 'clear'>
  /** Puts somebody in as a Pulses admin would have: at once, unchecked, fields that the API cannot write included. */
  seed (person: Partial<Person>): Person
  /** Takes somebody away altogether, as only the vendor could. */
  remove (id: string): void
  /** Runs the background queue now; how many writes were carried out. */
  apply (): number
  /** Empties the account and forgets faults and requests; ids are not given out again. */
  reset (): void
}

export function controlOf (sandbox: Sandbox): SandboxControl {
  const { store, journal, faults } = sandbox
  const people = () => {
    sandbox.catchUp()
    return [...store.visible.people.values()].map(withGroupNames)
  }
  const withGroupNames = (person: Person): Person =>
    ({ ...person, groups: person.groups.flatMap(id => store.accepted.groups.get(id)?.name ?? []) })

  return {
    people,
    faults,
    requests: () => journal.list(),
    apply: () => store.apply('all'),
    reset: () => sandbox.clear(),
    remove: (id) => store.remove(id),

    state () {
      return {
        people: people(),
        groups: [...store.visible.groups.values()],
        positions: [...store.visible.positions.values()],
        pending: store.pending.map(({ number, operation, due, changes: { people = [], groups = [] } }) =>
          ({ number, operation, due, ids: [...people.map(person => person.id_person), ...groups.map(group => group.id_group)] }))
      }
    },

    seed (given) {
      const groups = groupsNamed(store.accepted, store.nextId, given.groups ?? [])
      const person: Person = {
        ...blankPerson(given.id_person ?? store.nextId('person'), localTimestamp(sandbox.options.now())),
        resigned: typeof given.resignation_date === 'string',
        ...given,
        groups: groups.ids
      }
      store.put({ people: [person], groups: groups.created, positions: positionCreatedBy(store.accepted, store.nextId, person.position) })
      return withGroupNames(person)
    }
  }
}
