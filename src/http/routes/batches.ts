import { Type, type Static } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import { EVENT_TYPES } from '../../domain/event.ts'
import type { Language } from '../../domain/faults.ts'
import { faultsOf } from '../../domain/validate.ts'
import { STATEMENTS } from '../../domain/statement.ts'
import { Finding, Id, Moment } from '../../domain/views/common.ts'
import { callerOf } from '../auth.ts'
import { bytesOf } from '../body.ts'
import { facing, findings, problem, sendProblem } from '../errors.ts'
import { idempotencyKeyOf } from '../idempotency.ts'
import { judge, type Judged } from '../judge.ts'
import { invalid, refuse } from '../refusals.ts'
import { IdempotencyHeaders, Problem, typed } from '../schemas.ts'
import { documented } from '../validation.ts'
import type { IngestOptions, Receipt } from './ingest.ts'

export interface BatchOptions extends IngestOptions {
  /** Bytes. */
  bodyLimit: number
}

const MOST_ITEMS = 500

const Item = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  status: Type.Unsafe<202 | 422>({ type: 'integer', enum: [202, 422] }),
  id: Type.Optional(Id),
  errors: Type.Optional(Type.Array(Finding, { description: 'Pointers count from the whole body: /items/3/cpf.' }))
}, { title: 'BatchItem' })
type ItemAnswer = Static<typeof Item>

const counts = {
  accepted: Type.Integer({ minimum: 0 }),
  refused: Type.Integer({ minimum: 0 }),
  items: Type.Array(Item, { description: 'In the order in which they came.' })
}
const BatchAnswer = Type.Object({ ...counts, received_at: Moment }, {
  title: 'BatchAnswer',
  description: 'Stored, at least in part: every good item has an id.',
  examples: [{
    accepted: 1,
    refused: 1,
    items: [
      { index: 0, status: 202, id: 'evt_01jt8x4m7q' },
      { index: 1, status: 422, errors: [{ pointer: '/items/1/date', code: 'required', detail: 'date is required.' }] }
    ],
    received_at: '2026-03-02T12:00:00.000Z'
  }]
})
/** None good: the problem also says what is wrong with each. */
const RefusedBatch = Type.Object({ ...Problem.properties, ...Type.Partial(Type.Object(counts)).properties }, { title: 'RefusedBatch' })

const Envelope = Type.Object({
  items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MOST_ITEMS })
}, { additionalProperties: false })

const Batch = Type.Object({
  items: Type.Array(Type.Union(EVENT_TYPES.map((type) => typed(type, STATEMENTS[type]))), { minItems: 1, maxItems: MOST_ITEMS })
}, {
  title: 'Batch',
  additionalProperties: false,
  examples: [{ items: [{ type: 'hire', employee_number: '00123', full_name: 'Ana Souza', hire_date: '2026-03-02' }, { type: 'termination', employee_number: '00077', date: '2026-04-30', reason: 'voluntary' }] }]
})

export const batches: FastifyPluginAsyncTypebox<BatchOptions> = async (app, { receive, now, bodyLimit }) => {
  app.post('/v1/batches', {
    bodyLimit,
    config: { needs: ['ingest'], refuses: ['idempotency_mismatch', 'conflict', 'invalid'] },
    ...documented,
    schema: {
      tags: ['Events'],
      operationId: 'post_batch',
      summary: 'Up to 500 statements at once',
      description: 'Order is kept; good items pass beside bad ones. When none is good, the answer is 422.',
      headers: IdempotencyHeaders,
      body: Batch,
      response: { 202: BatchAnswer, 422: { description: 'None is good, or the batch itself is not valid.', content: { 'application/problem+json': { schema: RefusedBatch } } } }
    }
  }, async (request, reply) => {
    const idempotencyKey = idempotencyKeyOf(request)
    if (request.body === undefined) throw refuse('no_body')
    const faults = faultsOf(Envelope, request.body)
    if (faults.length > 0) throw invalid(faults)
    const at = now()
    const judged = (request.body as Static<typeof Envelope>).items.map((item, index) => judge(item, `/items/${index}`, at))
    const statements = judged.flatMap((each, index) => each.ok ? [{ ...each.said, index }] : [])
    const receipt: Receipt = statements.length === 0
      ? { kind: 'accepted', receivedAt: at, items: [] }
      : await receive({ caller: callerOf(request), route: 'batch', bytes: bytesOf(request), ...(idempotencyKey !== undefined && { idempotencyKey }), statements })
    if (receipt.kind === 'in_flight') throw refuse('in_flight')
    if (receipt.kind === 'mismatch') throw new Refusal('idempotency_mismatch', '')
    const language = facing(request)
    const items = answers(judged, receipt, language)
    const taken = items.filter(({ status }) => status === 202).length
    const answer = { accepted: taken, refused: items.length - taken, items }
    return taken > 0
      ? reply.code(202).send({ ...answer, received_at: isoOf(receipt.receivedAt) })
      : sendProblem(reply, { ...problem('invalid', request.id, language), ...answer }, language)
  })
}

function answers (judged: Judged[], receipt: Receipt & { kind: 'accepted' }, language: Language): ItemAnswer[] {
  const received = new Map(receipt.items.map((each) => [each.index, each]))
  return judged.map((each, index) => {
    if (!each.ok) return { index, status: 422, errors: findings(each.faults, language) }
    const item = received.get(index)
    return item !== undefined && 'id' in item
      ? { index, status: 202, id: item.id }
      : { index, status: 422, errors: findings([{ pointer: `/items/${index}/event_id`, code: 'idempotency_mismatch' }], language) }
  })
}
