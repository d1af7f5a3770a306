import { setImmediate as nextRound } from 'node:timers/promises'
import { view, type Employee } from '../../domain/view/view.ts'
import type { Event } from '../../domain/event.ts'
import { referenceHashes } from './holders.ts'
import type { Recording } from './recording.ts'

/** How many people are written while the next are derived. */
export const AT_ONCE = 64

/** What the mirror keeps of a view: enough for lists and for looking at a person. */
export type Mirror = Pick<Employee, 'fields'>

/**
 * Derives people again from their events: the mirror, whom they report to, their links, which are now due, and everybody who
 * waits for them. Of `events` the new ones of each are under way.
 */
export async function refresh (record: Recording, employees: string[], urgency: 0 | 1 = 0, events = new Map<string, string[]>()): Promise<void> {
  const { book, keys, now, settings, news } = record
  const people = [...await book.liveEvents(employees)]
  const known = people.filter(([id]) => !book.isNew(id)).sort(([a], [b]) => a < b ? -1 : 1)   // the order in which links are locked
  let count = 0
  for (const [id, said] of [...people.filter(([id]) => book.isNew(id)), ...known]) {
    if (++count % AT_ONCE === 0) {
      book.sendSoFar()
      await nextRound()   // others have a moment
    }
    news.add(id)
    const { state, changesAt, fields, owners } = view(said, now, { zone: settings.time_zone })
    const mirror = { id, state, changesAt, sealed: keys.seal({ fields } satisfies Mirror) }
    book.setPerson({ mirror, managers: managerHashes(record, { fields, owners }, said), urgency, events: events.get(id) ?? [] })
  }
}

function managerHashes ({ keys }: Recording, { fields, owners }: Pick<Employee, 'fields' | 'owners'>, events: Event[]): Buffer[] {
  const source = events.find(({ id }) => id === owners.get('managers'))?.source ?? 'api'
  return (fields.managers ?? []).flatMap((manager) => referenceHashes(keys, manager, source))
}
