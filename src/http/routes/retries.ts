import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { instantOf, type Instant } from '../../domain/calendar.ts'
import type { Caller } from '../../domain/principal.ts'
import { words } from '../../domain/fields.ts'
import { page } from '../../domain/views/common.ts'
import { FailureView } from '../../domain/views/failure.ts'
import { callerOf } from '../auth.ts'
import { filter, pageAnswer } from '../paging.ts'

export interface RetryFilter {
  /** Name of the destination. */
  destination?: string
  /** Code of what failed last. */
  code?: string
  /** Failing since then or later. */
  since?: Instant
  status?: 'failed' | 'retrying'
}

export interface RetryOptions {
  /** Makes what failed due now; of how many people. A dry run only counts. */
  retry (caller: Caller, filter: RetryFilter, dryRun: boolean): Promise<number>
  /** What was given up, by cause; at a destination, or at all. */
  listFailures (caller: Caller, destination?: string): Promise<FailureView[]>
}

const word = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[\\x21-\\x7e]+$', description }))

const Retry = Type.Object({
  filter: Type.Object({
    destination: word('Name of the destination.'),
    code: word('Code of what failed last.'),
    since: Type.Optional(Type.String({ format: 'date-time', description: 'What failed then or later.' })),
    status: Type.Optional(words(['failed', 'retrying'], { description: 'failed: given up; retrying: tried again later. Both unless said.' }))
  }, { additionalProperties: false, description: 'All that is given must hold.' }),
  dry_run: Type.Optional(Type.Boolean({ description: 'Only count.' }))
}, { title: 'Retry', additionalProperties: false, examples: [{ filter: { destination: 'platform', since: '2026-03-02T00:00:00Z' }, dry_run: true }] })

const Count = Type.Object({ count: Type.Integer({ minimum: 0 }) }, { title: 'RetryCount', examples: [{ count: 12 }] })

export const retries: FastifyPluginAsyncTypebox<RetryOptions> = async (app, { retry, listFailures }) => {
  app.get('/v1/failures', {
    config: { needs: ['read'] },
    schema: {
      tags: ['Operations'],
      operationId: 'list_failures',
      summary: 'What was given up, by cause',
      description: 'Each with the body for `POST /v1/retries` that tries exactly these people again.',
      querystring: Type.Object({ destination: filter('Name of the destination.') }, { additionalProperties: false }),
      response: { 200: page(FailureView) }
    }
  }, async (request) => pageAnswer({ data: await listFailures(callerOf(request), request.query.destination) }))

  app.post('/v1/retries', {
    config: { needs: ['operator'] },
    schema: { tags: ['Operations'], operationId: 'post_retry', summary: 'Try what failed again, now', body: Retry, response: { 202: Count } }
  }, async (request, reply) => {
    const { filter: { since, ...rest }, dry_run: dryRun = false } = request.body
    const count = await retry(callerOf(request), { ...rest, ...(since !== undefined && { since: instantOf(since)! }) }, dryRun)
    return reply.code(202).send({ count })
  })
}
