import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Instant } from '../../domain/calendar.ts'
import { EVENT_TYPES } from '../../domain/event.ts'
import type { Caller } from '../../domain/principal.ts'
import { STATEMENTS, type Statement } from '../../domain/statement.ts'
import { Preview } from '../../domain/views/preview.ts'
import { callerOf } from '../auth.ts'
import { judge } from '../judge.ts'
import { invalid, refuse } from '../refusals.ts'
import { typed } from '../schemas.ts'
import { documented } from '../validation.ts'

export interface PreviewOptions {
  /** Looks at every destination; stores and writes nothing. */
  preview (caller: Caller, statement: Statement): Promise<Preview>
  now (): Instant
}

const Previewed = Type.Union(EVENT_TYPES.map((type) => typed(type, STATEMENTS[type])), {
  description: 'The body of a POST, with its type.',
  examples: [{ type: 'hire', employee_number: '00123', full_name: 'Ana Souza', job_title: 'Analista', hire_date: '2026-03-02' }]
})

export const previews: FastifyPluginAsyncTypebox<PreviewOptions> = async (app, { preview, now }) => {
  app.post('/v1/previews', {
    config: { needs: ['ingest'], refuses: ['invalid'] },
    ...documented,
    schema: {
      tags: ['Events'],
      operationId: 'post_preview',
      summary: 'What would be done',
      description: 'Looks at the destinations, stores nothing and writes nothing.',
      body: Previewed,
      response: { 200: Preview }
    }
  }, async (request) => {
    if (request.body === undefined) throw refuse('no_body')
    const judged = judge(request.body, '', now())
    if (!judged.ok) throw invalid(judged.faults)
    return preview(callerOf(request), judged.said.statement)
  })
}
