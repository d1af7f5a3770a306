import type { Instant } from '../../domain/calendar.ts'
import type { BrakeKind } from '../../domain/destination.ts'
import type { Db } from '../db.ts'

export interface BrakeEntry { link: string, employee: string, run: number }
export type BrakeState = 'expected' | 'counted' | 'passed' | 'held' | 'approved' | 'dropped'

const COUNTS = "state IN ('counted', 'passed', 'held') AND (state = 'held' OR at > $3)"
const windowStart = (hours: number, now: Instant): Date => new Date(now - hours * 3_600_000)

/** What a message with several statements is about to do, before anybody has looked whether it will. */
export async function expectBrakes (db: Db, events: { id: string, kind: BrakeKind }[], now: Instant): Promise<void> {
  await db.query(`
    INSERT INTO brake (link, kind, tenant, employee, run, state, at)
    SELECT link.id, new.kind, link.tenant, link.employee, event.message, 'expected', $3
    FROM unnest($1::text[], $2::text[]) AS new (id, kind)
    CROSS JOIN LATERAL (SELECT employee, message FROM event WHERE event.id = new.id OFFSET 0) AS event
    CROSS JOIN LATERAL (SELECT id, tenant, employee FROM link WHERE link.employee = event.employee OFFSET 0) AS link
    ON CONFLICT DO NOTHING`, [events.map(({ id }) => id), events.map(({ kind }) => kind), new Date(now)])
}

/**
 * One decision about the brake of a tenant at a time. Answers a number that is never below the people who count now: it is
 * raised with each of them, and lowered only by counting.
 */
export async function lockBound (db: Db, tenant: string, kind: BrakeKind): Promise<number> {
  const { rows } = await db.query<{ people: number }>(`
    INSERT INTO brake_bound AS bound (tenant, kind, people) VALUES ($1, $2, 0) ON CONFLICT (tenant, kind) DO UPDATE SET people = bound.people RETURNING people`, [tenant, kind])
  return rows[0]!.people
}

/**
 * Writes down that these go, of single statements that the ledger does not know, if all of them fit below the limit: then true,
 * in one statement. Somebody who counts already may count once more in the bound, which is never below the truth all the same.
 */
export async function passAtOnce (db: Db, tenant: string, kind: BrakeKind, entries: BrakeEntry[], limit: number, now: Instant): Promise<boolean> {
  const { rowCount } = await db.query(`
    WITH new AS (SELECT * FROM unnest($5::text[], $6::text[], $7::bigint[]) AS new (link, employee, run)),
    bound AS (
      UPDATE brake_bound SET people = people + $4 WHERE tenant = $1 AND kind = $2 AND people + $4 <= $8
        AND NOT EXISTS (SELECT FROM new JOIN brake ON brake.link = new.link AND brake.kind = $2 AND brake.run = new.run)
        AND NOT EXISTS (SELECT FROM new JOIN brake ON brake.tenant = $1 AND brake.kind = $2 AND brake.run = new.run AND brake.state = 'expected')
      RETURNING people)
    INSERT INTO brake (link, kind, tenant, employee, run, state, at) SELECT DISTINCT ON (link, run) link, $2, $1, employee, run, 'passed', $3::timestamptz FROM new, bound ON CONFLICT DO NOTHING`,
  [tenant, kind, new Date(now), entries.length, entries.map(({ link }) => link), entries.map(({ employee }) => employee), entries.map(({ run }) => run), limit])
  return (rowCount ?? 0) > 0
}

/** How the ledger knows somebody. */
export interface Standing {
  state: BrakeState | null
  /** The person counts already, by whatever run. */
  counts: boolean
  /** Of the run somebody is expected still. */
  expected: boolean
}

