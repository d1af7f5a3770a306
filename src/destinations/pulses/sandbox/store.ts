import { applyTo, copyOf, emptyWorld } from './world.ts'
import type { Changes, Group, Person, Position, World } from './world.ts'

/** A request that was answered with success and waits in the vendor's background queue. */
export interface Write {
  number: number
  operation: string
  /** milliseconds since the epoch; null: until `apply` is called */
  due: number | null
  changes: Changes
}

export type IdKind = 'person' | 'group' | 'position'

export interface Store {
  /** What reads show. */
  readonly visible: World
  /** What was promised: the visible world with every pending write applied. Requests are judged against this one. */
  readonly accepted: World
  readonly pending: readonly Write[]
  nextId (kind: IdKind): string
  accept (operation: string, changes: Changes, due: number | null): void
  /** Applies the writes due at `at` in the order in which they were accepted, or all of them. */
  apply (at: number | 'all'): number
  /** Past the queue, as somebody at the vendor's own screen would. */
  put (changes: Changes): void
  /** Takes a person out, past the queue. */
  remove (id: string): void
  /** Forgets everything except which ids were given out: a vendor never gives one twice. */
  clear (): void
  snapshot (): Snapshot
  restore (saved: Snapshot): void
}

export interface Snapshot {
  version: 1
  ids: Record<IdKind, string>
  writes: number
  people: Person[]
  groups: Group[]
  positions: Position[]
  pending: Write[]
}

const BEYOND_32_BITS = '4300000001'
const BEYOND_DOUBLE = '9007199254740993'

export function createStore (largeIds: boolean, changed: () => void): Store {
  let visible = emptyWorld()
  let accepted = emptyWorld()
  let pending: Write[] = []
  let writes = 0
  let ids: Record<IdKind, string> = { person: largeIds ? BEYOND_DOUBLE : BEYOND_32_BITS, group: '510001', position: '8001' }

  return {
    get visible () { return visible },
    get accepted () { return accepted },
    get pending () { return pending },

    nextId (kind) {
      const id = ids[kind]
      ids[kind] = String(BigInt(id) + 1n)
      return id
    },

    accept (operation, changes, due) {
      applyTo(accepted, changes)
      pending = [...pending, { number: ++writes, operation, due, changes }]
      changed()
    },

    apply (at) {
      const waiting = at === 'all' ? -1 : pending.findIndex(write => write.due === null || write.due > at)
      const ready = waiting < 0 ? pending : pending.slice(0, waiting)
      for (const write of ready) applyTo(visible, write.changes)
      if (ready.length > 0) {
        pending = pending.slice(ready.length)
        changed()
      }
      return ready.length
    },

    put (changes) {
      applyTo(visible, changes)
      applyTo(accepted, changes)
      changed()
    },

    remove (id) {
      visible.people.delete(id)
      accepted.people.delete(id)
      changed()
    },

    clear () {
      visible = emptyWorld()
      accepted = emptyWorld()
      pending = []
      changed()
    },

    snapshot () {
      const { people, groups, positions } = visible
      return { version: 1, ids: { ...ids }, writes, people: [...people.values()], groups: [...groups.values()], positions: [...positions.values()], pending: [...pending] }
    },

    restore (saved) {
      visible = emptyWorld()
      applyTo(visible, saved)
      accepted = copyOf(visible)
      pending = saved.pending
      for (const write of pending) applyTo(accepted, write.changes)
      writes = saved.writes
      ids = { ...saved.ids }
    }
  }
}
