import { byteas, texts } from '../binary.ts'
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

export interface Stored { id: string, received_at: number, fingerprint: Buffer, inserted: boolean }

/**
 * Stores messages in one statement; one whose sender's id is already there is answered with the message that was there.
 * The answer is in the order of the input. Two of the same id in one call: the first is stored, both get its answer.
 */
export async function insertMessages (db: Db, messages: NewMessage[]): Promise<Stored[]> {
  const column = (name: 'id' | 'tenant' | 'source' | 'apiKey' | 'kind' | 'dedupeKey' | 'state') => texts(messages.map((message) => message[name]))
  const { rows } = await db.query<Pick<Stored, 'id' | 'received_at'>>(`
    WITH stored AS (
      INSERT INTO message (id, tenant, source, api_key, kind, dedupe_key, fingerprint, sealed, receipt, state)
      SELECT id, tenant, source, api_key, kind, dedupe_key, fingerprint, sealed, receipt::jsonb, CASE state WHEN 'test' THEN 'test' ELSE 'interpreted' END
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[], $9::text[], $10::text[])
        AS new (id, tenant, source, api_key, kind, dedupe_key, fingerprint, sealed, receipt, state)
      ON CONFLICT DO NOTHING
      RETURNING seq, id, tenant, source, kind, state, received_at
    ), waiting AS (
      INSERT INTO pending (tenant, bulk, seq, source) SELECT tenant, kind IN ('batch', 'rows'), seq, source FROM stored WHERE state <> 'test'
    )
    SELECT id, received_at FROM stored`,
  [column('id'), column('tenant'), column('source'), column('apiKey'), column('kind'), column('dedupeKey'),
    byteas(messages.map(({ fingerprint }) => fingerprint)), byteas(messages.map(({ sealed }) => sealed)),
    texts(messages.map(({ receipt }) => JSON.stringify(receipt))), column('state')])
  const stored = new Map(rows.map(({ id, received_at: at }) => [id, at]))
  return Promise.all(messages.map(async (message) => {
    const { id, fingerprint } = message
    const at = stored.get(id)
    return at === undefined ? await findDuplicate(db, message) : { id, received_at: at, fingerprint, inserted: true }
  }))
}

async function findDuplicate (db: Db, { tenant, dedupeKey }: NewMessage): Promise<Stored> {
  const { rows } = await db.query<Stored>(
    'SELECT id, received_at, fingerprint, false AS inserted FROM message WHERE tenant = $1 AND dedupe_key = $2', [tenant, dedupeKey])
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
const NOT_PAUSED = 'NOT EXISTS (SELECT FROM source WHERE source.id = pending.source AND paused_at IS NOT NULL)'
const DUE = `pending.due_at <= clock_timestamp() AND ${NOT_PAUSED}`

/** Tenants that have something to interpret. Steps from tenant to tenant: what each of them has waiting is not read. */
export async function findTenantsWithPending (db: Db): Promise<string[]> {
  const { rows } = await db.query<{ tenant: string }>(`
    WITH RECURSIVE one AS (
      (SELECT tenant FROM pending ORDER BY tenant LIMIT 1)
      UNION ALL SELECT (SELECT tenant FROM pending WHERE tenant > one.tenant ORDER BY tenant LIMIT 1) FROM one WHERE one.tenant IS NOT NULL)
    SELECT tenant FROM one WHERE EXISTS (SELECT FROM pending WHERE pending.tenant = one.tenant AND ${DUE})`)
  return rows.map(({ tenant }) => tenant)
}

/** The first messages that are due, but for `taken`; single ones before batches: at most so many of each. */
export async function findPending (db: Db, tenant: string, singles: number, batches: number, taken: number[] = []): Promise<PendingMessage[]> {
  const first = (bulk: boolean, limit: string) => `(SELECT seq, bulk, tries FROM pending WHERE tenant = $1 AND bulk = ${bulk} AND seq <> ALL($4) AND ${DUE} ORDER BY seq LIMIT ${limit})`
  const { rows } = await db.query<PendingMessage>(`
    SELECT message.seq, id, message.tenant, message.source, api_key, kind, sealed, receipt, received_at, due.tries
    FROM (${first(false, '$2')} UNION ALL ${first(true, '$3')}) AS due JOIN message ON message.seq = due.seq
    WHERE sealed IS NOT NULL ORDER BY due.bulk, message.seq`, [tenant, singles, batches, taken])
  return rows
}

/** Messages that are not pending any more when the caller's transaction commits: those of them that still were, and are due. */
export async function takePending (db: Db, tenant: string, seqs: number[]): Promise<Set<number>> {
  const { rows } = await db.query<{ seq: number }>(`DELETE FROM pending WHERE tenant = $1 AND seq = ANY($2) AND ${DUE} RETURNING seq`, [tenant, seqs])
  return new Set(rows.map(({ seq }) => seq))
}

/** What became of messages; only what is out of the ordinary is written. */
export async function setInterpreted (db: Db, messages: { seq: number, tries: number, state: 'interpreted' | 'failed', reason: string | null }[]): Promise<void> {
  for (const { seq, tries, state, reason } of messages) {
    if (tries > 0 || state === 'failed' || reason !== null) await db.query('UPDATE message SET state = $2, reason = $3, tries = $4 WHERE seq = $1', [seq, state, reason, tries + 1])
  }
}

/** Our own fault: tried again later, for ever less often. */
export async function postponeMessage (db: Db, seq: number, delayMs: number, reason: string): Promise<void> {
  await db.query(`
    WITH later AS (UPDATE pending SET tries = tries + 1, due_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE seq = $1 RETURNING tries)
    UPDATE message SET tries = later.tries, reason = $3 FROM later WHERE seq = $1`, [seq, delayMs, reason])
}

/** Makes messages due for interpretation again. */
export async function reinterpret (db: Db, tenant: string, seqs: number[]): Promise<void> {
  await db.query(`
    INSERT INTO pending (tenant, bulk, seq, source, tries) SELECT tenant, kind IN ('batch', 'rows'), seq, source, tries FROM message WHERE tenant = $1 AND seq = ANY($2) AND sealed IS NOT NULL
    ON CONFLICT (tenant, bulk, seq) DO UPDATE SET due_at = clock_timestamp()`, [tenant, seqs])
}

/** What has become of the message with this id until now, in SQL: for lists and look-ups. */
export const MESSAGE_STATE = "CASE WHEN EXISTS (SELECT FROM pending WHERE pending.seq = message.seq) THEN 'pending' ELSE message.state END"

export async function findMessageState (db: Db, tenant: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ state: string }>(`SELECT ${MESSAGE_STATE} AS state FROM message WHERE tenant = $1 AND id = $2`, [tenant, id])
  return rows[0]?.state
}

export async function setReceipt (db: Db, id: string, receipt: object): Promise<void> {
  await db.query('UPDATE message SET receipt = $2 WHERE id = $1', [id, JSON.stringify(receipt)])
}
