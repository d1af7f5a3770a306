import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'

export interface TenantRow {
  id: string
  /** What was said, without the protected references. */
  settings: Record<string, unknown>
  /** The protected references: they name people. */
  sealed: Buffer | null
  /** What alerts are signed with, sealed. */
  alert_secret: Buffer | null
  created_at: Instant
}

/** One that is being forgotten is not there any more. */
export async function findTenant (db: Db, id: string): Promise<TenantRow | undefined> {
  const { rows } = await db.query<TenantRow>('SELECT id, settings, sealed, alert_secret, created_at FROM tenant WHERE id = $1 AND forgotten_at IS NULL', [id])
  return rows[0]
}

/**
 * The same, and nobody else configures this tenant until the caller's transaction ends. Intake goes on: its foreign keys
 * do not wait for this lock.
 */
export async function lockTenant (db: Db, id: string): Promise<TenantRow | undefined> {
  const { rows } = await db.query<TenantRow>(`
    SELECT id, settings, sealed, alert_secret, created_at FROM tenant WHERE id = $1 AND forgotten_at IS NULL FOR NO KEY UPDATE`, [id])
  return rows[0]
}

/** The same, if nobody else has it locked: one tenant's record is written by one transaction at a time. */
export async function tryLockTenant (db: Db, id: string): Promise<TenantRow | undefined> {
  const { rows } = await db.query<TenantRow>(`
    SELECT id, settings, sealed, alert_secret, created_at FROM tenant WHERE id = $1 AND forgotten_at IS NULL FOR NO KEY UPDATE SKIP LOCKED`, [id])
  return rows[0]
}

/** False when there is one already, which stays as it is. */
export async function insertTenant (db: Db, id: string, settings: object): Promise<boolean> {
  const { rowCount } = await db.query('INSERT INTO tenant (id, settings) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [id, settings])
  return rowCount === 1
}

export async function setTenant (db: Db, { id, settings, sealed, alert_secret: secret }: Omit<TenantRow, 'created_at'>): Promise<void> {
  await db.query('UPDATE tenant SET settings = $2, sealed = $3, alert_secret = $4 WHERE id = $1', [id, settings, sealed, secret])
  await db.query('UPDATE destination SET config_revision = config_revision + 1 WHERE tenant = $1', [id])
}

export async function hasTenants (db: Db): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM tenant LIMIT 1')
  return rows.length > 0
}
