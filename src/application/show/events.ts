import type { Caller } from '../../domain/principal.ts'
import type { EventStatus } from '../../domain/views/common.ts'
import type { EventSummary } from '../../domain/views/event.ts'
import { listEventRows, listWaitingMessages, type EventsWanted, type ShownEventRow } from '../../postgres/show/events.ts'
import { findShownFates } from '../../postgres/show/fates.ts'
import { loadTenant } from '../configure/tenants.ts'
import type { Unassigned } from '../interpret/unassigned.ts'
import { summaryOf } from './event.ts'
import { accepted, eventsIn } from './not-yet-interpreted.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { pageOf } from './pages.ts'
import type { Showing } from './showing.ts'

/**
 * Events, newest first. With a destination, the status is the one there. What nobody has interpreted yet is listed only by
 * the status `accepted`, and once it has become events, by theirs.
 */
export async function listEvents (needs: Showing, caller: Caller, filter: EventsWanted, page: PageRequest): Promise<Page<EventSummary>> {
  if (filter.status === 'accepted') return listAccepted(needs, caller, filter, page)
  const read = (limit: number) => listEventRows(needs.pool, caller.tenant, filter, page.after, limit)
  return pageOf(page, read, ({ message, stamp_index: index }) => ({ sequence: message, index }), (rows) => withDestinations(needs, rows))
}

async function withDestinations ({ pool }: Showing, rows: ShownEventRow[]): Promise<EventSummary[]> {
  const fates = rows.length === 0 ? [] : await findShownFates(pool, rows.map(({ id }) => id))
  const byEvent = Map.groupBy(fates, ({ event }) => event)
  return rows.map((row) => ({
    ...summaryOf(row),
    destinations: (byEvent.get(row.id) ?? []).map(({ destination, status }) => ({ destination, status: status as EventStatus }))
  }))
}

/** Nobody knows yet whom they mean or where they go, so filters by a person or a destination find none of them. */
async function listAccepted ({ pool, vault }: Showing, { tenant }: Caller, filter: EventsWanted, page: PageRequest): Promise<Page<EventSummary>> {
  if (filter.employeeId !== undefined || filter.destination !== undefined || (filter.source ?? 'api') !== 'api') return { data: [] }
  const keys = await vault.keysOf(pool, tenant)
  const zone = (await loadTenant(pool, vault, tenant))?.settings.time_zone ?? 'UTC'
  const read = async (limit: number) => {
    const events: Unassigned[] = []
    for (let from = page.after; ;) {
      const messages = await listWaitingMessages(pool, tenant, filter, from, limit)
      events.push(...messages.flatMap((message) => eventsIn(message, keys, zone).reverse()).filter((event) => isWanted(event, filter, page)))
      const last = messages.at(-1)
      if (last === undefined || messages.length < limit || events.length >= limit) return events
      from = { sequence: last.seq - 1, index: 0 }
    }
  }
  return pageOf(page, read, ({ stamp: { sequence, index } }) => ({ sequence, index }), async (events) => events.map((event) => ({ ...accepted(event), destinations: [] })))
}

/** The message in which the page before ended is read again, for what it says beyond. */
function isWanted ({ type, stamp: { sequence, index } }: Unassigned, filter: EventsWanted, { after }: PageRequest): boolean {
  if (filter.type !== undefined && filter.type !== type) return false
  return after === undefined || sequence < after.sequence || (sequence === after.sequence && index < after.index)
}
