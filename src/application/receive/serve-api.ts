import { afterwards, lastTold } from '../../domain/reading.ts'
import type { ApiAnswer, ApiRequest, Change, Serves } from '../../domain/serving.ts'
import type { Incoming, Verdict, WebhookAnswer } from '../../domain/source.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { insertMessages, type NewMessage } from '../../postgres/record/messages.ts'
import { insertResource, updateResource } from '../../postgres/resources.ts'
import { noteRefusal, noteSeen } from '../../postgres/sources.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import { loadTenant } from '../configure/tenants.ts'
import type { KeptRows } from '../interpret/rows.ts'
import type { KeptWebhook } from '../interpret/statements.ts'
import type { ReceivingWebhooks } from './receive-webhook.ts'
import { keyHash, resourcesIn, type KeptResource, type OpenedResources } from './resources.ts'

export interface ServingApi extends ReceivingWebhooks {
  newId (prefix: 'msg' | 'res'): string
  /** Where the world reaches us, without a slash at the end. */
  publicUrl: string
}

interface Served { source: OpenSource, serves: Serves, verdict: Extract<Verdict, { ok: true }>, keys: Keys }

/** How often a request is done anew because another one was faster, before that counts as our own fault. */
const MOST_TRIES = 4
/** Two requests made the same at once, or met in opposite order. */
const TOO_LATE = new Set(['23505', '40P01'])

/**
 * A request to the API of a source that is written to. What it changes, what its sender will find next time and what the record
 * is told of it are one transaction, which has ended before the answer goes out.
 */
export async function serveApi (needs: ServingApi, base: string, sourceId: string, incoming: Incoming): Promise<WebhookAnswer | undefined> {
  const source = await needs.openSource(sourceId)
  const serves = source?.definition.serves
  return source === undefined || serves?.base !== base ? undefined : await serve(needs, source, serves, incoming)
}

export async function serve (needs: ServingApi, source: OpenSource, serves: Serves, incoming: Incoming): Promise<WebhookAnswer> {
  const { pool, vault, log } = needs
  const verdict = source.definition.verify!(incoming, source.credentials)
  if (!verdict.ok) {
    log.warn({ source: source.id, tenant: source.tenant, code: verdict.code }, 'a request was not verified')
    await noteRefusal(pool, source.id, verdict, incoming.receivedAt)
    return serves.failure(401, 'The token is missing or is not the one of this source.')
  }
  const served: Served = { source, serves, verdict, keys: await vault.keysOf(pool, source.tenant) }
  const { change, refused, ...answer } = await asked(needs, served, incoming)
  if (refused !== undefined) await needs.store(messageOf(needs, served, refusal(refused)))
  await noteSeen(pool, source.id, incoming.receivedAt)
  if (!source.paused && (change !== undefined || refused !== undefined)) needs.wakeInterpreter()
  return answer
}

async function asked (needs: ServingApi, served: Served, incoming: Incoming): Promise<ApiAnswer> {
  const request: ApiRequest = {
    ...incoming,
    query: incoming.query ?? {},
    at: incoming.receivedAt,
    base: `${needs.publicUrl}${served.serves.base}/${served.source.id}`,
    newId: needs.newId('res')
  }
  if (request.method === 'GET' || request.method === 'HEAD') return await answered(needs, served, needs.pool, request)
  for (let left = MOST_TRIES - 1; ; left--) {
    try {
      return await inTransaction(needs.pool, (tx) => answered(needs, served, tx, request))
    } catch (error) {
      if (left === 0 || !TOO_LATE.has(String((error as { code?: unknown }).code))) throw error
    }
  }
}

async function answered (needs: ServingApi, served: Served, db: Db, request: ApiRequest): Promise<ApiAnswer> {
  const { source, serves, keys } = served
  const resources = resourcesIn(db, source, keys)
  const answer = await serves.handle(request, resources, source.options)
  if (answer.change !== undefined) await keep(needs, served, db, answer.change, resources)
  return answer
}

/** Keeps a resource as it is now, and says to the record what that means. */
async function keep (needs: ServingApi, served: Served, tx: Db, change: Change, resources: OpenedResources): Promise<void> {
  const { source, serves, keys } = served
  const { resource, record } = change
  const before = lastTold([resource.id, ...change.succeeds ?? []].map(resources.beforeOf))
  const reading = await serves.row(record, source.options)
  const zone = (await loadTenant(tx, needs.vault, source.tenant))?.settings.time_zone ?? 'UTC'
  const kept: KeptResource = { content: resource.content, before: reading.kind === 'row' ? afterwards(reading.told, before, resource.modifiedAt, zone) : before }
  await (change.isNew ? insertResource : updateResource)(tx, {
    source: source.id,
    tenant: source.tenant,
    id: resource.id,
    version: resource.version,
    unique_key: keyHash(keys, source.id, change.uniqueKey),
    keys: change.keys.map((key) => keyHash(keys, source.id, key)),
    sealed: keys.seal(kept),
    created_at: resource.createdAt,
    modified_at: resource.modifiedAt,
    gone: change.gone
  })
  await insertMessages(tx, [messageOf(needs, served, { at: resource.modifiedAt, rows: [{ id: resource.id, record, before }] })])
}

/** A write that was refused is shown with its reason; what it said is not kept. */
const refusal = (reason: string): KeptWebhook => ({ headers: {}, path: [], body: Buffer.from(JSON.stringify({ refused: reason })).toString('base64') })

function messageOf ({ newId }: ServingApi, { source, verdict, keys }: Served, kept: KeptRows | KeptWebhook): NewMessage {
  const text = JSON.stringify(kept)
  return {
    id: newId('msg'),
    tenant: source.tenant,
    source: source.id,
    apiKey: null,
    kind: source.definition.kind,
    dedupeKey: null,
    fingerprint: keys.hash(text),
    sealed: keys.sealBytes(Buffer.from(text)),
    receipt: { verified_by: verdict.method, ...(verdict.warnings && { warnings: verdict.warnings }) },
    state: 'pending'
  }
}
