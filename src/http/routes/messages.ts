import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Instant } from '../../domain/calendar.ts'
import type { Caller } from '../../domain/principal.ts'
import { Id, page } from '../../domain/views/common.ts'
import { MessageStatus, MessageSummary, MessageView } from '../../domain/views/message.ts'
import { callerOf } from '../auth.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { filter, listQuery, pageAnswer, pageOf, receivedFilters, receivedOf } from '../paging.ts'
import { IdParams } from '../schemas.ts'

export interface MessageFilter {
  status?: MessageStatus
  /** Kind of the source, or the route. */
  type?: string
  source?: string
  receivedSince?: Instant
  receivedUntil?: Instant
}

export interface MessageOptions {
  findMessage (caller: Caller, id: string): Promise<MessageView>
  listMessages (caller: Caller, filter: MessageFilter, page: PageRequest): Promise<Page<MessageSummary>>
  /** Makes a stored message due for interpretation once more. */
  interpretAgain (caller: Caller, id: string): Promise<void>
}

const Query = listQuery({
  status: Type.Optional(MessageStatus),
  type: filter('Kind of the source, or the route: hire, batch.'),
  source: filter('Name of the source; api for REST.'),
  ...receivedFilters
})

const Queued = Type.Object({ id: Id, status: Type.Literal('pending') }, { title: 'Queued', examples: [{ id: 'msg_01jt8x4m6p', status: 'pending' }] })

export const messages: FastifyPluginAsyncTypebox<MessageOptions> = async (app, { findMessage, listMessages, interpretAgain }) => {
  app.get('/v1/messages', {
    config: { needs: ['read'] },
    schema: { tags: ['Messages'], operationId: 'list_messages', summary: 'What arrived, newest first', querystring: Query, response: { 200: page(MessageSummary) } }
  }, async (request) => {
    const { status, type, source } = request.query
    return pageAnswer(await listMessages(callerOf(request), {
      ...(status !== undefined && { status }),
      ...(type !== undefined && { type }),
      ...(source !== undefined && { source }),
      ...receivedOf(request.query)
    }, pageOf(request.query)))
  })

  app.get('/v1/messages/:id', {
    config: { needs: ['read'] },
    schema: { tags: ['Messages'], operationId: 'get_message', summary: 'One message, as it arrived, with its receipt', params: IdParams, response: { 200: MessageView } }
  }, async (request) => findMessage(callerOf(request), request.params.id))

  app.post('/v1/messages/:id/interpret', {
    config: { needs: ['operator'], refuses: ['conflict'] },
    schema: { tags: ['Messages'], operationId: 'interpret_message', summary: 'Interpret a message once more', params: IdParams, response: { 202: Queued } }
  }, async (request, reply) => {
    await interpretAgain(callerOf(request), request.params.id)
    return reply.code(202).send({ id: request.params.id, status: 'pending' })
  })
}
