import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface ShownFateRow {
  event: string
  link: string
  /** Name, also of one that was deleted. */
  destination: string
  remote_id: string | null
  status: string
  reason: string | null
  confirmed: boolean | null
  hold: string | null
  due_at: Instant | null
  error: string | null
  withheld: { field: string, why: string }[] | null
}

/** What became of events, at every destination that has heard of them. */
export async function findShownFates (db: Db, events: string[]): Promise<ShownFateRow[]> {
  const { rows } = await db.query<ShownFateRow>(`
    SELECT fate.event, fate.link, destination.name AS destination, link.remote_id, fate.status, fate.reason, fate.confirmed, fate.hold, fate.due_at, fate.error, fate.withheld
    FROM fate JOIN destination ON destination.id = fate.destination JOIN link ON link.id = fate.link
    WHERE fate.event = ANY ($1) ORDER BY destination.name, destination.id`, [events])
  return rows
}
