import { randomBytes } from 'node:crypto'
import { keepInstanceValue } from '../../postgres/instance.ts'
import type { Db } from '../../postgres/db.ts'
import { hashOf } from './key-text.ts'

/**
 * The hash by which the administrator's key is known. One that was given counts. Otherwise the first process of the instance
 * makes one, whoever starts next finds its hash, and only the first can show it: `shown`.
 */
export async function keepAdminKey (db: Db, given: string | undefined): Promise<{ hash: Buffer, shown?: string }> {
  if (given !== undefined) return { hash: hashOf(given) }
  const made = `cracha_${randomBytes(32).toString('base64url')}`
  const hash = await keepInstanceValue(db, 'admin_key_hash', hashOf(made))
  return hash.equals(hashOf(made)) ? { hash, shown: made } : { hash }
}
