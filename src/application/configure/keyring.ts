import { hash, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Instant } from '../../domain/calendar.ts'
import type { Principal } from '../../domain/principal.ts'
import { findApiKey, setApiKeyUsed } from '../../postgres/api-keys.ts'
import { hashOf, readKey } from './key-text.ts'

/** Who holds which key: asked for every request. */
export interface Keyring {
  /** Undefined for a wrong, expired or unknown key, whichever it is. */
  authenticate (key: string): Promise<Principal | undefined>
  /** A deleted key ends at once here; in other processes when they read it again. */
  forget (id: string): void
  /** Resolves when no `last_used_at` is on its way to the database: before the pool is closed. */
  idle (): Promise<void>
}

export interface KeyringNeeds {
  pool: pg.Pool
  /** The hash of the key of the instance's administrator. */
  adminHash: Buffer
  now: () => Instant
  log: Pick<Logger, 'error'>
}

const READ_AGAIN_MS = 5_000
const NOTE_USE_MS = 60_000
const MOST_KEPT = 10_000

type Row = Awaited<ReturnType<typeof findApiKey>>
/** `proven`: a secret that was found right for this row, by its hash, which need not be compared in constant time. */
interface Kept { row: Promise<Row>, until: Instant, proven?: { hash: string, row: NonNullable<Row> } }
const ADMINISTRATOR: Principal = { tenant: null, role: 'admin', keyId: 'admin', label: 'administrator' }
/** No secret has this hash; compared where there is nothing to compare with, so that it costs the same. */
const NOTHING = Buffer.alloc(32)

export function createKeyring ({ pool, adminHash, now, log }: KeyringNeeds): Keyring {
  const kept = new Map<string, Kept>()
  const writing = new Set<Promise<void>>()

  // Promises are kept, so that a hundred requests that arrive together ask once. Ids that nobody has are kept too.
  function read (id: string): Kept {
    const known = kept.get(id)
    if (known !== undefined && known.until > now()) return known
    const entry: Kept = { row: findApiKey(pool, id), until: now() + READ_AGAIN_MS }
    kept.delete(id)   // a map keeps its order: the oldest is first
    kept.set(id, entry)
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
    entry.row.catch(() => { if (kept.get(id) === entry) kept.delete(id) })
    return entry
  }

  // Nobody waits for this; a failure is tried again with the next use after the row is read again.
  function noteUse (row: NonNullable<Row>): void {
    const at = now()
    if (row.last_used_at !== null && row.last_used_at > at - NOTE_USE_MS) return
    row.last_used_at = at
    const write = setApiKeyUsed(pool, row.id, at)
      .catch((error: { code?: string }) => log.error({ key: row.id, code: error.code }, 'the last use of a key could not be written'))
      .finally(() => writing.delete(write))
    writing.add(write)
  }

  function principalOf (row: NonNullable<Row>): Principal | undefined {
    if (row.expires_at !== null && row.expires_at <= now()) return undefined
    noteUse(row)
    return { tenant: row.tenant, role: row.role, keyId: row.id, label: row.label }
  }

  return {
    async authenticate (key) {
      const { id, secret } = readKey(key) ?? { id: undefined, secret: '' }
      const entry = id === undefined ? undefined : read(id)
      if (entry?.proven?.hash === hash('sha256', secret)) return principalOf(entry.proven.row)
      if (timingSafeEqual(hashOf(key), adminHash)) return ADMINISTRATOR
      const row = await entry?.row
      const same = timingSafeEqual(hashOf(secret), row?.hash ?? NOTHING)
      if (entry === undefined || row === undefined || !same) return undefined
      entry.proven = { hash: row.hash.toString('hex'), row }
      return principalOf(row)
    },
    forget (id) { kept.delete(id) },
    async idle () { await Promise.all(writing) }
  }
}
