import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import type { Caller } from '../../domain/principal.ts'
import { EventStatus, Id, page } from '../../domain/views/common.ts'
import { EventKind, EventSummary, EventView } from '../../domain/views/event.ts'
import { callerOf } from '../auth.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { filter, listQuery, pageAnswer, pageOf, receivedFilters, receivedOf } from '../paging.ts'
import { IdParams } from '../schemas.ts'

export interface EventFilter {
  status?: EventStatus
  type?: EventType
  /** Names, not ids. */
  source?: string
  destination?: string
  employeeId?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

export interface EventOptions {
  /** Refuses with not_found what is another tenant's, or another key's when the caller only ingests. */
  findEvent (caller: Caller, id: string): Promise<EventView>
  listEvents (caller: Caller, filter: EventFilter, page: PageRequest): Promise<Page<EventSummary>>
  /** Takes the event out of the set; conflict for a delivered hire. Withdrawing twice is withdrawing once. */
  withdraw (caller: Caller, id: string): Promise<void>
}

const Query = listQuery({
  status: Type.Optional(EventStatus),
  type: Type.Optional(EventKind),
  source: filter('Name of the source; api for REST.'),
  destination: filter('Name of the destination.'),
  employee_id: filter('Events about this employee.'),
  ...receivedFilters
})

const Withdrawn = Type.Object({ id: Id, status: Type.Literal('withdrawn') }, { title: 'Withdrawn', examples: [{ id: 'evt_01jt8x4m7q', status: 'withdrawn' }] })

export const events: FastifyPluginAsyncTypebox<EventOptions> = async (app, { findEvent, listEvents, withdraw }) => {
  app.get('/v1/events', {
    config: { needs: ['read'] },
    schema: { tags: ['Events'], operationId: 'list_events', summary: 'Events, newest first', querystring: Query, response: { 200: page(EventSummary) } }
  }, async (request) => {
    const { status, type, source, destination, employee_id: employeeId } = request.query
    return pageAnswer(await listEvents(callerOf(request), {
      ...(status !== undefined && { status }),
      ...(type !== undefined && { type }),
      ...(source !== undefined && { source }),
      ...(destination !== undefined && { destination }),
      ...(employeeId !== undefined && { employeeId }),
      ...receivedOf(request.query)
    }, pageOf(request.query)))
  })

  app.get('/v1/events/:id', {
    config: { needs: ['ingest', 'read'] },
    schema: {
      tags: ['Events'],
      operationId: 'get_event',
      summary: 'What became of an event',
      description: 'An ingest key sees the events that it sent itself.',
      params: IdParams,
      response: { 200: EventView }
    }
  }, async (request) => findEvent(callerOf(request), request.params.id))

  app.post('/v1/events/:id/withdraw', {
    config: { needs: ['operator'], refuses: ['conflict'] },
    schema: {
      tags: ['Events'],
      operationId: 'withdraw_event',
      summary: 'Take an event back',
      description: 'What it claimed is derived again without it. A delivered hire cannot be withdrawn (409): send a termination.',
      params: IdParams,
      response: { 202: Withdrawn }
    }
  }, async (request, reply) => {
    await withdraw(callerOf(request), request.params.id)
    return reply.code(202).send({ id: request.params.id, status: 'withdrawn' })
  })
}
