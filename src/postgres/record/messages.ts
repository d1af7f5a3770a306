import type { Db } from '../db.ts'

export interface NewMessage {
  id: string
  tenant: string
  source: string
  apiKey: string | null
  kind: string
  dedupeKey: string | null
  fingerprint: Buffer
  sealed: Buffer
  receipt: unknown
  state: 'pending' | 'test'
}

export interface Stored { id: string, received_at: number, fingerprint: Buffer, inserted: boolean, receipt: unknown }

/**
 * Stores messages in one statement; one whose sender's id is already there is answered with the message that was there.
 * The answer is in the order of the input. Two of the same id in one call: the first is stored, both get its answer.
 */
export async function insertMessages (db: Db, messages: NewMessage[]): Promise<Stored[]> {
  const column = <K extends keyof NewMessage>(name: K) => messages.map((message) => message[name])
  const { rows } = await db.query<Stored>(`
    INSERT INTO message (id, tenant, source, api_key, kind, dedupe_key, fingerprint, sealed, receipt, state)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[], $9::jsonb[], $10::text[])
    ON CONFLICT DO NOTHING
    RETURNING id, received_at, fingerprint, true AS inserted, receipt`,
  [column('id'), column('tenant'), column('source'), column('apiKey'), column('kind'), column('dedupeKey'), column('fingerprint'), column('sealed'),
    messages.map(({ receipt }) => JSON.stringify(receipt)), column('state')])
  const stored = new Map(rows.map((row) => [row.id, row]))
  return Promise.all(messages.map(async (message) => stored.get(message.id) ?? await findDuplicate(db, message)))
}

async function findDuplicate (db: Db, { tenant, dedupeKey }: NewMessage): Promise<Stored> {
  const { rows } = await db.query<Stored>(
    'SELECT id, received_at, fingerprint, false AS inserted, receipt FROM message WHERE tenant = $1 AND dedupe_key = $2', [tenant, dedupeKey])
  if (rows[0] === undefined) throw new Error('a message was neither stored nor found')
  return rows[0]
}

export interface PendingMessage {
  seq: number
  id: string
  tenant: string
  source: string
  api_key: string | null
  kind: string
  sealed: Buffer
  receipt: { skipped?: number[] }
  received_at: number
  tries: number
}

/** What a paused source sent is kept and waits. */
const NOT_PAUSED = 'NOT EXISTS (SELECT FROM source WHERE source.id = message.source AND paused_at IS NOT NULL)'

/** Tenants that have something to interpret. */
export async function findTenantsWithPending (db: Db, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ tenant: string }>(
    `SELECT tenant FROM message WHERE state = 'pending' AND due_at <= clock_timestamp() AND ${NOT_PAUSED} GROUP BY tenant ORDER BY min(seq) LIMIT $1`, [limit])
  return rows.map(({ tenant }) => tenant)
}

/** One tenant's record is written by one transaction at a time. False: somebody else is at it, or there is no such tenant. */
export async function tryLockTenant (db: Db, tenant: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM tenant WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED', [tenant])
  return rows.length > 0
}

export async function findPending (db: Db, tenant: string, limit: number): Promise<PendingMessage[]> {
  const { rows } = await db.query<PendingMessage>(`
    SELECT seq, id, tenant, source, api_key, kind, sealed, receipt, received_at, tries FROM message
    WHERE tenant = $1 AND state = 'pending' AND due_at <= clock_timestamp() AND sealed IS NOT NULL AND ${NOT_PAUSED} ORDER BY seq LIMIT $2`, [tenant, limit])
  return rows
}

export async function setInterpreted (db: Db, seq: number, state: 'interpreted' | 'failed', reason: string | null): Promise<void> {
  await db.query('UPDATE message SET state = $2, reason = $3, tries = tries + 1 WHERE seq = $1', [seq, state, reason])
}

/** Our own fault: tried again later, for ever less often. */
export async function postponeMessage (db: Db, seq: number, delayMs: number, reason: string): Promise<void> {
  await db.query('UPDATE message SET tries = tries + 1, reason = $3, due_at = clock_timestamp() + $2 * interval \'1 millisecond\' WHERE seq = $1', [seq, delayMs, reason])
}

/** Makes messages due for interpretation again. */
export async function reinterpret (db: Db, tenant: string, seqs: number[]): Promise<void> {
  await db.query('UPDATE message SET state = \'pending\', due_at = clock_timestamp() WHERE tenant = $1 AND seq = ANY($2) AND sealed IS NOT NULL', [tenant, seqs])
}

export async function findMessageState (db: Db, tenant: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ state: string }>('SELECT state FROM message WHERE tenant = $1 AND id = $2', [tenant, id])
  return rows[0]?.state
}

export async function setReceipt (db: Db, id: string, receipt: object): Promise<void> {
  await db.query('UPDATE message SET receipt = $2 WHERE id = $1', [id, JSON.stringify(receipt)])
}
