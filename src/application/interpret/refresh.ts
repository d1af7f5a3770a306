import { view, type Employee } from '../../domain/view/view.ts'
import type { Event } from '../../domain/event.ts'
import { setMirror } from '../../postgres/record/employees.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { findHashesOf, setReporting } from '../../postgres/record/identifiers.ts'
import { insertLinks, setDue } from '../../postgres/record/links.ts'
import { referenceHashes } from './holders.ts'
import type { Recording } from './recording.ts'

/** What the mirror keeps of a view: enough for lists and for looking at a person. */
export type Mirror = Pick<Employee, 'fields'>

/**
 * Derives people again from their events: the mirror, whom they report to, their links, which are now due, and everybody who
 * waits for them. Answers the hashes they are named by.
 */
export async function refresh (record: Recording, employees: string[], urgency: 0 | 1 = 0): Promise<Buffer[]> {
  if (employees.length === 0) return []
  const { db, tenant, keys, now, settings } = record
  const events = await findLiveEvents(db, keys, employees)
  for (const [employee, said] of events) {
    const current = view(said, now, { zone: settings.time_zone })
    await setMirror(db, employee, current.state, current.changesAt, keys.seal({ fields: current.fields } satisfies Mirror))
    await setReporting(db, tenant, employee, managerHashes(record, current, said))
  }
  await insertLinks(db, tenant, employees)
  await setDue(db, employees, now, urgency)
  const hashes = await findHashesOf(db, employees)
  record.news.push(...hashes)
  return hashes
}

function managerHashes ({ keys }: Recording, { fields, owners }: Employee, events: Event[]): Buffer[] {
  const source = events.find(({ id }) => id === owners.get('managers'))?.source ?? 'api'
  return (fields.managers ?? []).flatMap((manager) => referenceHashes(keys, manager, source))
}
