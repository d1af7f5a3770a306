import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import type { Instant } from '../domain/calendar.ts'
import { guard, type AuthOptions } from './auth.ts'
import { takeJson } from './body.ts'
import { answerBrokenRequest } from './broken.ts'
import { showDocs } from './docs.ts'
import { answerInForm } from './error-forms.ts'
import { setHeaders } from './headers.ts'
import { logRequests } from './logging.ts'
import { answerUnknown } from './not-found.ts'
import type { Kinds } from './kinds.ts'
import { describe, documentOf, type Notifications } from './openapi.ts'
import { alerts, type AlertOptions } from './routes/alerts.ts'
import { batches } from './routes/batches.ts'
import { destinations, type DestinationOptions } from './routes/destinations.ts'
import { employees, type EmployeeOptions } from './routes/employees.ts'
import { events, type EventOptions } from './routes/events.ts'
import { feeds, type FeedOptions } from './routes/feeds.ts'
import { holds, type HoldOptions } from './routes/holds.ts'
import { ingest, type IngestOptions } from './routes/ingest.ts'
import { keys, type KeyOptions } from './routes/keys.ts'
import { me, type MeOptions } from './routes/me.ts'
import { messages, type MessageOptions } from './routes/messages.ts'
import { openapi } from './routes/openapi.ts'
import { operations, type OperationsOptions } from './routes/operations.ts'
import { previews, type PreviewOptions } from './routes/previews.ts'
import { retries, type RetryOptions } from './routes/retries.ts'
import { served, type ServedOptions } from './routes/served.ts'
import { sources, type SourceOptions } from './routes/sources.ts'
import { tenants, type TenantOptions } from './routes/tenants.ts'
import { webhooks, type WebhookOptions } from './routes/webhooks.ts'
import { samples } from './samples.ts'
import { validate } from './validation.ts'

const MIB = 1024 * 1024

/** Version of the contract, not of the program. */
const VERSION = '1.0.0'

/** The functions that the routes call, by subject. */
export interface Subjects {
  auth: AuthOptions
  ingest: Pick<IngestOptions, 'receive'>
  previews: Pick<PreviewOptions, 'preview'>
  webhooks: Pick<WebhookOptions, 'receiveWebhook'>
  served: Pick<ServedOptions, 'apis' | 'formOf' | 'serveApi'>
  events: EventOptions
  employees: EmployeeOptions
  messages: MessageOptions
  holds: HoldOptions
  retries: RetryOptions
  alerts: AlertOptions
  me: MeOptions
  tenants: TenantOptions
  keys: KeyOptions
  sources: Omit<SourceOptions, 'publicUrl'>
  destinations: DestinationOptions
  feeds: FeedOptions
  operations: OperationsOptions
}

export interface AppOptions extends Subjects {
  log: FastifyBaseLogger
  now (): Instant
  /** A fresh id for each request; it is in the answer and in the log. */
  requestId (): string
  /** Without a trailing slash: where the world reaches this instance. */
  publicUrl: string
  /** As Fastify takes it: true, so many proxies in front, or their addresses. */
  trustProxy: boolean | number | string[]
  /** Bytes; 1 MiB and 5 MiB unless said. */
  bodyLimits?: { single: number, batch: number }
  /** What each kind of source posts to its webhook URL, for the page. */
  notifications: Notifications
  /** What may be said of each kind of source and destination, for the page. */
  kinds: Kinds
  /** Filled in on the page for every visitor: only ever the key of a demonstration. */
  docsKey?: string
  /** A process that only works answers nothing but /livez, /readyz and /metrics. */
  worksOnly?: boolean
  /** More plugins, such as the sandbox of a platform: beside ours, read by their own parsers, not on the page. */
  plugins?: FastifyPluginAsync[]
}

/** The whole HTTP surface over the functions it is given. Does not listen. */
export async function buildApp (options: AppOptions): Promise<FastifyInstance> {
  const { log, now, requestId, publicUrl, trustProxy, bodyLimits = { single: MIB, batch: 5 * MIB } } = options
  const answer = answerInForm(options.served)
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),   // its lines show URLs
    genReqId: requestId,
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    bodyLimit: bodyLimits.single,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answer,
    clientErrorHandler: answerBrokenRequest(requestId)
  })
  app.setErrorHandler(answer)
  setHeaders(app, publicUrl)
  logRequests(app)
  guard(app, options.auth)
  answerUnknown(app)
  for (const plugin of options.plugins ?? []) await app.register(plugin)

  if (options.worksOnly) {
    validate(app)
    await app.register(operations, options.operations)
    return app
  }
  await describe(app, VERSION)
  const document = once(() => documentOf(app, options.notifications, options.kinds))
  await app.register(async (api) => {
    validate(api)
    takeJson(api)
    await api.register(ingest, { ...options.ingest, now })
    await api.register(batches, { ...options.ingest, now, bodyLimit: bodyLimits.batch })
    await api.register(previews, { ...options.previews, now })
    await api.register(events, options.events)
    await api.register(employees, options.employees)
    await api.register(messages, options.messages)
    await api.register(holds, options.holds)
    await api.register(retries, options.retries)
    await api.register(alerts, options.alerts)
    await api.register(me, options.me)
    await api.register(tenants, options.tenants)
    await api.register(keys, options.keys)
    await api.register(sources, { ...options.sources, publicUrl })
    await api.register(destinations, options.destinations)
    await api.register(feeds, options.feeds)
    await api.register(operations, options.operations)
    await api.register(openapi, { document })
  })
  await app.register(webhooks, { ...options.webhooks, now, bodyLimit: bodyLimits.single })
  await app.register(served, { ...options.served, now, bodyLimit: bodyLimits.single })
  await app.register(samples)
  await showDocs(app, document, options.docsKey)
  return app
}

function once<T> (make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
