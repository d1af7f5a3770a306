import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { instantOf, isoOf, type Instant } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import type { KeyRequest, KeyView, NewKey } from '../../domain/views/settings.ts'
import { deleteApiKey, insertApiKey, listApiKeys, type ApiKeyRow } from '../../postgres/api-keys.ts'
import type { Db } from '../../postgres/db.ts'
import { findTenant } from '../../postgres/tenants.ts'
import { newId } from './ids.ts'
import type { Keyring } from './keyring.ts'
import { hashOf, writtenKey } from './key-text.ts'
import { noTenant, refuse } from './refusals.ts'
import { controlsIn } from './said.ts'

/** The answer holds the key: the only time that anybody can read it. */
export async function createKey ({ pool, now }: { pool: pg.Pool, now: () => Instant }, tenant: string, { role, label, expires_at: expires }: KeyRequest): Promise<NewKey> {
  const expiresAt = expires == null ? null : instantOf(expires)!
  refuse([
    ...controlsIn(label, '/label'),
    ...expiresAt !== null && expiresAt <= now() ? [{ pointer: '/expires_at', code: 'invalid_value', params: { why: 'it has passed already' } } as const] : []
  ])
  const id = newId('key')
  const secret = randomBytes(32).toString('hex')
  await requireTenant(pool, tenant)
  const row = await insertApiKey(pool, { id, tenant, role, label, expires_at: expiresAt }, hashOf(secret))
  const { last_used_at: _, ...view } = viewOf(row)
  return { ...view, key: writtenKey(id, secret) }
}

/** Newest first. */
export async function listKeys ({ pool }: { pool: pg.Pool }, tenant: string): Promise<KeyView[]> {
  await requireTenant(pool, tenant)
  return (await listApiKeys(pool, tenant)).map(viewOf)
}

/** The key opens nothing from now on; in other processes within seconds. */
export async function deleteKey ({ pool, keyring }: { pool: pg.Pool, keyring: Pick<Keyring, 'forget'> }, tenant: string, id: string): Promise<void> {
  const deleted = await deleteApiKey(pool, tenant, id)
  if (!deleted) throw new Refusal('not_found', 'There is no such key.')
  keyring.forget(id)
}

async function requireTenant (db: Db, id: string): Promise<void> {
  if (await findTenant(db, id) === undefined) throw noTenant()
}

const moment = (at: Instant | null) => at === null ? null : isoOf(at)

const viewOf = ({ id, role, label, expires_at: expires, created_at: created, last_used_at: used }: ApiKeyRow): KeyView => ({
  id, role, label, expires_at: moment(expires), created_at: isoOf(created), last_used_at: moment(used)
})
