import { inTransaction } from '../../postgres/db.ts'
import { insertMessages } from '../../postgres/record/messages.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { KeptWebhook } from '../interpret/statements.ts'
import { openIo } from './io.ts'
import type { Reading } from './reading.ts'
import { fence } from './step.ts'

/** Messages taken before anything else may have its turn. As many as that: there may be more. */
export const MOST = 200
/** A message that comes again so often, though its taking away succeeds, is not waited for. */
const MOST_REPEATS = 5

/**
 * Takes what waits in the vendor's queue: each message is stored first and taken away then, so that none is lost; one that comes
 * again because the taking away failed is a duplicate by its own handle. Answers how many.
 */
export async function takeQueue (needs: Reading, source: OpenSource, keys: Keys, zone: string, mayGoOn: () => boolean): Promise<number> {
  const queue = source.definition.reads?.queue
  if (queue === undefined) return 0
  const { io, close } = openIo(needs, source, needs.now(), zone)
  try {
    const seen = new Map<string, number>()
    for (let taken = 0; taken < MOST; taken++) {
      const message = mayGoOn() ? await queue.next(io, taken) : undefined
      if (message === undefined) return taken
      const times = (seen.get(message.handle) ?? 0) + 1
      seen.set(message.handle, times)
      if (times > MOST_REPEATS) {
        needs.log.warn({ source: source.id, tenant: source.tenant }, 'a message stays in the queue though it is taken away: the rest waits for the next run')
        return taken
      }
      const kept: KeptWebhook = { headers: { 'content-type': 'application/json' }, path: [], body: Buffer.from(message.body).toString('base64') }
      await inTransaction(needs.pool, async (tx) => {
        await fence(tx, needs, source)
        await insertMessages(tx, [{
          id: needs.newId('msg'),
          tenant: source.tenant,
          source: source.id,
          apiKey: null,
          kind: source.definition.kind,
          dedupeKey: `${source.id}:${keys.hash(`queue:${message.handle}`).toString('hex')}`,
          fingerprint: keys.hash(kept.body),
          sealed: keys.seal(kept),
          receipt: { verified_by: 'taken from the queue' },
          state: 'pending'
        }])
      })
      needs.wakeInterpreter()
      await queue.done(io, message.handle)
    }
    return MOST
  } finally {
    close()
  }
}
