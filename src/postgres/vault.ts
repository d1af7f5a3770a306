import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { Refusal } from '../domain/errors.ts'
import type { Db } from './db.ts'

/** What one tenant's personal values are sealed, opened and matched with. */
export interface Keys {
  /** AES-256-GCM of the value's JSON (or of bytes), with the key's id in front so that keys can rotate. */
  seal (value: unknown): Buffer
  open<T> (sealed: Buffer): T
  sealBytes (bytes: Uint8Array): Buffer
  openBytes (sealed: Buffer): Buffer
  /** A keyed hash (HMAC-SHA256, 16 bytes) for matching what may not be read. Stable for the life of the tenant. */
  hash (text: string): Buffer
}

export interface Vault {
  /**
   * The keys of a tenant; refuses when the tenant was forgotten, at once in this process and within a second in others: what
   * is sealed in that second, nobody can open.
   */
  keysOf (db: Db, tenant: string): Promise<Keys>
  /** The same keys, asked for each time: whoever shows something opens nothing of a tenant that was forgotten a moment ago. */
  asking (): Vault
  /** Makes and stores the keys of a new tenant; joins the caller's transaction. */
  createKeys (db: Db, tenant: string): Promise<void>
  /** Forgets the tenant, for ever; joins the caller's transaction. */
  dropKeys (db: Db, tenant: string): Promise<void>
  /** After that commit: this process forgets them too. */
  forget (tenant: string): void
}

/** How long keys are used before the database is asked whether they are still there. */
const FRESH_MS = 1000

const VERSION = 1
const IV = 12
const TAG = 16

interface Kept { ids: string, keys: Keys, fresh: boolean }

/** `masters`: 32 bytes each; the first wraps, all unwrap, so that the master key rotates without a stop. */
export function createVault (masters: Buffer[]): Vault {
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Promise<Keys>>()
  const byFingerprint = new Map(masters.map((key) => [fingerprint(key).toString('hex'), key]))

  function wrap (tenant: string, key: Buffer): Buffer {
    return Buffer.concat([fingerprint(masters[0]!), encrypt(createSecretKey(masters[0]!), Buffer.from(tenant), key)])
  }

  function unwrap (tenant: string, wrapped: Buffer): Buffer {
    const master = byFingerprint.get(wrapped.subarray(0, 8).toString('hex'))
    if (master === undefined) throw new Error('CRACHA_SECRET_KEY is not the key this database was made with. Put that key back.')
    return decrypt(createSecretKey(master), Buffer.from(tenant), wrapped.subarray(8))
  }

  /** Unwraps them again only when they are others than before. */
  async function load (db: Db, tenant: string): Promise<Keys> {
    const { rows } = await db.query<{ id: number, purpose: string, wrapped: Buffer }>(
      'SELECT id::int, purpose, wrapped FROM tenant_key WHERE tenant = $1 ORDER BY id', [tenant])
    const ids = rows.map(({ id }) => id).join()
    const before = kept.get(tenant)
    const keys = before?.ids === ids ? before.keys : opened(tenant, rows)
    const now: Kept = { ids, keys, fresh: true }
    kept.set(tenant, now)
    setTimeout(() => { now.fresh = false }, FRESH_MS).unref()
    return keys
  }

  function opened (tenant: string, rows: { id: number, purpose: string, wrapped: Buffer }[]): Keys {
    const hashing = rows.find(({ purpose }) => purpose === 'hash')
    const sealing = rows.filter(({ purpose }) => purpose === 'seal')
    if (hashing === undefined || sealing.length === 0) {
      kept.delete(tenant)
      throw new Refusal('not_found', 'There is no such tenant: it has no keys, so it was forgotten.')
    }
    return keysFrom(tenant, unwrap(tenant, hashing.wrapped), sealing.map(({ id, wrapped }) => ({ id, key: unwrap(tenant, wrapped) })))
  }

  const vault: Vault = {
    async keysOf (db, tenant) {
      const known = kept.get(tenant)
      if (known?.fresh === true) return known.keys
      const under = asked.get(tenant)
      if (under !== undefined) return await under
      const asking = load(db, tenant).finally(() => asked.delete(tenant))
      asked.set(tenant, asking)
      return await asking
    },
    asking: () => ({ ...vault, keysOf: load }),
    async createKeys (db, tenant) {
      await db.query('INSERT INTO tenant_key (tenant, purpose, wrapped) VALUES ($1, \'seal\', $2), ($1, \'hash\', $3)',
        [tenant, wrap(tenant, randomBytes(32)), wrap(tenant, randomBytes(32))])
    },
    async dropKeys (db, tenant) {
      await db.query('DELETE FROM tenant_key WHERE tenant = $1', [tenant])
    },
    forget (tenant) { kept.delete(tenant) }
  }
  return vault
}

