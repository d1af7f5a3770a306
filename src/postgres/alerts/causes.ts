import type { Found } from '../../domain/alert.ts'
import type { Instant } from '../../domain/calendar.ts'
import { MOVING } from '../catch-up.ts'
import type { Db } from '../db.ts'

interface Counted { tenant: string, count: number, first: Instant, last: Instant }
interface OfDestination extends Counted { id: string, destination: string }

const HOUR = 3_600_000

/**
 * An ending that fails is not waited for until it is given up: it is told after so many tries at a destination that is well
 * otherwise, and after so long at one that is not, which has an alert of its own before that.
 */
const ENDING_TRIES = 2
const ENDING_MS = HOUR

/** Questions for people, by what can be answered at once; those of one cause are alike. A question about an event has no destination. */
export async function findHeld (db: Db): Promise<Found[]> {
  const { rows } = await db.query<Counted & { reason: string, cause: string, id: string | null, destination: string | null, leaving: boolean | null }>(`
    SELECT held.tenant, held.reason, held.cause, held.count, held.first, held.last, destination.id, destination.name AS destination,
      employee.state = 'leaver' AND link.known IN ('active', 'stale') AS leaving
    FROM (SELECT tenant, reason, cause, count(*), min(created_at) AS first, max(created_at) AS last, min(link) AS link FROM hold WHERE state = 'open' GROUP BY tenant, reason, cause) AS held
    LEFT JOIN link ON link.id = held.link LEFT JOIN destination ON destination.id = link.destination LEFT JOIN employee ON employee.id = link.employee`)
  return rows.map(({ tenant, reason, cause, count, first, last, id, destination, leaving }) => reason === 'brake'
    // A brake is the tenant's, and its cause begins with its kind: all runs that wait are one crowd.
    ? { tenant, key: `brake:${cause}`, kind: 'brake', about: { reason, cause, code: cause.split(':')[0]! }, count, firstAt: first, lastAt: last, sort: cause.split(':')[0]! }
    : { tenant, key: `held:${reason}:${cause}`, kind: 'held', about: { reason, cause, ...(destination !== null && { destination }), ...(leaving && { code: 'ending' }) }, count, firstAt: first, lastAt: last, sort: `${reason}:${id ?? ''}` })
}

/** People for whom something was given up; and those who should have left, as soon as that fails. */
export async function findFailed (db: Db, now: Instant): Promise<Found[]> {
  const { rows } = await db.query<OfDestination & { code: string, leaving: boolean, final: boolean }>(`
    SELECT link.tenant, destination.id, destination.name AS destination, link.failure AS code, leaving.is AS leaving,
      count(DISTINCT link.employee), min(fate.updated_at) AS first, max(fate.updated_at) AS last, bool_or(fate.status = 'failed') AS final
    FROM link
    JOIN destination ON destination.id = link.destination AND destination.deleted_at IS NULL
    JOIN fate ON fate.link = link.id AND NOT fate.final AND fate.status IN ('failed', 'retrying')
    JOIN event ON event.id = fate.event
    JOIN employee ON employee.id = link.employee
    CROSS JOIN LATERAL (SELECT event.type = 'termination' OR (employee.state = 'leaver' AND link.known IN ('active', 'stale')) AS is) AS leaving
    WHERE link.failure IS NOT NULL AND (fate.status = 'failed' OR (leaving.is AND (link.failing_since <= $1 OR (link.tries >= ${ENDING_TRIES} AND destination.failures = 0))))
    GROUP BY link.tenant, destination.id, destination.name, link.failure, leaving.is`, [new Date(now - ENDING_MS)])
  return rows.map(({ tenant, id, destination, code, leaving, final, count, first, last }) => {
    const kind = leaving ? 'termination_failed' : 'failed'
    return { tenant, key: `${kind}:${id}:${code}`, kind, about: { destination, code, status: final ? 'failed' : 'retrying' }, count, firstAt: first, lastAt: last, sort: id }
  })
}

/** Messages that could not be read and still can be read again. */
export async function findUnread (db: Db): Promise<Found[]> {
  const { rows } = await db.query<Counted & { id: string, source: string }>(`
    SELECT message.tenant, message.source AS id, coalesce(source.name, message.source) AS source, count(*), min(received_at) AS first, max(received_at) AS last
    FROM message LEFT JOIN source ON source.id = message.source WHERE state = 'failed' AND sealed IS NOT NULL GROUP BY message.tenant, message.source, source.name`)
  return rows.map(({ tenant, id, source, count, first, last }) => ({ tenant, key: `message_failed:${id}`, kind: 'message_failed', about: { source }, count, firstAt: first, lastAt: last }))
}

/** So many failures in a row open the breaker. */
const BREAK_AT = 10

