import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** Every employee has a link at every live destination of the tenant. */
export async function insertLinks (db: Db, tenant: string, employees: string[]): Promise<void> {
  await db.query(`
    INSERT INTO link (id, tenant, employee, destination)
    SELECT 'lnk_' || replace(gen_random_uuid()::text, '-', ''), $1, employee, destination.id FROM unnest($2::text[]) AS one (employee), destination
    WHERE tenant = $1 AND deleted_at IS NULL AND NOT EXISTS (SELECT FROM link WHERE link.employee = one.employee AND link.destination = destination.id)
    ON CONFLICT (employee, destination) DO NOTHING`, [tenant, employees])
}

/** Something these links rest on has changed: due now, from the beginning of the retry ladder. */
export async function setDue (db: Db, employees: string[], now: Instant, urgency: 0 | 1 = 0): Promise<void> {
  await db.query(`
    WITH mine AS (
      SELECT link.id FROM link JOIN destination ON destination.id = link.destination
      WHERE destination.deleted_at IS NULL AND employee = ANY($1) ORDER BY link.id FOR UPDATE OF link)
    UPDATE link SET due_at = least(due_at, $3), revision = revision + 1, urgency = $2, tries = 0, failing_since = NULL FROM mine WHERE link.id = mine.id`, [employees, urgency, new Date(now)])
}

export async function setLinksDue (db: Db, links: string[], now: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    UPDATE link SET due_at = $2, revision = revision + 1, tries = 0, failing_since = NULL, failure = NULL WHERE id = ANY($1)`, [links, new Date(now)])
  return rowCount ?? 0
}

/** Wakes whoever waits for one of the hashes; answers how many. */
export async function wakeWaiting (db: Db, tenant: string, hashes: Buffer[], now: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    WITH mine AS (SELECT id FROM link WHERE id IN (SELECT link FROM wait WHERE tenant = $1 AND hash = ANY($2)) ORDER BY id FOR UPDATE)
    UPDATE link SET due_at = least(due_at, $3), revision = revision + 1 FROM mine WHERE link.id = mine.id`, [tenant, hashes, new Date(now)])
  return rowCount ?? 0
}

export async function setWaits (db: Db, tenant: string, link: string, hashes: Buffer[]): Promise<void> {
  await db.query('DELETE FROM wait WHERE link = $1 AND hash <> ALL($2)', [link, hashes])
  if (hashes.length > 0) await db.query('INSERT INTO wait (link, tenant, hash) SELECT $1, $2, unnest($3::bytea[]) ON CONFLICT DO NOTHING', [link, tenant, hashes])
}

export interface LinkRow {
  id: string
  tenant: string
  employee: string
  destination: string
  remote_id: string | null
  known: string
  sealed: Buffer | null
  due_at: number | null
  revision: number
  lease_until: number | null
  fence: number
  tries: number
  failing_since: number | null
  failure: string | null
  /** The lease before this one ran out without a word: a write may have been under way until then. */
  doubt_since: number | null
}

const COLUMNS = 'link.id, link.tenant, link.employee, link.destination, link.remote_id, link.known, link.sealed, link.due_at, link.revision, link.lease_until, link.fence, link.tries, link.failing_since, link.failure'

/**
 * Leases due links of a destination, never more at once over all workers than `concurrency`, and than the rate limit serves
 * within a lease (`most`). A lease that is not
 * renewed ends by itself, and then whoever takes over knows that a write may have been under way.
 */
export async function leaseDueLinks (db: Db, destination: string, concurrency: number, most: number, leaseMs: number, now: Instant): Promise<LinkRow[]> {
  const { rows: live } = await db.query<{ leased: number }>(`
    SELECT (SELECT count(*) FROM link WHERE link.destination = $1 AND lease_until > clock_timestamp())::int AS leased FROM destination
    WHERE id = $1 AND deleted_at IS NULL AND paused_at IS NULL AND stopped IS NULL AND coalesce(parked_until, 'epoch') <= $2 FOR NO KEY UPDATE`, [destination, new Date(now)])
  const free = live[0] === undefined ? 0 : Math.min(concurrency, most) - live[0].leased
  if (free <= 0) return []
  const { rows } = await db.query<LinkRow>(`
    WITH due AS (
      SELECT id, lease_until FROM link
      WHERE destination = $1 AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
      ORDER BY urgency, due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    UPDATE link SET lease_until = clock_timestamp() + $3 * interval '1 millisecond', fence = fence + 1
    FROM due WHERE link.id = due.id
    RETURNING ${COLUMNS}, due.lease_until AS doubt_since`, [destination, free, leaseMs, new Date(now)])
  return rows
}