/** How the ledger knows each of these, in their order. */
export async function findStandings (db: Db, tenant: string, kind: BrakeKind, entries: BrakeEntry[], hours: number, now: Instant): Promise<Standing[]> {
  const { rows } = await db.query<Standing>(`
    SELECT (SELECT state FROM brake WHERE brake.link = one.link AND kind = $2 AND brake.run = one.run) AS state,
      EXISTS (SELECT FROM brake WHERE brake.link = one.link AND kind = $2 AND ${COUNTS}) AS counts,
      EXISTS (SELECT FROM brake WHERE brake.tenant = $1 AND kind = $2 AND brake.run = one.run AND state = 'expected') AS expected
    FROM unnest($4::text[], $5::bigint[]) WITH ORDINALITY AS one (link, run, n) ORDER BY n`,
  [tenant, kind, windowStart(hours, now), entries.map(({ link }) => link), entries.map(({ run }) => run)])
  return rows
}

/** Writes how it stands with these now, and, if it is known anew, the bound of all who count. */
export async function setBrakes (db: Db, tenant: string, kind: BrakeKind, entries: (BrakeEntry & { state: BrakeState })[], now: Instant, bound?: number): Promise<void> {
  if (entries.length === 0 && bound === undefined) return
  await db.query(`
    WITH bound AS (UPDATE brake_bound SET people = $3 WHERE $3::bigint IS NOT NULL AND tenant = $2 AND kind = $1)
    INSERT INTO brake (link, kind, tenant, employee, run, state, at)
    SELECT DISTINCT ON (link, run) link, $1, $2, employee, run, state, $4::timestamptz FROM unnest($5::text[], $6::text[], $7::bigint[], $8::text[]) AS new (link, employee, run, state) ORDER BY link, run
    ON CONFLICT (link, kind, run) DO UPDATE SET state = excluded.state, at = excluded.at`,
  [kind, tenant, bound ?? null, new Date(now), entries.map(({ link }) => link), entries.map(({ employee }) => employee), entries.map(({ run }) => run), entries.map(({ state }) => state)])
}

/**
 * What was expected of links and turned out not to be needed does not count, and nobody of its run waits for it. `kept` are
 * the runs that a link still rests on; `ahead` is what is still to come for it, and stays expected.
 */
export async function dropBrakes (db: Db, links: string[], kept: { link: string, kind: BrakeKind, run: number }[], ahead: { link: string, kind: BrakeKind }[]): Promise<void> {
  if (links.length === 0) return
  await db.query(`
    UPDATE brake SET state = 'dropped' WHERE link = ANY($1) AND state IN ('expected', 'counted', 'held')
      AND NOT (state = 'expected' AND EXISTS (SELECT FROM unnest($5::text[], $6::text[]) AS ahead (link, kind) WHERE ahead.link = brake.link AND ahead.kind = brake.kind))
      AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[], $4::bigint[]) AS kept (link, kind, run) WHERE kept.link = brake.link AND kept.kind = brake.kind AND kept.run = brake.run)`,
  [links, kept.map(({ link }) => link), kept.map(({ kind }) => kind), kept.map(({ run }) => run), ahead.map(({ link }) => link), ahead.map(({ kind }) => kind)])
}

/** Of these runs, those of which somebody is due now who has not been looked at: a run is judged when all have been. */
export async function findRunsUnlooked (db: Db, kind: BrakeKind, tenant: string, runs: number[], now: Instant): Promise<Set<number>> {
  const { rows } = await db.query<{ run: number }>(`
    SELECT one.run FROM unnest($3::bigint[]) AS one (run) WHERE EXISTS (
      SELECT FROM brake JOIN link ON link.id = brake.link JOIN destination ON destination.id = link.destination
      WHERE brake.tenant = $1 AND brake.kind = $2 AND brake.run = one.run AND brake.state = 'expected'
        AND link.due_at <= $4 AND link.failing_since IS NULL AND destination.deleted_at IS NULL AND destination.paused_at IS NULL AND destination.stopped IS NULL
        AND coalesce(destination.parked_until, 'epoch') <= $4)`, [tenant, kind, runs, new Date(now)])
  return new Set(rows.map(({ run }) => run))
}

/** Distinct people of the tenant in the window, and those who wait for a word however long; approved ones are left out. */
export async function countBraked (db: Db, kind: BrakeKind, tenant: string, hours: number, now: Instant): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`SELECT count(DISTINCT employee) FROM brake WHERE tenant = $1 AND kind = $2 AND ${COUNTS}`, [tenant, kind, windowStart(hours, now)])
  return rows[0]?.count ?? 0
}
