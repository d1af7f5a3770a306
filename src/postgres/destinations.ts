import type { Instant } from '../domain/calendar.ts'
import { MOVING } from './catch-up.ts'
import type { Db } from './db.ts'

export interface DestinationRow {
  id: string
  tenant: string
  name: string
  kind: string
  /** As the owner wrote it. */
  base_url: string
  /** What the owner said, without defaults. */
  options: Record<string, unknown>
  /** Sealed with the tenant's keys. */
  credentials: Buffer | null
  paused_at: Instant | null
  /** The lane stopped itself; `at` in epoch milliseconds. */
  stopped: { at: Instant, code: string, detail: string } | null
  parked_until: Instant | null
  failures: number
  succeeded_at: Instant | null
  created_at: Instant
  /** Raised by every change of its settings or the tenant's. */
  config_revision: number
}

const COLUMNS = 'id, tenant, name, kind, base_url, options, credentials, paused_at, stopped, parked_until, failures, succeeded_at, created_at, config_revision'

export async function findDestination (db: Db, tenant: string, name: string): Promise<DestinationRow | undefined> {
  const { rows } = await db.query<DestinationRow>(`
    SELECT ${COLUMNS} FROM destination WHERE tenant = $1 AND name = $2 AND deleted_at IS NULL`, [tenant, name])
  return rows[0]
}

export async function findDestinationById (db: Db, id: string): Promise<DestinationRow | undefined> {
  const { rows } = await db.query<DestinationRow>(`SELECT ${COLUMNS} FROM destination WHERE id = $1 AND deleted_at IS NULL`, [id])
  return rows[0]
}

export async function listDestinations (db: Db, tenant: string): Promise<DestinationRow[]> {
  const { rows } = await db.query<DestinationRow>(`
    SELECT ${COLUMNS} FROM destination WHERE tenant = $1 AND deleted_at IS NULL ORDER BY name`, [tenant])
  return rows
}

/** Makes the destination, or changes the one of that name, whose id and kind stay. */
export async function saveDestination (db: Db, destination: Pick<DestinationRow, 'id' | 'tenant' | 'name' | 'kind' | 'base_url' | 'options' | 'credentials'>): Promise<DestinationRow> {
  const { rows } = await db.query<DestinationRow>(`
    INSERT INTO destination (id, tenant, name, kind, base_url, options, credentials) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, name) WHERE deleted_at IS NULL DO UPDATE
    SET base_url = excluded.base_url, options = excluded.options, credentials = excluded.credentials, config_revision = destination.config_revision + 1
    RETURNING ${COLUMNS}`,
  [destination.id, destination.tenant, destination.name, destination.kind, destination.base_url, destination.options, destination.credentials])
  return rows[0]!
}

export async function setDestinationPaused (db: Db, tenant: string, name: string, at: Instant): Promise<DestinationRow | undefined> {
  const { rows } = await db.query<DestinationRow>(`
    UPDATE destination SET paused_at = coalesce(paused_at, to_timestamp($3 / 1000.0))
    WHERE tenant = $1 AND name = $2 AND deleted_at IS NULL
    RETURNING ${COLUMNS}`, [tenant, name, at])
  return rows[0]
}

/** Whatever stopped it, save that it is still moving to another address. */
export async function setDestinationResumed (db: Db, tenant: string, name: string): Promise<DestinationRow | undefined> {
  const { rows } = await db.query<DestinationRow>(`
    UPDATE destination SET paused_at = NULL, stopped = CASE WHEN ${MOVING} THEN stopped END, parked_until = NULL, failures = 0
    WHERE tenant = $1 AND name = $2 AND deleted_at IS NULL
    RETURNING ${COLUMNS}`, [tenant, name])
  return rows[0]
}

/** The lane may try again: what made it stop or wait was put right. A pause is the owner's and stays, and a move ends by itself. */
export async function clearLaneTroubles (db: Db, id: string): Promise<void> {
  await db.query(`UPDATE destination SET stopped = CASE WHEN ${MOVING} THEN stopped END, parked_until = NULL, failures = 0 WHERE id = $1`, [id])
}

/**
 * Stops it for good and forgets its credentials and what it lists; what was done there stays on record. Its links follow by
 * `close` (see catch-up). Its id; undefined when there is none.
 */
export async function deleteDestination (db: Db, tenant: string, name: string, at: Instant): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(`
    WITH gone AS (
      UPDATE destination SET deleted_at = to_timestamp($3 / 1000.0), credentials = NULL
      WHERE tenant = $1 AND name = $2 AND deleted_at IS NULL
      RETURNING id
    ), unlisted AS (
      DELETE FROM catalogue USING gone WHERE catalogue.destination = gone.id
    ), unread AS (
      DELETE FROM directory USING gone WHERE directory.destination = gone.id
    ), unbegun AS (
      DELETE FROM directory_reading USING gone WHERE directory_reading.destination = gone.id
    )
    SELECT id FROM gone`, [tenant, name, at])
  return rows[0]?.id
}

/** What it lists, and who has which key there, belongs to another account. */
export async function forgetCatalogue (db: Db, destination: string): Promise<void> {
  for (const table of ['catalogue', 'directory', 'directory_reading']) await db.query(`DELETE FROM ${table} WHERE destination = $1`, [destination])
}
