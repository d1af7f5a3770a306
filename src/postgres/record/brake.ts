import type { Instant } from '../../domain/calendar.ts'
import type { BrakeKind } from '../../domain/destination.ts'
import type { Db } from '../db.ts'

export interface BrakeEntry { link: string, kind: BrakeKind, tenant: string, employee: string, run: number }

/** What a message with several statements is about to do, before anybody has looked whether it will. */
export async function expectBrakes (db: Db, events: { id: string, kind: BrakeKind }[], now: Instant): Promise<void> {
  await db.query(`
    INSERT INTO brake (link, kind, tenant, employee, run, state, at)
    SELECT link.id, new.kind, link.tenant, link.employee, event.message, 'expected', $3
    FROM unnest($1::text[], $2::text[]) AS new (id, kind) JOIN event ON event.id = new.id JOIN link ON link.employee = event.employee
    ON CONFLICT DO NOTHING`, [events.map(({ id }) => id), events.map(({ kind }) => kind), new Date(now)])
}

/** One decision about the brake of a tenant at a time. */
export async function lockBrake (db: Db, tenant: string, kind: BrakeKind): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [`brake:${kind}:${tenant}`])
}

export async function findBrake (db: Db, link: string, kind: BrakeKind, run: number): Promise<string | undefined> {
  const { rows } = await db.query<{ state: string }>('SELECT state FROM brake WHERE link = $1 AND kind = $2 AND run = $3', [link, kind, run])
  return rows[0]?.state
}

export async function setBrake (db: Db, entry: BrakeEntry, state: 'counted' | 'passed' | 'held' | 'approved', now: Instant): Promise<void> {
  await db.query(`
    INSERT INTO brake (link, kind, tenant, employee, run, state, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (link, kind, run) DO UPDATE SET state = excluded.state, at = excluded.at`, [entry.link, entry.kind, entry.tenant, entry.employee, entry.run, state, new Date(now)])
}

/** What was expected of a link and turned out not to be needed does not count, and nobody of its run waits for it. */
export async function dropBrakes (db: Db, link: string, keep: { kind: BrakeKind, run: number }[], ahead: BrakeKind[]): Promise<void> {
  await db.query(`
    UPDATE brake SET state = 'dropped' WHERE link = $1 AND state IN ('expected', 'counted', 'held') AND NOT (state = 'expected' AND kind = ANY($4))
      AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::bigint[]) AS kept (kind, run) WHERE kept.kind = brake.kind AND kept.run = brake.run)`,
  [link, keep.map(({ kind }) => kind), keep.map(({ run }) => run), ahead])
}

/** Others of the run that are due now and have not been looked at: the run is judged when all have. */
export async function countUnlooked (db: Db, kind: BrakeKind, tenant: string, run: number, link: string, now: Instant): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`
    SELECT count(*) FROM brake JOIN link ON link.id = brake.link JOIN destination ON destination.id = link.destination
    WHERE brake.tenant = $1 AND brake.kind = $2 AND brake.run = $3 AND brake.state = 'expected' AND brake.link <> $4
      AND link.due_at <= $5 AND link.failing_since IS NULL AND destination.deleted_at IS NULL AND destination.paused_at IS NULL AND destination.stopped IS NULL
      AND coalesce(destination.parked_until, 'epoch') <= $5`, [tenant, kind, run, link, new Date(now)])
  return rows[0]?.count ?? 0
}

/** Distinct people of the tenant in the window, and those who wait for a word however long; approved ones are left out. */
export async function countBraked (db: Db, kind: BrakeKind, tenant: string, hours: number, now: Instant): Promise<number> {
  const { rows } = await db.query<{ count: number }>(`
    SELECT count(DISTINCT employee) FROM brake WHERE tenant = $1 AND kind = $2 AND state IN ('counted', 'passed', 'held')
      AND (state = 'held' OR at > $3)`, [tenant, kind, new Date(now - hours * 3_600_000)])
  return rows[0]?.count ?? 0
}
