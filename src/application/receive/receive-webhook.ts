import type { Logger } from 'pino'
import type { Incoming, Verdict, WebhookAnswer } from '../../domain/source.ts'
import { noteRefusal, noteSeen } from '../../postgres/sources.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { KeptWebhook } from '../interpret/statements.ts'
import type { Receiving } from './receive.ts'
import { serve, type ServingApi } from './serve-api.ts'

export interface ReceivingWebhooks extends Receiving {
  openSource (id: string): Promise<OpenSource | undefined>
  log: Pick<Logger, 'warn'>
}

const JSON_TYPE = 'application/json; charset=utf-8'
const OK: WebhookAnswer = { status: 200, type: JSON_TYPE, body: '{}' }
const NOT_FOUND: WebhookAnswer = { status: 404, type: JSON_TYPE, body: '{"error":"not found"}' }
const REFUSED: WebhookAnswer = { status: 401, type: JSON_TYPE, body: '{"error":"not verified"}' }

const READ_ONLY: Verdict = { ok: false, code: 'not_expected', detail: 'This kind of source sends nothing: it is read. Whatever calls its webhook URL is somebody else.' }

/**
 * The senders' door: the raw bytes are verified before anything else looks at them, then sealed, stored and answered at once.
 * Why a sender was not believed is told to the owner of the source, never to the sender.
 */
export async function receiveWebhook (needs: ServingApi, sourceId: string, incoming: Incoming): Promise<WebhookAnswer> {
  const source = await needs.openSource(sourceId)
  if (source === undefined) return NOT_FOUND
  // The same API as at its own address, for whoever was given the webhook URL.
  const { serves } = source.definition
  if (serves !== undefined && !(incoming.path.length === 0 && isTestButton(incoming))) return await serve(needs, source, serves, incoming)
  const answer = source.definition.answer?.(incoming, source.options) ?? OK
  if (isTestButton(incoming)) {
    await keep(needs, source, incoming, { ok: true, method: 'test button' }, 'test')
    return answer
  }
  const verdict = source.definition.verify?.(incoming, source.credentials) ?? READ_ONLY
  if (!verdict.ok) {
    needs.log.warn({ source: sourceId, tenant: source.tenant, code: verdict.code }, 'a webhook was not verified')
    await noteRefusal(needs.pool, sourceId, verdict, incoming.receivedAt)
    return REFUSED
  }
  await keep(needs, source, incoming, verdict, 'pending')
  if (!source.paused) needs.wakeInterpreter()
  return answer
}

/** Vendors' test buttons carry nothing: they are answered and shown, and claim nothing about anybody. */
const isTestButton = ({ method, body }: Incoming): boolean => method === 'GET' || method === 'HEAD' || body.length === 0

async function keep (needs: ReceivingWebhooks, { id, tenant, definition, options }: OpenSource, incoming: Incoming, verdict: Extract<Verdict, { ok: true }>, state: 'pending' | 'test'): Promise<void> {
  const { pool, vault, newId, store } = needs
  const keys = await vault.keysOf(pool, tenant)
  const deliveryId = state === 'test' ? undefined : definition.deliveryId?.(incoming, options)
  const kept: KeptWebhook = {
    headers: withoutSecrets(incoming.headers, definition.keepsHeaders?.(options)),
    path: incoming.path.filter((segment) => definition.keepsPath?.includes(segment)),
    ...(definition.keeps !== undefined && { query: only(definition.keeps, incoming.query) }),
    body: Buffer.from(incoming.body).toString('base64')
  }
  await store({
    id: newId('msg'),
    tenant,
    source: id,
    apiKey: null,
    kind: definition.kind,
    dedupeKey: deliveryId === undefined ? null : `${id}:${keys.hash(`delivery:${deliveryId}`).toString('hex')}`,
    fingerprint: keys.hash(kept.body),
    sealed: keys.seal(kept),
    receipt: { verified_by: verdict.method, ...(verdict.warnings && { warnings: verdict.warnings }) },
    state
  })
  await noteSeen(pool, id, incoming.receivedAt)
}

const only = (names: readonly string[], query: Incoming['query'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([name]) => names.includes(name)))

/** What was verified with is not kept. */
function withoutSecrets (headers: Incoming['headers'], needed: string[] = []): Incoming['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(content-type|content-length|user-agent|webhook-id|webhook-timestamp)$/.test(name) || needed.includes(name)))
}
