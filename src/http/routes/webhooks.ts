import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../../domain/calendar.ts'
import type { Incoming, WebhookAnswer } from '../../domain/source.ts'
import { takeBytes } from '../body.ts'

export interface WebhookOptions {
  /** Verifies, stores, and answers in the form that the vendor expects. Says nothing about why a sender was not believed. */
  receiveWebhook (sourceId: string, incoming: Incoming): Promise<WebhookAnswer>
  now (): Instant
  /** Bytes. */
  bodyLimit: number
}

/** The senders' door. No key: the source itself verifies the bytes. */
export const webhooks: FastifyPluginAsync<WebhookOptions> = async (app, { receiveWebhook, now, bodyLimit }) => {
  takeBytes(app)
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { source_id: sourceId } = request.params as { source_id: string }
    return answerWith(reply, await receiveWebhook(sourceId, incomingIn(request, now())))
  }
  // POST stands alone because the page shows it; test buttons use all the others.
  const others = app.supportedMethods.filter((method) => method !== 'POST')
  for (const url of ['/webhooks/:source_id', '/webhooks/:source_id/*']) {
    app.route({ method: 'POST', url, bodyLimit, handler })
    app.route({ method: others, url, bodyLimit, handler })
  }
}

/** A request as sources see it. What follows the id of the source is its path. */
export function incomingIn (request: FastifyRequest, receivedAt: Instant): Incoming {
  const { '*': rest = '' } = request.params as { '*'?: string }
  return {
    method: request.method,
    headers: headersOf(request),
    path: rest.split('/').filter((segment) => segment !== ''),
    query: Object.fromEntries([...new URL(request.url, 'http://localhost').searchParams].reverse()),
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    receivedAt
  }
}

export const answerWith = (reply: FastifyReply, { status, type, body, headers = {} }: WebhookAnswer): FastifyReply =>
  reply.code(status).headers(headers).header('content-type', type).serializer(String).send(body)

// Node drops some headers that come twice and lists others; a verifier must see that there were two.
function headersOf ({ raw: { rawHeaders } }: FastifyRequest): Incoming['headers'] {
  const headers = new Map<string, string>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    const before = headers.get(name)
    headers.set(name, before === undefined ? rawHeaders[i + 1]! : `${before}, ${rawHeaders[i + 1]}`)
  }
  return Object.fromEntries(headers)
}
