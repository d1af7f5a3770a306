import { timingSafeEqual } from 'node:crypto'
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
const ADMINISTRATOR: Principal = { tenant: null, role: 'admin', keyId: 'admin', label: 'administrator' }
/** No secret has this hash; compared where there is nothing to compare with, so that it costs the same. */
const NOTHING = Buffer.alloc(32)

export function createKeyring ({ pool, adminHash, now, log }: KeyringNeeds): Keyring {
  const kept = new Map<string, { row: Promise<Row>, until: Instant }>()
  const writing = new Set<Promise<void>>()

  // Promises are kept, so that a hundred requests that arrive together ask once. Ids that nobody has are kept too.
  function read (id: string): Promise<Row> {
    const entry = kept.get(id)
    if (entry !== undefined && entry.until > now()) return entry.row
    const row = findApiKey(pool, id)
    kept.delete(id)   // a map keeps its order: the oldest is first
    kept.set(id, { row, until: now() + READ_AGAIN_MS })
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
    row.catch(() => { if (kept.get(id)?.row === row) kept.delete(id) })
    return row
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

  return {
    async authenticate (key) {
      if (timingSafeEqual(hashOf(key), adminHash)) return ADMINISTRATOR
      const { id, secret } = readKey(key) ?? { id: undefined, secret: '' }
      const row = id === undefined ? undefined : await read(id)
      const same = timingSafeEqual(hashOf(secret), row?.hash ?? NOTHING)
      if (row === undefined || !same || (row.expires_at !== null && row.expires_at <= now())) return undefined
      noteUse(row)
      return { tenant: row.tenant, role: row.role, keyId: row.id, label: row.label }
    },
    forget (id) { kept.delete(id) },
    async idle () { await Promise.all(writing) }
  }
}
