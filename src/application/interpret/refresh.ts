import { setImmediate as nextRound } from 'node:timers/promises'
import { view, type Employee } from '../../domain/view/view.ts'
import type { Event } from '../../domain/event.ts'
import { referenceHashes } from './holders.ts'
import type { Recording } from './recording.ts'

const AT_ONCE = 50

/** What the mirror keeps of a view: enough for lists and for looking at a person. */
export type Mirror = Pick<Employee, 'fields'>

/**
 * Derives people again from their events: the mirror, whom they report to, their links, which are now due, and everybody who
 * waits for them.
 */
export async function refresh (record: Recording, employees: string[], urgency: 0 | 1 = 0): Promise<void> {
  const { book, keys, now, settings, news } = record
  let count = 0
  for (const [id, said] of await book.liveEvents(employees)) {
    if (++count % AT_ONCE === 0) await nextRound()   // others have a moment
    news.add(id)
    const { state, changesAt, fields, owners } = view(said, now, { zone: settings.time_zone })
    book.setPerson({ id, state, changesAt, sealed: keys.seal({ fields } satisfies Mirror) }, managerHashes(record, { fields, owners }, said), urgency)
  }
}

function managerHashes ({ keys }: Recording, { fields, owners }: Pick<Employee, 'fields' | 'owners'>, events: Event[]): Buffer[] {
  const source = events.find(({ id }) => id === owners.get('managers'))?.source ?? 'api'
  return (fields.managers ?? []).flatMap((manager) => referenceHashes(keys, manager, source))
}
