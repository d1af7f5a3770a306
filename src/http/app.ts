import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { guard, type AuthOptions } from './auth.ts'
import { takeJson } from './body.ts'
import { answerError } from './errors.ts'
import { setHeaders } from './headers.ts'
import { logRequests } from './logging.ts'
import { answerUnknown } from './not-found.ts'
import { answerBrokenRequest } from './broken.ts'
import { batches } from './routes/batches.ts'
import { ingest, type IngestOptions } from './routes/ingest.ts'
import { webhooks, type WebhookOptions } from './routes/webhooks.ts'
import { validate } from './validation.ts'
import type { Instant } from '../domain/calendar.ts'

const MIB = 1024 * 1024

export interface AppOptions {
  log: FastifyBaseLogger
  now (): Instant
  /** A fresh id for each request; it is in the answer and in the log. */
  requestId (): string
  /** Without a trailing slash: where the world reaches this instance. */
  publicUrl: string
  trustProxy: boolean | string
  /** Bytes. */
  bodyLimits?: { single: number, batch: number }
  auth: AuthOptions
  ingest: Pick<IngestOptions, 'receive'>
  webhooks: Pick<WebhookOptions, 'receiveWebhook'>
  /** More plugins, such as the sandbox of a platform; they register beside ours, without our hooks for bodies. */
  plugins?: FastifyPluginAsync[]
}

/** The whole HTTP surface over the functions it is given. Does not listen. */
export async function buildApp (options: AppOptions): Promise<FastifyInstance> {
  const { log, now, requestId, publicUrl, trustProxy, bodyLimits = { single: MIB, batch: 5 * MIB } } = options
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    genReqId: requestId,
    requestIdLogLabel: 'request_id',
    trustProxy,
    bodyLimit: bodyLimits.single,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest(requestId)
  })
  app.setErrorHandler(answerError)
  setHeaders(app, publicUrl)
  logRequests(app)
  guard(app, options.auth)
  answerUnknown(app)
  validate(app)

  await app.register(async (api) => {
    takeJson(api)
    await api.register(ingest, { ...options.ingest, now })
    await api.register(batches, { ...options.ingest, now, bodyLimit: bodyLimits.batch })
  })
  await app.register(webhooks, { ...options.webhooks, now, bodyLimit: bodyLimits.single })
  for (const plugin of options.plugins ?? []) await app.register(plugin)
  return app
}
