import { instantIn, type Instant } from '../../domain/calendar.ts'
import { EVENT_TYPES, type EventType } from '../../domain/event.ts'
import type { Fault } from '../../domain/faults.ts'
import { eventIdOf } from '../../domain/ids.ts'
import { makeSense } from '../../domain/lenient.ts'
import type { Draft, SourceDefinition } from '../../domain/source.ts'
import type { Statement } from '../../domain/statement.ts'
import { CLOCK_TOLERANCE_MS, understand } from '../../domain/understand.ts'
import type { PendingMessage } from '../../postgres/record/messages.ts'
import { draftsOfRows, type KeptRows } from './rows.ts'
import type { Unassigned } from './unassigned.ts'

/** How a webhook is kept: what its source reads again. */
export interface KeptWebhook { headers: Record<string, string | undefined>, path: string[], query?: Record<string, string>, body: string }

export type Said =
  | { kind: 'event', event: Unassigned }
  /** Understood to be about a person, and unusable as it is. */
  | { kind: 'unusable', event: Unassigned, faults: Fault[], draft: Draft }

export type Read =
  | { kind: 'said', said: Said[] }
  /** About whom, but not what: they are looked up at the source. */
  | { kind: 'hints', source: string, ids: string[] }
  | { kind: 'nothing', state: 'interpreted' | 'failed', reason: string }

export interface OpenedSource { id: string, definition: SourceDefinition, options: unknown }

/** What a REST request said: it was understood at the door, and is understood again in the same way. */
export function readRest (message: PendingMessage, body: unknown, zone: string): Read {
  const { skipped = [] } = message.receipt
  if (message.kind !== 'batch') return { kind: 'said', said: strictly(message, message.kind as EventType, body, undefined, zone) }
  // Items that were refused at the door are in the bytes, too, whatever they are.
  const { items } = body as { items: unknown[] }
  return {
    kind: 'said',
    said: items.flatMap((item, index) => {
      if (skipped.includes(index) || typeof item !== 'object' || item === null) return []
      const { type, ...rest } = item as { type?: unknown }
      const known = EVENT_TYPES.find((each) => each === type)
      return known === undefined ? [] : strictly(message, known, rest, index, zone)
    })
  }
}

function strictly (message: PendingMessage, type: EventType, body: unknown, index: number | undefined, zone: string): Said[] {
  const understood = understand(type, body, message.received_at)
  if (understood.ok) return [{ kind: 'event', event: unassigned(message, understood.statement, index, zone, []) }]
  // Of a batch, this item was refused at the door. A request of its own was accepted, so it is not dropped: it is asked about.
  if (index !== undefined) return []
  const empty: Statement = { type, who: {}, fields: {} }
  return [{ kind: 'unusable', event: unassigned(message, empty, index, zone, []), faults: understood.faults, draft: { type, body: body as Record<string, unknown> } }]
}

/** What a verified webhook says, by its source's own reading. */
export async function readWebhook (message: PendingMessage, kept: KeptWebhook, { id, definition, options }: OpenedSource, zone: string): Promise<Read> {
  const reading = await definition.read({ ...kept, body: Buffer.from(kept.body, 'base64') }, options)
  if (reading.kind === 'ignored') return { kind: 'nothing', state: 'interpreted', reason: reading.reason }
  if (reading.kind === 'unreadable') return { kind: 'nothing', state: 'failed', reason: reading.reason }
  if (reading.kind === 'hints') return { kind: 'hints', source: id, ids: reading.ids }
  return saidBy(message, reading.drafts, zone)
}

/** What rows say that were read from a source. */
export async function readRows (message: PendingMessage, kept: KeptRows, source: OpenedSource, zone: string): Promise<Read> {
  const { drafts, unclear: [unclear], ignored: [ignored] } = await draftsOfRows(kept, source, zone)
  if (drafts.length === 0 && unclear !== undefined) return { kind: 'nothing', state: 'failed', reason: unclear }
  if (drafts.length === 0 && ignored !== undefined) return { kind: 'nothing', state: 'interpreted', reason: ignored }
  return saidBy(message, drafts, zone)
}

function saidBy (message: PendingMessage, drafts: Draft[], zone: string): Read {
  const said = drafts.flatMap((draft, i) => sensed(message, draft, drafts.length > 1 ? i : undefined, zone))
  return said.length > 0 ? { kind: 'said', said } : { kind: 'nothing', state: 'interpreted', reason: 'nothing the record keeps' }
}

function sensed (message: PendingMessage, draft: Draft, index: number | undefined, zone: string): Said[] {
  const { statement, warnings, held } = makeSense(draft, message.received_at)
  if (held !== undefined) {
    const empty: Statement = { type: draft.type, who: {}, fields: {} }
    return [{ kind: 'unusable', event: unassigned(message, empty, index, zone, warnings), faults: held.faults, draft }]
  }
  return statement === undefined ? [] : [{ kind: 'event', event: unassigned(message, statement, index, zone, warnings) }]
}

export function unassigned (message: Pick<PendingMessage, 'id' | 'seq' | 'source' | 'api_key' | 'received_at'>, statement: Statement, index: number | undefined, zone: string, warnings: Fault[]): Unassigned {
  return {
    id: eventIdOf(message.id, index),
    type: statement.type,
    stamp: { time: stampTime(statement, message.received_at, zone), sequence: message.seq, index: index ?? 0 },
    receivedAt: message.received_at,
    source: message.source,
    apiKey: message.api_key,
    who: statement.who,
    ...(statement.match && { match: statement.match }),
    fields: statement.fields,
    warnings
  }
}

/** From when a statement counts: its own time or arrival, moved to the local midnight of a day that is still to come. */
export function stampTime ({ occurredAt, effectiveOn }: Pick<Statement, 'occurredAt' | 'effectiveOn'>, receivedAt: Instant, zone: string): Instant {
  const time = Math.min(occurredAt ?? receivedAt, receivedAt + CLOCK_TOLERANCE_MS)
  return effectiveOn === undefined ? time : Math.max(time, instantIn(zone, effectiveOn))
}
