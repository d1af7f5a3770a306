import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Instant } from '../../domain/calendar.ts'
import { words } from '../../domain/fields.ts'
import type { Caller } from '../../domain/principal.ts'
import { HoldReason, page } from '../../domain/views/common.ts'
import { Decided, HOLD_STATUSES, HoldAnswer, HoldRejection, HoldView, type HoldStatus } from '../../domain/views/hold.ts'
import { callerOf } from '../auth.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { filter, listQuery, pageAnswer, pageOf, receivedFilters, receivedOf } from '../paging.ts'
import type { Decision } from '../../application/decide/decide.ts'
import { IdParams } from '../schemas.ts'

export interface HoldFilter {
  status: HoldStatus | 'any'
  reason?: HoldReason
  destination?: string
  employeeId?: string
  /** Equal causes only. */
  cause?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

export interface HoldOptions {
  findHold (caller: Caller, id: string): Promise<HoldView>
  listHolds (caller: Caller, filter: HoldFilter, page: PageRequest): Promise<Page<HoldView>>
  /** How many holds the decision took. Conflict when it was decided or superseded; invalid when the reason needs more. */
  decide (caller: Caller, id: string, decision: Decision): Promise<number>
}

const Query = listQuery({
  status: Type.Optional(words([...HOLD_STATUSES, 'any'], { description: 'open unless said.' })),
  reason: Type.Optional(HoldReason),
  destination: filter('Name of the destination.'),
  employee_id: filter('Holds about this employee.'),
  cause: filter('Holds of this cause.'),
  ...receivedFilters
})

export const holds: FastifyPluginAsyncTypebox<HoldOptions> = async (app, { findHold, listHolds, decide }) => {
  app.get('/v1/holds', {
    config: { needs: ['operator'] },
    schema: { tags: ['Holds'], operationId: 'list_holds', summary: 'Questions for a person, newest first', querystring: Query, response: { 200: page(HoldView) } }
  }, async (request) => {
    const { status = 'open', reason, destination, employee_id: employeeId, cause } = request.query
    return pageAnswer(await listHolds(callerOf(request), {
      status,
      ...(reason !== undefined && { reason }),
      ...(destination !== undefined && { destination }),
      ...(employeeId !== undefined && { employeeId }),
      ...(cause !== undefined && { cause }),
      ...receivedOf(request.query)
    }, pageOf(request.query)))
  })

  app.get('/v1/holds/:id', {
    config: { needs: ['operator'] },
    schema: { tags: ['Holds'], operationId: 'get_hold', summary: 'One question, with its choices', params: IdParams, response: { 200: HoldView } }
  }, async (request) => findHold(callerOf(request), request.params.id))

  app.post('/v1/holds/:id/approve', {
    config: { needs: ['operator'], refuses: ['conflict'] },
    schema: {
      tags: ['Holds'],
      operationId: 'approve_hold',
      summary: 'Let it happen, with what the reason needs',
      description: 'Decided already, or what was asked has changed: 409.',
      params: IdParams,
      body: HoldAnswer,
      response: { 202: Decided }
    }
  }, async (request, reply) => {
    const { whole_cause: wholeCause = false, ...answer } = request.body
    const decided = await decide(callerOf(request), request.params.id, { kind: 'approve', answer, wholeCause })
    return reply.code(202).send({ id: request.params.id, status: 'approved', decided })
  })

  app.post('/v1/holds/:id/reject', {
    config: { needs: ['operator'], refuses: ['conflict'] },
    schema: {
      tags: ['Holds'],
      operationId: 'reject_hold',
      summary: 'Leave it as it is there',
      description: 'Of an ending or an identity: withdraws the event. Of anything else: the field stays as it is at the destination.',
      params: IdParams,
      body: HoldRejection,
      response: { 202: Decided }
    }
  }, async (request, reply) => {
    const { whole_cause: wholeCause = false } = request.body
    const decided = await decide(callerOf(request), request.params.id, { kind: 'reject', wholeCause })
    return reply.code(202).send({ id: request.params.id, status: 'rejected', decided })
  })
}