/** False: the lease was lost, and somebody else may be at it. */
export async function renewLease (db: Db, id: string, fence: number, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(`
    UPDATE link SET lease_until = clock_timestamp() + $3 * interval '1 millisecond' WHERE id = $1 AND fence = $2 AND lease_until > clock_timestamp()`, [id, fence, leaseMs])
  return rowCount === 1
}

export interface Settled {
  remoteId: string | null
  known: string
  sealed: Buffer
  dueAt: Instant | null
  tries: number
  failingSince: Instant | null
  failure: string | null
}

/** Ends a lease, fenced. What became due meanwhile (a higher revision) stays due now. False: the lease was not ours any more. */
export async function settleLink (db: Db, { id, fence, revision }: Pick<LinkRow, 'id' | 'fence' | 'revision'>, settled: Settled, now: Instant): Promise<boolean> {
  const { rowCount } = await db.query(`
    UPDATE link SET lease_until = NULL, remote_id = $3, known = $4, sealed = $5, failure = $9,
      tries = CASE WHEN revision = $10 THEN $7 ELSE 0 END, failing_since = CASE WHEN revision = $10 THEN $8::timestamptz END, settled_at = clock_timestamp(),
      due_at = CASE WHEN revision = $10 THEN $6 ELSE least(due_at, $11) END
    WHERE id = $1 AND fence = $2 AND EXISTS (SELECT FROM destination WHERE destination.id = link.destination AND deleted_at IS NULL)`,
  [id, fence, settled.remoteId, settled.known, settled.sealed, settled.dueAt === null ? null : new Date(settled.dueAt), settled.tries,
    settled.failingSince === null ? null : new Date(settled.failingSince), settled.failure, revision, new Date(now)])
  return rowCount === 1
}

/** What we ourselves stumbled over is tried again later; its events say so. The lease stays, and ends by itself. */
export async function postponeLink (db: Db, { id, fence }: Pick<LinkRow, 'id' | 'fence'>, dueAt: Instant, now: Instant): Promise<void> {
  await db.query(`
    WITH mine AS (
      UPDATE link SET due_at = $3, tries = tries + 1, failing_since = coalesce(failing_since, $4), failure = 'internal' WHERE id = $1 AND fence = $2 RETURNING id)
    UPDATE fate SET status = 'retrying', error = 'internal', due_at = $3 FROM mine WHERE fate.link = mine.id AND NOT fate.final`, [id, fence, new Date(dueAt), new Date(now)])
}

export async function findLinkAt (db: Db, destination: string, employees: string[]): Promise<LinkRow[]> {
  const { rows } = await db.query<LinkRow>(`SELECT ${COLUMNS}, NULL AS doubt_since FROM link WHERE destination = $1 AND employee = ANY($2)`, [destination, employees])
  return rows
}

export async function findLinkByRemoteId (db: Db, destination: string, remoteIds: string[]): Promise<LinkRow[]> {
  const { rows } = await db.query<LinkRow>(`SELECT ${COLUMNS}, NULL AS doubt_since FROM link WHERE destination = $1 AND remote_id = ANY($2)`, [destination, remoteIds])
  return rows
}

/** What stood there has changed by another's call: looked at again. */
export async function forgetFields (db: Db, destination: string, employees: string[], now: Instant): Promise<void> {
  await db.query(`
    WITH mine AS (SELECT id FROM link WHERE destination = $1 AND employee = ANY($2) AND known = 'active' ORDER BY id FOR UPDATE)
    UPDATE link SET known = 'stale', due_at = $3, revision = revision + 1 FROM mine WHERE link.id = mine.id`, [destination, employees, new Date(now)])
}

export async function findLink (db: Db, id: string): Promise<LinkRow | undefined> {
  const { rows } = await db.query<LinkRow>(`SELECT ${COLUMNS}, NULL AS doubt_since FROM link WHERE id = $1`, [id])
  return rows[0]
}

export async function findLinksOf (db: Db, employee: string): Promise<LinkRow[]> {
  const { rows } = await db.query<LinkRow>(`SELECT ${COLUMNS}, NULL AS doubt_since FROM link WHERE employee = $1`, [employee])
  return rows
}

/** Whether a person has an account somewhere, or may have: a call is under way, or one failed in a way that says nothing. */
export async function hasAccount (db: Db, employee: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM link WHERE employee = $1 AND (remote_id IS NOT NULL OR lease_until > clock_timestamp() OR failing_since IS NOT NULL) LIMIT 1', [employee])
  return rows.length > 0
}