function keysFrom (tenant: string, hashKey: Buffer, wrapped: { id: number, key: Buffer }[]): Keys {
  const context = Buffer.from(tenant)
  const sealing = wrapped.map(({ id, key }) => ({ id, key: createSecretKey(key) }))
  const hashing = createSecretKey(hashKey)
  const current = sealing.at(-1)!
  const header = Buffer.alloc(5)
  header.writeUInt8(VERSION, 0)
  header.writeUInt32BE(current.id, 1)
  const sealBytes = (bytes: Uint8Array): Buffer => encrypt(current.key, context, bytes, header)
  const openBytes = (sealed: Buffer): Buffer => {
    const id = sealed.readUInt32BE(1)
    const found = sealing.find((each) => each.id === id)
    if (sealed.readUInt8(0) !== VERSION || found === undefined) throw new Error(`sealed with the unknown key ${id}`)
    return decrypt(found.key, context, sealed.subarray(5))
  }
  return {
    sealBytes,
    openBytes,
    seal: (value) => sealBytes(Buffer.from(JSON.stringify(value))),
    open: (sealed) => JSON.parse(openBytes(sealed).toString()),
    hash: (text) => createHmac('sha256', hashing).update(text).digest().subarray(0, 16)
  }
}

/** Keys that compute the hash of a text once. */
export interface RememberingKeys extends Keys {
  /** Whose hashes they remember. */
  of: Keys
}

/** The same keys, for as long as a few statements are worked on. `before` goes on remembering, if its keys are still these. */
export function rememberingHashes (keys: Keys, before?: RememberingKeys): RememberingKeys {
  if (before?.of === keys) return before
  const known = new Map<string, Buffer>()
  return {
    ...keys,
    of: keys,
    hash (text) {
      const hash = known.get(text) ?? keys.hash(text)
      known.set(text, hash)
      return hash
    }
  }
}

let pool = Buffer.alloc(0)

/** Random bytes, drawn a few thousand at a time: each draw costs more than what it is used for. */
function nextRandom (length: number): Buffer {
  if (pool.length < length) pool = randomBytes(4096)
  const bytes = pool.subarray(0, length)
  pool = pool.subarray(length)
  return bytes
}

function encrypt (key: KeyObject, context: Buffer, bytes: Uint8Array, ...before: Buffer[]): Buffer {
  const iv = nextRandom(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(context)
  const sealed = cipher.update(bytes)
  cipher.final()   // of a stream cipher: nothing is left
  return Buffer.concat([...before, iv, cipher.getAuthTag(), sealed])
}

function decrypt (key: KeyObject, context: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV)).setAAD(context).setAuthTag(sealed.subarray(IV, IV + TAG))
  const bytes = decipher.update(sealed.subarray(IV + TAG))
  decipher.final()   // throws unless every byte is as it was sealed
  return bytes
}

const fingerprint = (key: Buffer): Buffer => createHash('sha256').update(key).digest().subarray(0, 8)
