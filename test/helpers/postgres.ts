import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { createPool } from '../../src/postgres/db.ts'
import { migrate, migrationsDigest } from '../../src/postgres/migrate.ts'
import { startSchedules } from '../../src/worker/schedules.ts'
import { startTestServer } from './server.ts'

/** The URL of a new database with all migrations and the tables of pg-boss in it, for this test alone: dropped at its teardown, whoever is still connected. */
export async function testDatabase (t: Test): Promise<string> {
  const template = await migratedTemplate()
  return await database(t, `TEMPLATE ${template} STRATEGY FILE_COPY`)   // a third of the work of copying through the log
}

/** The URL of a new database with nothing in it. */
export async function emptyDatabase (t: Test): Promise<string> {
  return await database(t, 'TEMPLATE template0')
}

async function database (t: Test, like: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asSuperuser((client) => client.query(`CREATE DATABASE ${name} ${like}`))
  t.teardown(() => asSuperuser((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)))
  return urlOf(name)
}

let template: Promise<string> | undefined

/** Migrated once by the first test file that asks, for all of them; other migrations are another template. */
function migratedTemplate (): Promise<string> {
  template ??= migrationsDigest().then(async (digest) => {
    const name = `template_${digest.slice(0, 16)}`
    await asSuperuser(async (client) => {
      await client.query("SELECT pg_advisory_lock(hashtext('template'))")
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
      if (rowCount) return
      // Migrated under another name, so that one which was interrupted is never copied.
      await client.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`)
      await client.query(`CREATE DATABASE ${name}_new`)
      const pool = createPool(await urlOf(`${name}_new`), { log: pino({ level: 'silent' }) })
      await migrate(pool).finally(() => pool.end())
      const schedules = await startSchedules({ databaseUrl: await urlOf(`${name}_new`), backend: 'postgres', log: pino({ level: 'silent' }), jobs: [] })
      await schedules.stop()
      await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
    })
    return name
  })
  return template
}

async function asSuperuser (work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: await serverUrl() })
  await client.connect()
  await work(client).finally(() => client.end())
}

async function urlOf (name: string): Promise<string> {
  const url = new URL(await serverUrl())
  url.pathname = `/${name}`
  return url.href
}

let own: Promise<string> | undefined

/** The server that `npm test` runs for all files; a file run by itself brings its own. */
async function serverUrl (): Promise<string> {
  if (process.env.CRACHA_TEST_DATABASE_URL) return process.env.CRACHA_TEST_DATABASE_URL
  own ??= startTestServer().then(({ url, stop }) => {
    t.teardown(stop)
    return url
  })
  return await own
}
