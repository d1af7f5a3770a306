import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'
import { refreshStatuses } from './fates.ts'
import { HASHES_OF } from './identifiers.ts'

/** Ids that grow with time, as all of ours: rows of one time lie together in every index they are in. */
export const NEW_LINK_ID = "'lnk_' || lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || right(replace(gen_random_uuid()::text, '-', ''), 20)"

/** Somebody whose links are due, with events of theirs that are new. */
export interface DuePerson { employee: string, events: string[] }

/**
 * Something that the links of these people rest on has changed: due now, from the beginning of the retry ladder. Whoever has no
 * link at a live destination of the tenant gets one. What waits as a single event does not become bulk. New events are under way
 * at every link of their person; those that have nowhere to go say so.
 */
export async function makeDue (db: Db, tenant: string, people: DuePerson[], now: Instant, urgency: 0 | 1): Promise<void> {
  if (people.length === 0) return
  const said = people.flatMap(({ employee, events }) => events.map((event) => ({ event, employee })))
  const events = said.map(({ event }) => event)
  // Links are locked in the order of their people and destinations, here and wherever several are.
  const { rowCount } = await db.query(`
    WITH due AS (
      INSERT INTO link (id, tenant, employee, destination, due_at, urgency, revision)
      SELECT ${NEW_LINK_ID}, $1, employee, destination.id, $3, $4, 1
      FROM unnest($2::text[]) AS one (employee), destination WHERE tenant = $1 AND deleted_at IS NULL
      ORDER BY employee, destination.id
      ON CONFLICT (employee, destination) DO UPDATE SET
        due_at = least(link.due_at, $3), urgency = CASE WHEN link.due_at <= $3 THEN least(link.urgency, $4) ELSE $4 END,
        revision = link.revision + 1, tries = 0, failing_since = NULL
      RETURNING id, employee, destination)
    INSERT INTO fate (event, destination, link, status)
    SELECT said.event, due.destination, due.id, 'processing' FROM unnest($5::text[], $6::text[]) AS said (event, employee) JOIN due ON due.employee = said.employee
    ON CONFLICT DO NOTHING`, [tenant, people.map(({ employee }) => employee), new Date(now), urgency, events, said.map(({ employee }) => employee)])
  if ((rowCount ?? 0) < events.length) await refreshStatuses(db, events)
}

export async function setLinksDue (db: Db, links: string[], now: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    UPDATE link SET due_at = $2, revision = revision + 1, tries = 0, failing_since = NULL, failure = NULL WHERE id = ANY($1)`, [links, new Date(now)])
  return rowCount ?? 0
}

/** Wakes whoever waits for these people; answers how many links that were. */
export async function wakeWaiting (db: Db, tenant: string, employees: string[], now: Instant): Promise<number> {
  const { rowCount } = await db.query(`
    WITH mine AS (
      SELECT id FROM link
      WHERE EXISTS (SELECT FROM wait WHERE tenant = $1)   -- mostly nobody waits, and nothing is looked up
        AND id IN (SELECT link FROM wait WHERE tenant = $1 AND hash IN (${HASHES_OF('$2')}))
      ORDER BY employee, destination FOR UPDATE)
    UPDATE link SET due_at = least(due_at, $3), revision = revision + 1 FROM mine WHERE link.id = mine.id`, [tenant, employees, new Date(now)])
  return rowCount ?? 0
}

/** Who waits for whom: of each of these links exactly the hashes given with it. */
export async function setWaits (db: Db, tenant: string, links: string[], awaited: { link: string, hash: Buffer }[]): Promise<void> {
  if (links.length === 0) return
  const columns = [awaited.map(({ link }) => link), awaited.map(({ hash }) => hash)]
  await db.query(`
    DELETE FROM wait WHERE link = ANY($1) AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::bytea[]) AS kept (link, hash) WHERE kept.link = wait.link AND kept.hash = wait.hash)`, [links, ...columns])
  if (awaited.length > 0) await db.query('INSERT INTO wait (link, tenant, hash) SELECT link, $1, hash FROM unnest($2::text[], $3::bytea[]) AS new (link, hash) ON CONFLICT DO NOTHING', [tenant, ...columns])
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

/** A link that we hold for a while, and what else the record has about it. */
export interface LeasedLink extends LinkRow {
  /** 0: single events; 1: a load. */
  urgency: 0 | 1
  /** Questions were asked about it. */
  asked: boolean
  /** It waits for somebody. */
  waits: boolean
  /** It stands in the brake's ledger. */
  braked: boolean
  /** The settings of its destination when it was leased. */
  config_revision: number
}

/** How many links to lease: single events so many, and loads whatever room these leave. */
export interface Room { all: number, singles: number }

/**
 * Leases links of a destination that are due, single events before loads and the oldest first. A lease that is not renewed ends
 * by itself, and then whoever takes over knows that a write may have been under way. At a destination that was paused or stopped
 * a moment ago, nothing.
 */
export async function leaseDueLinks (db: Db, destination: string, { all, singles }: Room, leaseMs: number, now: Instant): Promise<LeasedLink[]> {
  const due = (urgency: 0 | 1, limit: string) => `
      SELECT id, lease_until FROM link
      WHERE destination = $1 AND urgency = ${urgency} AND due_at <= $4 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        AND (SELECT paused_at IS NULL AND stopped IS NULL AND deleted_at IS NULL FROM destination WHERE destination.id = $1)
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  const { rows } = await db.query<LeasedLink>(`
    WITH single AS (${due(0, '$5')}),
    -- The inner limit is one that the planner knows.
    load AS (SELECT * FROM (${due(1, '$2')}) AS load LIMIT $2 - (SELECT count(*) FROM single)),
    due AS (SELECT * FROM single UNION ALL SELECT * FROM load)
    UPDATE link SET lease_until = clock_timestamp() + $3 * interval '1 millisecond', fence = fence + 1
    FROM due WHERE link.id = due.id
    RETURNING ${COLUMNS}, due.lease_until AS doubt_since, link.urgency,
      EXISTS (SELECT FROM hold WHERE hold.link = link.id) AS asked,
      EXISTS (SELECT FROM wait WHERE wait.link = link.id) AS waits,
      EXISTS (SELECT FROM brake WHERE brake.link = link.id AND state IN ('expected', 'counted', 'held')) AS braked,
      (SELECT config_revision FROM destination WHERE destination.id = link.destination) AS config_revision`,
  [destination, all, leaseMs, new Date(now), singles])
  return rows
}

