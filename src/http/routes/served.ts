import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../../domain/calendar.ts'
import type { Incoming, WebhookAnswer } from '../../domain/source.ts'
import { takeBytes } from '../body.ts'
import type { ErrorForms } from '../error-forms.ts'
import { answerWith, incomingIn } from './webhooks.ts'

export interface ServedOptions extends ErrorForms {
  /** Undefined: no source of that id is written to there. */
  serveApi (base: string, sourceId: string, incoming: Incoming): Promise<WebhookAnswer | undefined>
  now (): Instant
  /** Bytes. */
  bodyLimit: number
}

/** APIs that HR systems write to. No key: the source itself verifies who asks. */
export const served: FastifyPluginAsync<ServedOptions> = async (app, { apis, serveApi, now, bodyLimit }) => {
  takeBytes(app)
  for (const { base, failure } of apis) {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const { source_id: sourceId } = request.params as { source_id?: string }
      const answer = sourceId === undefined ? undefined : await serveApi(base, sourceId, incomingIn(request, now()))
      return answerWith(reply, answer ?? failure(404, 'There is no such source here.'))
    }
    for (const url of [base, `${base}/:source_id`, `${base}/:source_id/*`, `/webhooks/:source_id${base}`, `/webhooks/:source_id${base}/*`]) {
      app.route({ method: app.supportedMethods, url, bodyLimit, handler, schema: { hide: true } })
    }
  }
}
