import type { Db } from '../db.ts'
import { HASHES_OF } from './identifiers.ts'

export interface HoldRow {
  id: string
  seq: number
  tenant: string
  event: string | null
  link: string | null
  reason: string
  cause: string
  digest: string
  sealed: Buffer
  touches: Buffer[] | null
  state: 'open' | 'approved' | 'rejected' | 'superseded'
  /** Sealed. */
  answer: Buffer | null
  created_at: number
  decided_at: number | null
  decided_by: string | null
}

const COLUMNS = 'id, seq, tenant, event, link, reason, cause, digest, sealed, touches, state, answer, created_at, decided_at, decided_by'

export type NewHold = Pick<HoldRow, 'id' | 'tenant' | 'event' | 'link' | 'reason' | 'cause' | 'digest' | 'sealed' | 'touches'>

/** False when the same question is open already. */
export async function insertHold (db: Db, hold: NewHold): Promise<boolean> {
  const { rowCount } = await db.query('INSERT INTO hold (id, tenant, event, link, reason, cause, digest, sealed, touches) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING',
    [hold.id, hold.tenant, hold.event, hold.link, hold.reason, hold.cause, hold.digest, hold.sealed, hold.touches])
  return rowCount === 1
}

/** Open questions and decided ones of a link: the last word on each digest. */
export async function findHoldsOfLink (db: Db, link: string): Promise<HoldRow[]> {
  const { rows } = await db.query<HoldRow>(`SELECT DISTINCT ON (digest) ${COLUMNS} FROM hold WHERE link = $1 AND state <> 'superseded' ORDER BY digest, seq DESC`, [link])
  return rows
}

/** Planning to another question closes the old ones. */
export async function supersedeOthers (db: Db, link: string, digests: string[]): Promise<void> {
  await db.query('UPDATE hold SET state = \'superseded\', decided_at = clock_timestamp() WHERE link = $1 AND state = \'open\' AND digest <> ALL($2)', [link, digests])
}

export async function lockHold (db: Db, tenant: string, id: string): Promise<HoldRow | undefined> {
  const { rows } = await db.query<HoldRow>(`SELECT ${COLUMNS} FROM hold WHERE tenant = $1 AND id = $2 FOR UPDATE`, [tenant, id])
  return rows[0]
}

export async function setDecided (db: Db, ids: string[], state: 'approved' | 'rejected' | 'superseded', answer: Buffer | null, by: string): Promise<void> {
  await db.query('UPDATE hold SET state = $2, answer = $3, decided_by = $4, decided_at = clock_timestamp() WHERE id = ANY($1)', [ids, state, answer, by])
}

/** The cause under which people of this tenant wait for the same brake now, if any do. */
export async function findOpenCause (db: Db, tenant: string, reason: string, prefix: string): Promise<string | undefined> {
  const { rows } = await db.query<{ cause: string }>('SELECT cause FROM hold WHERE tenant = $1 AND reason = $2 AND state = \'open\' AND starts_with(cause, $3) ORDER BY seq LIMIT 1', [tenant, reason, prefix])
  return rows[0]?.cause
}

export interface TouchedHold { hold: string, event: string }

/** Questions of whom an event means that these people, or identifiers that are free now, may answer. */
export async function findHoldsTouched (db: Db, tenant: string, employees: string[], hashes: Buffer[]): Promise<TouchedHold[]> {
  const { rows } = await db.query<TouchedHold>(`
    SELECT hold.id AS hold, hold.event FROM hold
    WHERE hold.tenant = $1 AND hold.state = 'open' AND hold.event IS NOT NULL
      AND EXISTS (SELECT FROM hold WHERE tenant = $1 AND state = 'open' AND event IS NOT NULL)   -- mostly there are none, and nothing is looked up
      AND hold.touches && (SELECT array_agg(hash) FROM (SELECT unnest($3::bytea[]) AS hash UNION ALL ${HASHES_OF('$2')}) AS all_of_them)
    ORDER BY seq`, [tenant, employees, hashes])
  return rows
}

export async function findOpenHoldOfEvent (db: Db, event: string): Promise<HoldRow | undefined> {
  const { rows } = await db.query<HoldRow>(`SELECT ${COLUMNS} FROM hold WHERE event = $1 ORDER BY (state = 'open') DESC, seq DESC LIMIT 1`, [event])
  return rows[0]
}