/** Destinations that nobody may call, but for those that their owners paused, and those that move and go on by themselves. */
export async function findUnwell (db: Db, now: Instant): Promise<Found[]> {
  const { rows } = await db.query<{ tenant: string, id: string, destination: string, stopped: { at: Instant, code: string } | null, broken: boolean }>(`
    SELECT tenant, id, name AS destination, stopped, failures >= ${BREAK_AT} AS broken FROM destination
    WHERE deleted_at IS NULL AND paused_at IS NULL AND (${MOVING}) IS NOT TRUE AND (stopped IS NOT NULL OR failures >= ${BREAK_AT} OR parked_until > $1)`, [new Date(now)])
  return rows.map(({ tenant, id, destination, stopped, broken }) => stopped !== null
    ? { tenant, key: `destination_stopped:${id}`, kind: 'destination_stopped', about: { destination, code: stopped.code }, count: 1, firstAt: stopped.at }
    : { tenant, key: `destination_unwell:${id}`, kind: 'destination_unwell', about: { destination, code: broken ? 'out_of_order' : 'throttled' }, count: 1 })
}

/** Sources that were heard last, or made, longer ago than their owners allow. */
export async function findSilent (db: Db, now: Instant): Promise<Found[]> {
  const { rows } = await db.query<{ tenant: string, id: string, source: string, hours: number, since: Instant }>(`
    SELECT tenant, id, name AS source, hours, coalesce(last_seen_at, created_at) AS since
    FROM source CROSS JOIN LATERAL (SELECT (options->>'silent_after_hours')::float8 AS hours) AS allowed
    WHERE paused_at IS NULL AND hours IS NOT NULL AND coalesce(last_seen_at, created_at) < $1::timestamptz - hours * interval '1 hour'`, [new Date(now)])
  return rows.map(({ tenant, id, source, hours, since }) => ({ tenant, key: `source_silent:${id}`, kind: 'source_silent', about: { source, hours }, count: 1, firstAt: since }))
}

/** So many failures in a row of one look-up are no hiccup. */
const LOOK_TRIES = 3

/** Sources whose last run did not come to its end, or at which somebody cannot be looked up. */
export async function findSourcesUnread (db: Db): Promise<Found[]> {
  const { rows } = await db.query<Counted & { id: string, source: string, code: string }>(`
    SELECT source.tenant, source.id, source.name AS source, coalesce(last.error->>'code', look.error) AS code, coalesce(look.count, 1) AS count, coalesce(last.ended_at, look.first) AS first
    FROM source
    LEFT JOIN LATERAL (SELECT state, error, ended_at FROM run WHERE run.source = source.id AND tenant = source.tenant AND state <> 'running' ORDER BY seq DESC LIMIT 1) AS last ON last.state = 'failed'
    LEFT JOIN LATERAL (SELECT count(*), max(error) AS error, min(due_at) AS first FROM look WHERE look.source = source.id AND tries >= ${LOOK_TRIES} HAVING count(*) > 0) AS look ON true
    WHERE paused_at IS NULL AND (last.state IS NOT NULL OR look.count IS NOT NULL)`)
  return rows.map(({ tenant, id, source, code, count, first }) => ({ tenant, key: `source_unread:${id}`, kind: 'source_unread', about: { source, code }, count, firstAt: first }))
}

/** What we ourselves stumble over, again and again. */
export async function findInternal (db: Db): Promise<Found[]> {
  const { rows: messages } = await db.query<Counted>(`
    SELECT message.tenant, count(*), min(received_at) AS first, max(received_at) AS last
    FROM pending JOIN message ON message.seq = pending.seq WHERE pending.tries > 0 AND message.reason LIKE 'internal:%' GROUP BY message.tenant`)
  const { rows: links } = await db.query<OfDestination>(`
    SELECT link.tenant, destination.id, destination.name AS destination, count(*), min(failing_since) AS first, max(failing_since) AS last
    FROM link JOIN destination ON destination.id = link.destination AND deleted_at IS NULL
    WHERE failure = 'internal' GROUP BY link.tenant, destination.id, destination.name`)
  return [
    ...messages.map(({ tenant, count, first, last }): Found => ({ tenant, key: 'internal:interpret', kind: 'internal', about: { code: 'interpret' }, count, firstAt: first, lastAt: last })),
    ...links.map(({ tenant, id, destination, count, first, last }): Found => ({
      tenant, key: `internal:${id}`, kind: 'internal', about: { destination, code: 'deliver' }, count, firstAt: first ?? undefined, lastAt: last ?? undefined
    }))
  ]
}

/** Tenants whose alerts do not arrive. */
export async function findUndelivered (db: Db, now: Instant): Promise<Found[]> {
  const { rows } = await db.query<{ tenant: string, code: string, since: Instant }>(`
    SELECT target AS tenant, max(outcome) AS code, min(failing_since) AS since FROM alert_delivery
    WHERE due_at IS NOT NULL AND target <> '' AND failing_since <= $1 GROUP BY target`, [new Date(now - HOUR)])
  return rows.map(({ tenant, code, since }) => ({ tenant, key: 'alerts_undelivered', kind: 'alerts_undelivered', about: { code }, count: 1, firstAt: since }))
}
