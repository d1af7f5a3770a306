import type { Instant } from '../domain/calendar.ts'
import type { Role } from '../domain/principal.ts'
import type { Db } from './db.ts'

export interface ApiKeyRow {
  id: string
  tenant: string
  role: Exclude<Role, 'admin'>
  label: string
  expires_at: Instant | null
  last_used_at: Instant | null
  created_at: Instant
}

/** `hash` is the SHA-256 of the secret, which is stored nowhere. */
export async function insertApiKey (db: Db, key: Pick<ApiKeyRow, 'id' | 'tenant' | 'role' | 'label' | 'expires_at'>, hash: Buffer): Promise<ApiKeyRow> {
  const { rows } = await db.query<ApiKeyRow>(`
    INSERT INTO api_key (id, tenant, role, label, hash, expires_at)
    VALUES ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))
    RETURNING id, tenant, role, label, expires_at, last_used_at, created_at`,
  [key.id, key.tenant, key.role, key.label, hash, key.expires_at])
  return rows[0]!
}

/** Newest first, without the hashes. */
export async function listApiKeys (db: Db, tenant: string): Promise<ApiKeyRow[]> {
  const { rows } = await db.query<ApiKeyRow>(`
    SELECT id, tenant, role, label, expires_at, last_used_at, created_at
    FROM api_key WHERE tenant = $1 ORDER BY created_at DESC, id`, [tenant])
  return rows
}

/** With its hash: for authentication alone. */
export async function findApiKey (db: Db, id: string): Promise<(ApiKeyRow & { hash: Buffer }) | undefined> {
  const { rows } = await db.query<ApiKeyRow & { hash: Buffer }>(`
    SELECT id, tenant, role, label, hash, expires_at, last_used_at, created_at
    FROM api_key WHERE id = $1`, [id])
  return rows[0]
}

export async function deleteApiKey (db: Db, tenant: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM api_key WHERE tenant = $1 AND id = $2', [tenant, id])
  return rowCount === 1
}

/** Never moves backwards: several processes write it. */
export async function setApiKeyUsed (db: Db, id: string, at: Instant): Promise<void> {
  await db.query(`
    UPDATE api_key SET last_used_at = to_timestamp($2 / 1000.0)
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < to_timestamp($2 / 1000.0))`, [id, at])
}
