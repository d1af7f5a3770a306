import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { CannotStart } from '../domain/cannot-start.ts'
import { inTransaction, type Db } from './db.ts'
import { inDialect, type Backend } from './dialect.ts'

export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

interface Migration { name: string, sql: string, checksum: string }

/** Any number that no other program on the same database is likely to use: "cracha" in ASCII. */
const LOCK = '109342106183777'

/**
 * Applies what the folder has and the database has not, in the order of the names, each in a transaction of its own, so that
 * several processes may start at once. Answers with the names applied by this call.
 */
export async function migrate (pool: pg.Pool, folder = MIGRATIONS, backend: Backend = 'postgres'): Promise<string[]> {
  const migrations = await readMigrations(folder)
  await inTransaction(pool, async (tx) => {
    await lock(tx)
    await tx.query(`
      CREATE TABLE IF NOT EXISTS migration (
        name text PRIMARY KEY,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`)
  })
  const applied: string[] = []
  for (const migration of migrations) {
    if (await inTransaction(pool, (tx) => apply(tx, migration, backend))) applied.push(migration.name)
  }
  return applied
}

/** The names that a call of `migrate` would apply now. */
export async function pendingMigrations (db: Db, folder = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const { rows: [table] } = await db.query<{ exists: boolean }>("SELECT to_regclass('migration') IS NOT NULL AS exists")
  if (!table?.exists) return migrations.map(({ name }) => name)
  const { rows } = await db.query<{ name: string }>('SELECT name FROM migration')
  const applied = new Set(rows.map(({ name }) => name))
  return migrations.map(({ name }) => name).filter((name) => !applied.has(name))
}

/** Changes with any migration's name or text. */
export async function migrationsDigest (folder = MIGRATIONS): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, checksum } of await readMigrations(folder)) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex')
}

async function apply (tx: Db, { name, sql, checksum }: Migration, backend: Backend): Promise<boolean> {
  await lock(tx)
  const { rows: [known] } = await tx.query<{ checksum: string }>('SELECT checksum FROM migration WHERE name = $1', [name])
  if (known?.checksum === checksum) return false
  if (known) {
    throw new CannotStart(`migrations/${name} is not what was applied to this database: put the file back as it was and make the change in a new migration.`)
  }
  await tx.query(inDialect(sql, backend))
  await tx.query('INSERT INTO migration (name, checksum) VALUES ($1, $2)', [name, checksum])
  return true
}

/** Held until the transaction ends. A migration, and the wait for another process's, may take longer than any request. */
async function lock (tx: Db): Promise<void> {
  for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout']) {
    await tx.query("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = $1", [limit])
  }
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
}

async function readMigrations (folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}-.+\.sql$/.test(name)).sort()
  return Promise.all(names.map(async (name) => {
    // git may have checked the file out with other line ends: still the same migration.
    const sql = (await readFile(`${folder}/${name}`, 'utf8')).replaceAll('\r\n', '\n')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  }))
}
