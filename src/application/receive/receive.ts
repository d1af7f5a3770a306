import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import type { EventType } from '../../domain/event.ts'
import { eventIdOf } from '../../domain/ids.ts'
import type { Caller } from '../../domain/principal.ts'
import type { Statement } from '../../domain/statement.ts'
import { inTransaction } from '../../postgres/db.ts'
import { claimItemKeys, findItemKeys, type ItemKey } from '../../postgres/record/item-keys.ts'
import { insertMessages, setReceipt, type NewMessage, type Stored } from '../../postgres/record/messages.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import { stableJson } from './stable-json.ts'

export interface Receiving {
  pool: pg.Pool
  vault: Vault
  newId (prefix: 'msg'): string
  /** Stores one message together with others that wait; resolves after commit. */
  store (message: NewMessage): Promise<Stored>
  /** Something is there to be interpreted. */
  wakeInterpreter (): void
}

/** A REST request that was understood: its bytes are kept as they came. */
export interface Arrival {
  caller: Caller
  route: EventType | 'batch'
  bytes: Buffer
  idempotencyKey?: string
  statements: { index: number, statement: Statement, eventId?: string }[]
}

export type Receipt =
  | { kind: 'accepted', receivedAt: Instant, items: ({ index: number, id: string } | { index: number, mismatch: true })[] }
  | { kind: 'mismatch' }

/** Keeps a request and says so only after commit. The same key with the same content is answered as the first time. */
export async function receive (needs: Receiving, arrival: Arrival): Promise<Receipt> {
  const { vault, pool, newId, store, wakeInterpreter } = needs
  const { caller, route, statements } = arrival
  const keys = await vault.keysOf(pool, caller.tenant)
  const key = arrival.idempotencyKey ?? (route === 'batch' ? undefined : statements[0]?.eventId)
  const message: NewMessage = {
    id: newId('msg'),
    tenant: caller.tenant,
    source: 'api',
    apiKey: caller.keyId,
    kind: route,
    dedupeKey: key === undefined ? null : `${route}:${key}`,
    fingerprint: keys.hash(stableJson(statements.map(({ index, statement }) => [index, statement]))),
    sealed: keys.sealBytes(arrival.bytes),
    receipt: { verified_by: 'api key' },
    state: 'pending'
  }
  const named = route === 'batch' ? statements.filter(({ eventId }) => eventId !== undefined) : []
  const { stored, known } = named.length > 0 ? await storeWithItems(needs, message, named, keys) : { stored: await store(message), known: new Map<number, ItemKey>() }
  if (!stored.fingerprint.equals(message.fingerprint)) return { kind: 'mismatch' }
  wakeInterpreter()
  return {
    kind: 'accepted',
    receivedAt: stored.received_at,
    items: statements.map(({ index, statement }) => itemOf(index, stored.id, route, known.get(index), () => keys.hash(stableJson(statement))))
  }
}

function itemOf (index: number, messageId: string, route: Arrival['route'], known: ItemKey | undefined, fingerprint: () => Buffer) {
  if (known === undefined) return { index, id: eventIdOf(messageId, route === 'batch' ? index : undefined) }
  return known.fingerprint.equals(fingerprint()) ? { index, id: known.event } : { index, mismatch: true as const }
}

/**
 * Items that carry the sender's own id: one that was there already is answered as the first time and not read again. Only a
 * request that is stored claims ids.
 */
async function storeWithItems ({ pool }: Receiving, message: NewMessage, named: Arrival['statements'], keys: Keys): Promise<{ stored: Stored, known: Map<number, ItemKey> }> {
  return await inTransaction(pool, async (tx) => {
    const [stored] = await insertMessages(tx, [message])
    const claims = named.map(({ index, statement, eventId }) => ({ index, key: `batch:${eventId}`, fingerprint: keys.hash(stableJson(statement)), event: eventIdOf(message.id, index) }))
    if (!stored!.inserted) return { stored: stored!, known: await findItemKeys(tx, message.tenant, claims) }
    const known = await claimItemKeys(tx, message.tenant, claims)
    if (known.size > 0) await setReceipt(tx, message.id, { ...message.receipt as object, skipped: [...known.keys()] })
    return { stored: stored!, known }
  })
}
