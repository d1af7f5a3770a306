import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { spawnSync } from 'node:child_process'
import pg from 'pg'
import { chooseAccount, type Account } from '../src/postgres/embedded/account.ts'
import { findBinaries } from '../src/postgres/embedded/binaries.ts'
import { createCluster, PASSWORD_FILE, SUPERUSER } from '../src/postgres/embedded/cluster.ts'
import { freePort, launch, LOCAL, type Server } from '../src/postgres/embedded/server.ts'

/** A PostgreSQL of the version that the product brings, on files of its own. */
export interface Cluster {
  name: string
  port: number
  url: string
  query<R extends pg.QueryResultRow> (sql: string): Promise<R[]>
  /** As a power cut: kill -9, nothing is written down. */
  kill (): Promise<void>
  stop (): Promise<void>
}

const SETTINGS = {
  ...LOCAL,
  max_connections: '200',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  log_min_messages: 'log'
}

interface Site { as: Account, postgres: string, home: string }

async function siteIn (home: string): Promise<Site & { initdb: string }> {
  const { postgres, initdb } = await findBinaries()
  await mkdir(home, { recursive: true })
  return { as: await chooseAccount(join(home, 'postgres'), { program: postgres, directory: home }), postgres, initdb, home }
}

/** One server. `fsync` is on, as it is in earnest. */
export async function startCluster (home: string, settings: Record<string, string> = {}): Promise<Cluster> {
  const site = await siteIn(home)
  await createCluster(join(home, 'postgres'), home, site.initdb, site.as, { sync: true })
  return await boot(site, 'postgres', settings)
}

/** Two servers; the second follows the first. The copy is taken before the first has ever run, so that both begin alike. */
export async function startPair (home: string, settings: Record<string, string>): Promise<{ primary: Cluster, standby: Cluster }> {
  const site = await siteIn(home)
  const [first, second] = [join(home, 'postgres'), join(home, 'standby')]
  await createCluster(first, home, site.initdb, site.as, { sync: true })
  await cp(first, second, { recursive: true, preserveTimestamps: true })
  await writeFile(join(second, 'standby.signal'), '')
  if (site.as.owner) spawnSync('chown', ['-R', `${site.as.owner.uid}:${site.as.owner.gid}`, second])
  spawnSync('chmod', ['700', second])
  const { synchronous_standby_names: synchronous, ...others } = settings
  const primary = await boot(site, 'postgres', { wal_level: 'replica', max_wal_senders: '5', wal_keep_size: '1GB', ...others })
  const password = await readFile(join(first, PASSWORD_FILE), 'utf8')
  const standby = await boot(site, 'standby', {
    hot_standby: 'on',
    primary_conninfo: `host=127.0.0.1 port=${primary.port} user=${SUPERUSER} password=${password} application_name=standby`
  })
  // Not before somebody follows: until then every commit would wait for ever.
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = '${synchronous}'`)
  await primary.query('SELECT pg_reload_conf()')
  return { primary, standby }
}

async function boot ({ as, postgres, home }: Site, name: string, settings: Record<string, string>): Promise<Cluster> {
  const files = join(home, name)
  const port = await freePort()
  const server: Server = await launch(postgres, files, as, join(home, `${name}.log`), { ...SETTINGS, port: String(port), ...settings })
  const password = await readFile(join(files, PASSWORD_FILE), 'utf8')
  const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`

  async function ask<R extends pg.QueryResultRow> (database: string, sql: string): Promise<R[]> {
    const client = new pg.Client({ connectionString: urlOf(database), connectionTimeoutMillis: 5000, query_timeout: 600_000 })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<R>(sql)).rows
    } finally {
      await client.end()
    }
  }
  const deadline = Date.now() + 30_000
  while (!await ask('postgres', 'SELECT 1').then(() => true, () => false)) {
    if (Date.now() > deadline) throw new Error(`${name} did not start: ${await readFile(join(home, `${name}.log`), 'utf8')}`)
    await pause(50)
  }
  if (settings.primary_conninfo === undefined) await ask('postgres', 'CREATE DATABASE cracha')
  return {
    name,
    port,
    url: urlOf('cracha'),
    query: (sql) => ask('cracha', sql),
    async kill () {
      const pid = Number((await readFile(join(files, 'postmaster.pid'), 'utf8')).split('\n')[0])
      process.kill(pid, 'SIGKILL')
      await server.ended
      await rm(join(files, 'postmaster.pid'), { force: true })
    },
    async stop () { await server.stop() }
  }
}
