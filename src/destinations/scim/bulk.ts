import type { Bulk, BulkItem, Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn } from '../accounts/after.ts'
import { classOfStatus, replyTo } from '../accounts/exchange.ts'
import { numberIn, textIn, valueIn } from './attributes.ts'
import * as calls from './calls.ts'
import { made } from './creates.ts'
import { dialect, exchange, type ScimContext } from './exchange.ts'
import { bulkOf, feature, FEATURES, hasVersions } from './features.ts'
import type { ScimCredentials, ScimOptions } from './options.ts'
import { idOfLocation } from './resource.ts'
import { changed } from './updates.ts'

/** Room for what stands around the operations. */
const FRAME_BYTES = 200

/** Creations and changes of several people in one call, where a provider says that it takes that (RFC 7644, 3.7). */
export const BULK: Bulk<ScimOptions, ScimCredentials> = { most: (settings) => bulkOf(settings).operations, takes, run }

/** Endings go by themselves, and so does what has to be read before it is written. */
function takes ({ effect, calls: [call, ...others] }: Step): boolean {
  return (effect === 'creates' || effect === 'changes') && others.length === 0 && (call?.method === 'POST' || call?.method === 'PATCH')
}

type Results = (Outcome | undefined)[]

async function run (items: BulkItem[], context: ScimContext): Promise<Results> {
  const results: Results = []
  while (results.length < items.length) {
    try {
      results.push(...await together(nextOf(items.slice(results.length), context), context))
    } catch (error) {
      if (results.length === 0) throw error
      // What has been done is told; the rest was not sent, and is tried later.
      const later: Outcome = { kind: 'retry', code: 'interrupted' }
      return [...results, ...items.slice(results.length).map(() => later)]
    }
  }
  return results
}

/** As many of them as the provider takes at once, by number and by size; at least one. */
function nextOf (items: BulkItem[], context: ScimContext): BulkItem[] {
  const { operations, bytes } = bulkOf(context)
  let size = FRAME_BYTES
  const portion: BulkItem[] = []
  for (const item of items.slice(0, operations)) {
    size += Buffer.byteLength(JSON.stringify(operationOf(item, '000', context))) + 1
    if (portion.length > 0 && size > bytes) break
    portion.push(item)
  }
  return portion
}

function operationOf ({ step, known }: BulkItem, bulkId: string, context: ScimContext): calls.BulkOperation {
  const { method, path, body } = step.calls[0]!
  const version = accountIn(known)?.notes?.version
  return { method, path, bulkId, ...(method === 'PATCH' && typeof version === 'string' && hasVersions(context) && { version }), data: body }
}

/** What became of them; of nothing: they were too many. */
async function together (items: BulkItem[], context: ScimContext): Promise<Results> {
  if (items.length < 2) return items.map(() => undefined)
  const reply = await exchange(calls.bulk(items.map((item, n) => operationOf(item, String(n + 1), context))), context)
  if (reply.kind === 'stop') return items.map(() => reply.outcome)
  if (reply.kind === 'ok') return resultsIn(reply.body, items, context)
  // The whole call was too much, and nothing of it was done: less at once, from now on.
  if (reply.why === 'too_large' || reply.why === 'too_many') {
    await context.learn(FEATURES, [feature('bulk tried', Math.min(Math.floor(items.length / 2), bulkOf(context).operations))])
    return []
  }
  if (reply.why === 'not_implemented') await context.learn(FEATURES, [feature('bulk', false)])
  return items.map(() => undefined)
}

/** What each operation came to, by its bulkId. One of which nothing is told may have been done. */
function resultsIn (body: unknown, items: BulkItem[], context: ScimContext): Results {
  const operations = [valueIn(body, 'Operations') ?? []].flat()
  const byId = new Map(operations.map((each) => [textIn(valueIn(each, 'bulkId')), each]))
  // Of changes some tell only where.
  const byPlace = new Map(operations.filter((each) => valueIn(each, 'bulkId') === undefined).map((each) => [idOfLocation(valueIn(each, 'location')), each]))
  return items.map((item, n) => {
    const operation = byId.get(String(n + 1)) ?? byPlace.get(accountIn(item.known)?.remoteId ?? '')
    return operation === undefined ? { kind: 'unknown', code: 'no_result' } : resultOf(operation, item, context)
  })
}

function resultOf (operation: unknown, { step, known }: BulkItem, context: ScimContext): Outcome | undefined {
  const status = statusIn(operation)
  const location = valueIn(operation, 'location')
  const version = valueIn(operation, 'version')
  const headers = { ...(typeof location === 'string' && { location }), ...(typeof version === 'string' && { etag: version }) }
  const response = valueIn(operation, 'response')
  if (status >= 200 && status < 300 && status !== 202) {
    return step.effect === 'creates' && step.calls[0]!.method === 'POST' ? made(step, { headers }, response, context) : changed(step, accountIn(known) as KnownAccount, { headers }, response, context)
  }
  if (!Number.isInteger(status) || status === 202 || status < 300) return { kind: 'unknown', code: 'no_status' }
  // A refusal is understood where it can be asked about; whatever stops everybody stops here.
  if (classOfStatus(status) === undefined || status === 501) return undefined
  const reply = replyTo(step.calls[0]!, { status, headers, body: JSON.stringify(response ?? null) }, context.now(), dialect(context))
  return reply.kind === 'stop' ? reply.outcome : undefined
}

/** A text, a number, or an object with a code. */
function statusIn (operation: unknown): number {
  const status = valueIn(operation, 'status')
  return numberIn(valueIn(status, 'code') ?? status)
}
