import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import type { MessageStatus } from '../../domain/views/message.ts'
import type { Db } from '../db.ts'
import { MESSAGE_STATE } from '../record/messages.ts'
import { given, ofSource, received } from './given.ts'

export interface ShownMessageRow {
  seq: number
  id: string
  /** Id of the source, or 'api'. */
  source: string
  source_name: string
  kind: string
  state: MessageStatus
  reason: string | null
  received_at: Instant
}

const COLUMNS = `message.seq, message.id, message.source, coalesce(source.name, message.source) AS source_name, message.kind, ${MESSAGE_STATE} AS state, message.reason, message.received_at`

export interface MessagesWanted {
  status?: MessageStatus
  /** Kind of the source, or the route. */
  type?: string
  /** Name. */
  source?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

/** Newest first, from before `after` on. */
export async function listMessageRows (db: Db, tenant: string, wanted: MessagesWanted, after: number | undefined, limit: number): Promise<ShownMessageRow[]> {
  const { conditions, values } = given([tenant, limit], [
    [`${MESSAGE_STATE} = ?1`, wanted.status],
    // The same said so that an index knows it.
    ['message.state = ?1', wanted.status === 'pending' ? undefined : wanted.status],
    ['message.seq IN (SELECT seq FROM pending WHERE pending.tenant = ?1)', wanted.status === 'pending' ? tenant : undefined],
    ['message.kind = ?1', wanted.type],
    ofSource('message.source', wanted.source),
    ...received('message.received_at', wanted),
    ['message.seq < ?1', after]
  ])
  const { rows } = await db.query<ShownMessageRow>(`
    SELECT ${COLUMNS} FROM message LEFT JOIN source ON source.id = message.source
    WHERE message.tenant = $1 ${conditions} ORDER BY message.seq DESC LIMIT $2`, values)
  return rows
}

export interface WholeMessageRow extends ShownMessageRow {
  tenant: string
  api_key: string | null
  sealed: Buffer | null
  receipt: { verified_by?: string, warnings?: string[], skipped?: number[] }
  tries: number
}

export async function findMessageRow (db: Db, tenant: string, id: string): Promise<WholeMessageRow | undefined> {
  const { rows } = await db.query<WholeMessageRow>(`
    SELECT ${COLUMNS}, message.tenant, api_key, sealed, receipt, coalesce((SELECT tries FROM pending WHERE pending.seq = message.seq), message.tries) AS tries
    FROM message LEFT JOIN source ON source.id = message.source WHERE message.tenant = $1 AND message.id = $2`, [tenant, id])
  return rows[0]
}

export interface MessageEventRow {
  id: string
  type: EventType
  status: string
  stamp_index: number
  sealed: Buffer
  /** What is asked of it when it cannot be used, sealed. */
  question: Buffer | null
}

/** What a message has become. */
export async function findEventsIn (db: Db, tenant: string, seq: number): Promise<MessageEventRow[]> {
  const { rows } = await db.query<MessageEventRow>(`
    SELECT event.id, event.type, event.status, event.stamp_index, event.sealed, hold.sealed AS question
    FROM event LEFT JOIN hold ON hold.event = event.id AND hold.state = 'open' AND hold.reason = 'missing_required'
    WHERE event.tenant = $1 AND event.message = $2 ORDER BY event.stamp_index`, [tenant, seq])
  return rows
}
