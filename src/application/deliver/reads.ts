import type pg from 'pg'
import type { Event } from '../../domain/event.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { findIdentifiers } from '../../postgres/record/identifiers.ts'
import { findLinkAt, type LinkRow } from '../../postgres/record/links.ts'
import { grouped } from '../grouped.ts'
import type { Lane } from './delivering.ts'

/** What a plan needs to know of other people. Who asks in the same moment shares a statement. */
export interface Reads {
  /** People named by any of the hashes. */
  people (hashes: Buffer[]): Promise<string[]>
  liveEvents (employee: string): Promise<Event[]>
  /** Their link at this destination. */
  link (employee: string): Promise<LinkRow | undefined>
}

const MOST = 200

export function readsOf (pool: pg.Pool, { id, tenant, keys }: Pick<Lane, 'id' | 'tenant' | 'keys'>): Reads {
  return {
    people: grouped({ most: MOST }, async (asked: Buffer[][]) => {
      const rows = await findIdentifiers(pool, tenant, asked.flat())
      return asked.map((hashes) => [...new Set(rows.filter(({ hash, part_hash: part }) => hashes.some((one) => one.equals(hash) || (part !== null && one.equals(part)))).map(({ employee }) => employee))])
    }),
    liveEvents: grouped({ most: MOST }, async (employees: string[]) => {
      const events = await findLiveEvents(pool, keys, [...new Set(employees)])
      return employees.map((employee) => events.get(employee) ?? [])
    }),
    link: grouped({ most: MOST }, async (employees: string[]) => {
      const links = new Map((await findLinkAt(pool, id, [...new Set(employees)])).map((link) => [link.employee, link]))
      return employees.map((employee) => links.get(employee))
    })
  }
}
