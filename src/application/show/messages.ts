import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Language } from '../../domain/faults.ts'
import type { Caller } from '../../domain/principal.ts'
import type { EventStatus } from '../../domain/views/common.ts'
import type { MessageSummary, MessageView } from '../../domain/views/message.ts'
import type { EventContent } from '../../postgres/record/events.ts'
import { reinterpret } from '../../postgres/record/messages.ts'
import { findEventsIn, findMessageRow, listMessageRows, type MessageEventRow, type MessagesWanted, type ShownMessageRow, type WholeMessageRow } from '../../postgres/show/messages.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { HoldContent } from '../interpret/hold.ts'
import type { KeptRows } from '../interpret/rows.ts'
import type { KeptWebhook } from '../interpret/statements.ts'
import { loadTenant } from '../configure/tenants.ts'
import { findingOf } from './event.ts'
import { accepted, eventsIn } from './not-yet-interpreted.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { pageOf } from './pages.ts'
import type { Showing } from './showing.ts'

/** What arrived, newest first. */
export async function listMessages ({ pool }: Showing, { tenant }: Caller, filter: MessagesWanted, page: PageRequest): Promise<Page<MessageSummary>> {
  const read = (limit: number) => listMessageRows(pool, tenant, filter, page.after?.sequence, limit)
  return pageOf(page, read, ({ seq }) => ({ sequence: seq, index: 0 }), async (rows) => rows.map(summaryOf))
}

/** One message as it arrived, with what it has become. */
export async function findMessage (needs: Showing, { tenant, language }: Caller, id: string): Promise<MessageView> {
  const { pool, vault } = needs
  const message = await findMessageRow(pool, tenant, id)
  if (message === undefined) throw notFound()
  const keys = await vault.keysOf(pool, tenant)
  const rows = await findEventsIn(pool, tenant, message.seq)
  const findings = rows.flatMap((row) => findingsOf(row, keys, language))
  return {
    ...summaryOf(message),
    receipt: message.receipt,
    tries: message.tries,
    ...bodyOf(message, keys),
    events: rows.length > 0 || message.state !== 'pending'
      ? rows.map((row) => ({ index: row.stamp_index, id: row.id, type: row.type, status: row.status as EventStatus }))
      : await expected(needs, message, keys),
    ...(findings.length > 0 && { findings })
  }
}

/** What a REST message that waits is going to become. */
async function expected ({ pool, vault }: Showing, message: WholeMessageRow, keys: Keys): Promise<MessageView['events']> {
  if (message.source !== 'api') return []
  const zone = (await loadTenant(pool, vault, message.tenant))?.settings.time_zone ?? 'UTC'
  return eventsIn(message, keys, zone).map((event) => {
    const { id, type, status } = accepted(event)
    return { index: event.stamp.index, id, type, status }
  })
}

/** Makes a stored message due for interpretation once more; what it said before is found, not said twice. */
export async function interpretAgain ({ pool, wakeInterpreter }: Pick<Showing, 'pool'> & { wakeInterpreter (): void }, { tenant }: Caller, id: string): Promise<void> {
  const message = await findMessageRow(pool, tenant, id)
  if (message === undefined) throw notFound()
  if (message.state === 'test') throw new Refusal('conflict', 'This is what a test button sent: there is nothing in it to interpret.')
  if (message.sealed === null) throw new Refusal('conflict', 'What arrived is not kept any more: its retention is over. Send it again.')
  await reinterpret(pool, tenant, [message.seq])
  wakeInterpreter()
}

const notFound = () => new Refusal('not_found', 'There is no such message.')

function summaryOf (row: ShownMessageRow): MessageSummary {
  return { id: row.id, source: row.source_name, kind: row.kind, status: row.state, reason: row.reason, received_at: isoOf(row.received_at) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** REST bodies are kept as bytes, webhooks with what their source reads beside the body, rows as they were read. */
function bodyOf ({ sealed, source }: WholeMessageRow, keys: Keys): Pick<MessageView, 'body' | 'body_encoding'> {
  if (sealed === null) return { body: null }
  const bytes = source === 'api' ? keys.openBytes(sealed) : bytesIn(keys.open<KeptRows | KeptWebhook>(sealed))
  try {
    return { body: utf8.decode(bytes), body_encoding: 'utf-8' }
  } catch {
    return { body: bytes.toString('base64'), body_encoding: 'base64' }
  }
}

const bytesIn = (kept: KeptRows | KeptWebhook): Buffer =>
  'rows' in kept ? Buffer.from(JSON.stringify(kept)) : Buffer.from(kept.body, 'base64')

function findingsOf ({ sealed, question }: MessageEventRow, keys: Keys, language: Language): NonNullable<MessageView['findings']> {
  const { warnings = [] } = keys.open<EventContent>(sealed)
  const { faults = [] } = question === null ? {} : keys.open<HoldContent>(question)
  return [...faults, ...warnings].map((fault) => findingOf(fault, language))
}
