import type { Instant } from '../domain/calendar.ts'
import type { Verdict } from '../domain/source.ts'
import type { Db } from './db.ts'

export interface SourceRow {
  id: string
  tenant: string
  name: string
  kind: string
  /** What the owner said, without defaults; likewise `options`. */
  settings: Record<string, unknown>
  options: Record<string, unknown>
  /** Sealed with the tenant's keys. */
  credentials: Buffer | null
  paused_at: Instant | null
  last_seen_at: Instant | null
  /** `at` in epoch milliseconds. */
  last_refusal: { at: Instant, code: string, detail: string } | null
  created_at: Instant
  /** Raised by every change of what its owner said. */
  config_revision: number
  next_run_at: Instant | null
  looked_until: Instant | null
  /** When everybody was read last. */
  full_at: Instant | null
}

const COLUMNS = 'id, tenant, name, kind, settings, options, credentials, paused_at, last_seen_at, last_refusal, created_at, config_revision, next_run_at, looked_until, full_at'

export async function findSource (db: Db, tenant: string, name: string): Promise<SourceRow | undefined> {
  const { rows } = await db.query<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE tenant = $1 AND name = $2`, [tenant, name])
  return rows[0]
}

/** The source that a webhook URL names. */
export async function findSourceById (db: Db, id: string): Promise<SourceRow | undefined> {
  const { rows } = await db.query<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE id = $1`, [id])
  return rows[0]
}

export async function listSources (db: Db, tenant: string): Promise<SourceRow[]> {
  const { rows } = await db.query<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE tenant = $1 ORDER BY name`, [tenant])
  return rows
}

/** Makes the source, or changes the one of that name, whose id and kind stay. */
export async function saveSource (db: Db, source: Pick<SourceRow, 'id' | 'tenant' | 'name' | 'kind' | 'settings' | 'options' | 'credentials'>): Promise<SourceRow> {
  const { rows } = await db.query<SourceRow>(`
    INSERT INTO source (id, tenant, name, kind, settings, options, credentials) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, name) DO UPDATE
    SET settings = excluded.settings, options = excluded.options, credentials = excluded.credentials, config_revision = source.config_revision + 1, next_run_at = NULL,
      looked_until = CASE WHEN source.settings = excluded.settings AND source.options = excluded.options THEN source.looked_until END,
      full_at = CASE WHEN source.settings = excluded.settings AND source.options = excluded.options THEN source.full_at END
    RETURNING ${COLUMNS}`,
  [source.id, source.tenant, source.name, source.kind, source.settings, source.options, source.credentials])
  return rows[0]!
}

/** Keeps what the owner said as a version of its own, unless it is what was said before. */
export async function keepVersion (db: Db, { id, settings, options }: Pick<SourceRow, 'id' | 'settings' | 'options'>): Promise<void> {
  await db.query(`
    INSERT INTO source_version (source, version, settings, options)
    SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM source_version WHERE source = $1
    HAVING NOT EXISTS (SELECT FROM source_version AS last WHERE last.source = $1 AND last.version = max(source_version.version) AND last.settings = $2 AND last.options = $3)`,
  [id, settings, options])
}

export interface SourceVersion { version: number, settings: Record<string, unknown>, options: Record<string, unknown>, created_at: Instant }

/** The newest first. */
export async function listVersions (db: Db, id: string): Promise<SourceVersion[]> {
  const { rows } = await db.query<SourceVersion>('SELECT version, settings, options, created_at FROM source_version WHERE source = $1 ORDER BY version DESC LIMIT 200', [id])
  return rows
}

export async function deleteSource (db: Db, tenant: string, name: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM source WHERE tenant = $1 AND name = $2', [tenant, name])
  return rowCount === 1
}

/** `null` resumes. A source that is paused already keeps the instant. */
export async function setSourcePaused (db: Db, tenant: string, name: string, at: Instant | null): Promise<SourceRow | undefined> {
  const { rows } = await db.query<SourceRow>(`
    UPDATE source SET paused_at = CASE WHEN $3::float8 IS NULL THEN NULL ELSE coalesce(paused_at, to_timestamp($3::float8 / 1000)) END
    WHERE tenant = $1 AND name = $2
    RETURNING ${COLUMNS}`, [tenant, name, at])
  return rows[0]
}

/** A verified message or a test button. Written once a second at most: every webhook passes here. */
export async function noteSeen (db: Db, id: string, at: Instant): Promise<void> {
  await db.query(`
    UPDATE source SET last_seen_at = to_timestamp($2 / 1000.0)
    WHERE id = (SELECT id FROM source WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED) AND (last_seen_at IS NULL OR last_seen_at < to_timestamp($2 / 1000.0) - interval '1 second')`, [id, at])
}

/** Why a message was not let in, for the owner. The same reason is written once a second at most: anybody can cause it. */
export async function noteRefusal (db: Db, id: string, { code, detail }: Extract<Verdict, { ok: false }>, at: Instant): Promise<void> {
  await db.query(`
    UPDATE source SET last_refusal = $2
    WHERE id = (SELECT id FROM source WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED) AND (last_refusal IS NULL OR last_refusal->>'code' <> $3 OR (last_refusal->>'at')::float8 < $4::float8 - 1000)`,
  [id, { at, code, detail }, code, at])
}
