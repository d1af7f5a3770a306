import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import type { EventType } from '../../domain/event.ts'
import type { Caller } from '../../domain/principal.ts'
import { STATEMENTS } from '../../domain/statement.ts'
import { AcceptedEvent } from '../../domain/views/event.ts'
import { callerOf } from '../auth.ts'
import { bytesOf } from '../body.ts'
import { idempotencyKeyOf } from '../idempotency.ts'
import { judgeAs, type Said } from '../judge.ts'
import { invalid, refuse } from '../refusals.ts'
import { IdempotencyHeaders, named } from '../schemas.ts'
import { documented } from '../validation.ts'

/** One statement of an arrival, with its place in the body. */
export interface ArrivedStatement extends Said {
  index: number
}

/** A request that was understood and is to be stored, byte for byte. */
export interface Arrival {
  caller: Caller
  /** The route: who interprets the bytes later, and part of the scope of an idempotency key. */
  route: EventType | 'batch'
  bytes: Buffer
  /** From the header. A single statement may have it as its `eventId` instead, never another one. */
  idempotencyKey?: string
  /** Of a batch only the good ones. */
  statements: ArrivedStatement[]
}

/** `accepted` is said only after commit; the same key with the same body gets the first answer again. */
export type Receipt =
  | { kind: 'accepted', receivedAt: Instant, items: ReceivedStatement[] }
  | { kind: 'mismatch' }                       // the key of the request was used with another body
  | { kind: 'in_flight' }

/** In a batch, an event_id of an item may have been used with another content. */
export type ReceivedStatement = { index: number, id: string } | { index: number, mismatch: true }

export interface IngestOptions {
  receive (arrival: Arrival): Promise<Receipt>
  now (): Instant
}

const ROUTES: Record<EventType, { path: string, summary: string }> = {
  hire: { path: '/v1/hires', summary: 'Somebody was hired' },
  change: { path: '/v1/changes', summary: 'Something about a person changed' },
  termination: { path: '/v1/terminations', summary: 'A contract ends' },
  leave: { path: '/v1/leaves', summary: 'Somebody is away for a while' },
  return: { path: '/v1/returns', summary: 'Somebody is back' },
  upsert: { path: '/v1/employees', summary: 'The full current row of a person' }
}

export const ingest: FastifyPluginAsyncTypebox<IngestOptions> = async (app, { receive, now }) => {
  for (const [name, { path, summary }] of Object.entries(ROUTES)) {
    const type = name as EventType
    app.post(path, {
      config: { needs: ['ingest'], refuses: ['idempotency_mismatch', 'conflict', 'invalid'] },
      ...documented,
      schema: {
        tags: ['Events'],
        operationId: `post_${type}`,
        summary,
        description: 'Answered only after it is stored. What became of it: GET the Location.',
        headers: IdempotencyHeaders,
        body: named(STATEMENTS[type], `${type[0]!.toUpperCase()}${type.slice(1)}`),
        response: { 202: Type.Unsafe<AcceptedEvent>({ ...AcceptedEvent, description: 'Stored. Location: /v1/events/{id}.' }) }
      }
    }, async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request)
      if (request.body === undefined) throw refuse('no_body')
      const judged = judgeAs(type, request.body, now())
      if (!judged.ok) throw invalid(judged.faults)
      const { eventId } = judged.said
      if (idempotencyKey !== undefined && eventId !== undefined && idempotencyKey !== eventId) throw invalid([{ pointer: '/event_id', code: 'key_differs' }])
      const receipt = await receive({
        caller: callerOf(request),
        route: type,
        bytes: bytesOf(request),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        statements: [{ index: 0, ...judged.said }]
      })
      return accepted(reply, type, receipt)
    })
  }
}

function accepted (reply: FastifyReply, type: EventType, receipt: Receipt): FastifyReply {
  if (receipt.kind === 'in_flight') throw refuse('in_flight')
  const item = receipt.kind === 'accepted' ? receipt.items[0] : undefined
  if (receipt.kind === 'mismatch' || item === undefined || 'mismatch' in item) throw new Refusal('idempotency_mismatch', '')
  return reply.code(202).header('location', `/v1/events/${item.id}`)
    .send({ id: item.id, type, status: 'accepted', received_at: isoOf(receipt.receivedAt) } satisfies AcceptedEvent)
}
