import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { chooseAccount } from '../src/postgres/embedded/account.ts'
import { findBinaries } from '../src/postgres/embedded/binaries.ts'
import { createCluster, PASSWORD_FILE, SUPERUSER } from '../src/postgres/embedded/cluster.ts'
import { becameReady, formerEnded, freePort, launch, LOCAL, type Server } from '../src/postgres/embedded/server.ts'

/** A PostgreSQL of our own that may be treated badly: it keeps its port through every restart. */
export interface Postgres {
  port: number
  urlOf (database: string): string
  query<R extends pg.QueryResultRow> (database: string, sql: string, values?: unknown[]): Promise<R[]>
  /** As `pg_ctl stop -m immediate`: nothing is written down, the next start recovers. */
  stopImmediately (): Promise<void>
  start (): Promise<void>
  stop (): Promise<void>
}

const SETTINGS = {
  ...LOCAL,
  max_connections: '200',
  shared_buffers: '256MB',
  log_min_messages: 'log'
}
const RECOVERY_MS = 60_000

/** One for the time of `work`; its files go with it. */
export async function withPostgres<T> (directory: string, work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const postgres = await startPostgres(directory)
  try {
    return await work(postgres)
  } finally {
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

async function startPostgres (directory: string): Promise<Postgres> {
  const { postgres, initdb } = await findBinaries()
  await mkdir(directory, { recursive: true })
  const cluster = join(directory, 'postgres')
  const as = await chooseAccount(cluster, { program: postgres, directory })
  await createCluster(cluster, directory, initdb, as, { sync: false })
  await appendFile(join(cluster, 'pg_hba.conf'), 'host all all 127.0.0.0/8 scram-sha-256\n')
  const password = await readFile(join(cluster, PASSWORD_FILE), 'utf8')
  const port = await freePort()
  const urlOf = (database: string): string => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
  let server: Server

  const start = async (): Promise<void> => {
    const deadline = Date.now() + RECOVERY_MS
    do {
      await formerEnded(cluster, deadline)
      server = await launch(postgres, cluster, as, join(directory, 'postgres.log'), { ...SETTINGS, port: String(port) })
      if (await becameReady(server, cluster, port)) return
    } while (Date.now() < deadline)
    throw new Error('PostgreSQL did not come back')
  }
  const query: Postgres['query'] = async <R extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: urlOf(database) })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<R>(sql, values)).rows
    } finally {
      await client.end()
    }
  }
  await start()
  return {
    port,
    urlOf,
    query,
    start,
    async stopImmediately () {
      const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0])
      process.kill(pid, 'SIGQUIT')
      await server.ended
    },
    async stop () { await server.stop() }
  }
}
