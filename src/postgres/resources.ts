import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'

export interface ResourceRow {
  id: string
  version: number
  sealed: Buffer
  created_at: Instant
  modified_at: Instant
}

export interface NewResource extends ResourceRow {
  source: string
  tenant: string
  unique_key: Buffer
  keys: Buffer[]
  gone: boolean
}

const COLUMNS = 'id, version, sealed, created_at, modified_at'
const locked = (lock: boolean): string => lock ? ' FOR NO KEY UPDATE' : ''

export async function findResource (db: Db, source: string, id: string, lock: boolean): Promise<ResourceRow | undefined> {
  const { rows } = await db.query<ResourceRow>(`SELECT ${COLUMNS} FROM resource WHERE source = $1 AND id = $2 AND gone_at IS NULL${locked(lock)}`, [source, id])
  return rows[0]
}

/** In the order in which they were made; `most` at most. */
export async function findResourcesHaving (db: Db, source: string, key: Buffer, most: number, lock: boolean): Promise<ResourceRow[]> {
  const { rows } = await db.query<ResourceRow>(`
    SELECT ${COLUMNS} FROM resource WHERE source = $1 AND keys @> ARRAY[$2::bytea] AND gone_at IS NULL ORDER BY seq LIMIT $3${locked(lock)}`, [source, key, most])
  return rows
}

export async function findLastGone (db: Db, source: string, key: Buffer): Promise<ResourceRow | undefined> {
  const { rows } = await db.query<ResourceRow>(`
    SELECT ${COLUMNS} FROM resource WHERE source = $1 AND keys @> ARRAY[$2::bytea] AND gone_at IS NOT NULL ORDER BY gone_at DESC, seq DESC LIMIT 1`, [source, key])
  return rows[0]
}

export async function countResources (db: Db, source: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>('SELECT count(*) FROM resource WHERE source = $1 AND gone_at IS NULL', [source])
  return rows[0]!.count
}

export async function listResources (db: Db, source: string, skip: number, most: number): Promise<ResourceRow[]> {
  const { rows } = await db.query<ResourceRow>(`SELECT ${COLUMNS} FROM resource WHERE source = $1 AND gone_at IS NULL ORDER BY seq OFFSET $2 LIMIT $3`, [source, skip, most])
  return rows
}

/** Fails with the code of a unique violation when another one has the unique key by now. */
export async function insertResource (db: Db, { source, tenant, id, version, unique_key: unique, keys, sealed, created_at: created, modified_at: modified, gone }: NewResource): Promise<void> {
  await db.query(`
    INSERT INTO resource (source, tenant, id, version, unique_key, keys, sealed, created_at, modified_at, gone_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), to_timestamp($9 / 1000.0), CASE WHEN $10 THEN to_timestamp($9 / 1000.0) END)`,
  [source, tenant, id, version, unique, keys, sealed, created, modified, gone])
}

/** Of a row that the transaction has locked. */
export async function updateResource (db: Db, { source, id, version, unique_key: unique, keys, sealed, modified_at: modified, gone }: NewResource): Promise<void> {
  await db.query(`
    UPDATE resource SET version = $3, unique_key = $4, keys = $5, sealed = $6, modified_at = to_timestamp($7 / 1000.0), gone_at = CASE WHEN $8 THEN to_timestamp($7 / 1000.0) END
    WHERE source = $1 AND id = $2`, [source, id, version, unique, keys, sealed, modified, gone])
}

/** Of sources that are gone: some of them, and how many. */
export async function deleteForgottenResources (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM resource WHERE ctid = ANY (ARRAY(
      SELECT resource.ctid FROM (SELECT DISTINCT source FROM resource EXCEPT SELECT id FROM source) AS gone JOIN resource USING (source) LIMIT $1))`, [limit])
  return rowCount ?? 0
}