/** Answers those of the leases that are still ours; of the others somebody else may be at it. */
export async function renewLeases (db: Db, leases: Pick<LinkRow, 'id' | 'fence'>[], leaseMs: number): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(`
    WITH mine AS (
      SELECT link.id FROM link JOIN unnest($1::text[], $2::bigint[]) AS lease (id, fence) ON lease.id = link.id AND lease.fence = link.fence
      WHERE lease_until > clock_timestamp() ORDER BY employee, destination FOR UPDATE OF link)
    UPDATE link SET lease_until = clock_timestamp() + $3 * interval '1 millisecond' FROM mine WHERE link.id = mine.id RETURNING link.id`,
  [leases.map(({ id }) => id), leases.map(({ fence }) => fence), leaseMs])
  return new Set(rows.map(({ id }) => id))
}

/** Gives links back as they were: nothing was called for them. */
export async function releaseLinks (db: Db, leases: Pick<LinkRow, 'id' | 'fence' | 'doubt_since'>[]): Promise<void> {
  if (leases.length === 0) return
  await db.query(`
    WITH mine AS (
      SELECT link.id, lease.doubt FROM link JOIN unnest($1::text[], $2::bigint[], $3::timestamptz[]) AS lease (id, fence, doubt) ON lease.id = link.id AND lease.fence = link.fence
      ORDER BY employee, destination FOR UPDATE OF link)
    UPDATE link SET lease_until = mine.doubt FROM mine WHERE link.id = mine.id`,
  [leases.map(({ id }) => id), leases.map(({ fence }) => fence), leases.map(({ doubt_since: doubt }) => doubt === null ? null : new Date(doubt))])
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

/**
 * Ends leases, fenced. What became due meanwhile (a higher revision) stays due now. Answers those that were still ours; of the
 * others nothing was written.
 */
export async function settleLinks (db: Db, settled: { link: Pick<LinkRow, 'id' | 'fence' | 'revision'>, row: Settled }[], now: Instant): Promise<Set<string>> {
  const row = <K extends keyof Settled>(name: K) => settled.map((one) => one.row[name])
  const instants = (name: 'dueAt' | 'failingSince') => row(name).map((at) => at === null ? null : new Date(at))
  const { rows } = await db.query<{ id: string }>(`
    WITH new AS (
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::timestamptz[], $8::int[], $9::timestamptz[], $10::text[])
        AS new (id, fence, revision, remote_id, known, sealed, due_at, tries, failing_since, failure)
)
    UPDATE link SET lease_until = NULL, remote_id = new.remote_id, known = new.known, sealed = new.sealed, failure = new.failure, settled_at = clock_timestamp(),
      tries = CASE WHEN link.revision = new.revision THEN new.tries ELSE 0 END, failing_since = CASE WHEN link.revision = new.revision THEN new.failing_since END,
      due_at = CASE WHEN link.revision = new.revision THEN new.due_at ELSE least(link.due_at, $11) END
    FROM new WHERE link.id = new.id AND link.fence = new.fence AND EXISTS (SELECT FROM destination WHERE destination.id = link.destination AND deleted_at IS NULL)
    RETURNING link.id`,
  [settled.map(({ link }) => link.id), settled.map(({ link }) => link.fence), settled.map(({ link }) => link.revision), row('remoteId'), row('known'), row('sealed'),
    instants('dueAt'), row('tries'), instants('failingSince'), row('failure'), new Date(now)])
  return new Set(rows.map(({ id }) => id))
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
    WITH mine AS (SELECT id FROM link WHERE destination = $1 AND employee = ANY($2) AND known = 'active' ORDER BY employee FOR UPDATE)
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
