import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import type { HoldReason } from '../../domain/outcome.ts'
import type { Db } from '../db.ts'
import { atDestination, given, received } from './given.ts'

/** A hold with what its question is about, sealed as it is. */
export interface ShownHoldRow {
  id: string
  seq: number
  reason: HoldReason
  cause: string
  sealed: Buffer
  state: 'open' | 'approved' | 'rejected' | 'superseded'
  answer: Buffer | null
  created_at: Instant
  decided_at: Instant | null
  decided_by: string | null
  /** How many open holds share the cause. */
  same_cause: number
  /** Of a question of a link. */
  link: string | null
  destination: string | null
  known: string | null
  there: Buffer | null
  /** Of a question of an event: whom it means. */
  event: string | null
  type: EventType | null
  said: Buffer | null
  employee: string | null
  employee_state: string | null
  mirror: Buffer | null
  /** The event that waits for the answer, when it is one alone. */
  only_event: string | null
}

/** `page` selects holds of one tenant, which is $1: their causes are counted once, however many of them share one. */
const shown = (page: string) => `
  WITH page AS MATERIALIZED (${page}),
  same AS (
    SELECT reason, cause, count(*) FROM hold
    WHERE tenant = $1 AND state = 'open' AND cause = ANY (ARRAY(SELECT DISTINCT cause FROM page)) GROUP BY reason, cause)
  SELECT page.id, page.seq, page.reason, page.cause, page.sealed, page.state, page.answer, page.created_at, page.decided_at, page.decided_by,
    coalesce(same.count, 0) AS same_cause, page.link, destination.name AS destination, link.known, link.sealed AS there,
    page.event, event.type, event.sealed AS said, employee.id AS employee, employee.state AS employee_state, employee.sealed AS mirror,
    coalesce(page.event, waiting.event) AS only_event
  FROM page
  LEFT JOIN same ON same.reason = page.reason AND same.cause = page.cause
  LEFT JOIN link ON link.id = page.link
  LEFT JOIN destination ON destination.id = link.destination
  LEFT JOIN event ON event.id = page.event
  LEFT JOIN employee ON employee.id = coalesce(link.employee, event.employee)
  LEFT JOIN LATERAL (
    SELECT min(fate.event) AS event FROM fate WHERE fate.link = page.link AND NOT final AND fate.hold = page.id HAVING count(*) = 1
  ) AS waiting ON true
  ORDER BY page.seq DESC`

export interface HoldsWanted {
  status: ShownHoldRow['state'] | 'any'
  reason?: string
  /** Name. */
  destination?: string
  employeeId?: string
  cause?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

/** Newest first, from before `after` on. */
export async function listHoldRows (db: Db, tenant: string, wanted: HoldsWanted, after: number | undefined, limit: number): Promise<ShownHoldRow[]> {
  const { conditions, values } = given([tenant, limit], [
    ['hold.state = ?1', wanted.status === 'any' ? undefined : wanted.status],
    ['hold.reason = ?1', wanted.reason],
    ['hold.cause = ?1', wanted.cause],
    atDestination('link JOIN destination ON destination.id = link.destination WHERE link.id = hold.link', wanted.destination),
    ['hold.id IN (SELECT hold.id FROM link JOIN hold ON hold.link = link.id WHERE link.employee = ?1 UNION ALL SELECT hold.id FROM event JOIN hold ON hold.event = event.id WHERE event.employee = ?1)', wanted.employeeId],
    ...received('hold.created_at', wanted),
    ['hold.seq < ?1', after]
  ])
  const { rows } = await db.query<ShownHoldRow>(shown(`SELECT hold.* FROM hold WHERE hold.tenant = $1 ${conditions} ORDER BY hold.seq DESC LIMIT $2`), values)
  return rows
}

export async function findHoldRows (db: Db, tenant: string, ids: string[]): Promise<ShownHoldRow[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<ShownHoldRow>(shown('SELECT hold.* FROM hold WHERE hold.tenant = $1 AND hold.id = ANY ($2)'), [tenant, ids])
  return rows
}

/** What is asked now about a person at their destinations. */
export async function findOpenHoldRows (db: Db, tenant: string, employee: string): Promise<ShownHoldRow[]> {
  const { rows } = await db.query<ShownHoldRow>(shown(`
    SELECT hold.* FROM link JOIN hold ON hold.link = link.id AND hold.state = 'open' WHERE hold.tenant = $1 AND link.employee = $2`), [tenant, employee])
  return rows
}
