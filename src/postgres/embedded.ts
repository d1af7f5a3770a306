import { existsSync } from 'node:fs'
import { mkdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { CannotStart } from '../domain/cannot-start.ts'
import { chooseAccount } from './embedded/account.ts'
import { findBinaries } from './embedded/binaries.ts'
import { createCluster, giveAway, PASSWORD_FILE, SUPERUSER } from './embedded/cluster.ts'
import { own } from './embedded/owner.ts'
import { becameReady, formerEnded, freePort, launch, LOCAL, type Server } from './embedded/server.ts'

export interface EmbeddedOptions {
  dataDir: string
  log: Pick<Logger, 'info' | 'error'>
  /** Settings of PostgreSQL on top of ours. */
  settings?: Record<string, string>
}

export interface Embedded {
  /** Database `cracha`, as superuser. */
  url: string
  /** Resolves when PostgreSQL has ended, by `stop` or by itself. */
  ended: Promise<void>
  stop (): Promise<void>
}

const DATABASE = 'cracha'

/** How long a start waits for what a killed one left behind. */
const PATIENCE = 20_000

const SETTINGS = {
  ...LOCAL,
  log_timezone: 'UTC',
  // Errors quote the values they are about, so none is logged: only what PostgreSQL says of itself, and of that no detail.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1'
}

/** What passes by itself: somebody took the port, or the children of a killed PostgreSQL have not all ended yet. */
const PASSING = /Address already in use|pre-existing shared memory block|lock file "postmaster\.pid" already exists/

/** A real PostgreSQL on files below `dataDir`, for this process alone; it ends when this process does, however that ends. */
export async function startEmbedded ({ dataDir, log, settings = {} }: EmbeddedOptions): Promise<Embedded> {
  const { postgres, initdb } = await findBinaries()
  await mkdir(dataDir, { recursive: true })
  const home = await realpath(dataDir)
  const cluster = join(home, 'postgres')
  const ownership = await own(home)
  try {
    const as = await chooseAccount(cluster, { program: postgres, directory: home })
    if (existsSync(cluster)) {
      await giveAway(cluster, as)
    } else {
      log.info('making a new PostgreSQL cluster')
      await createCluster(cluster, home, initdb, as, { sync: settings.fsync !== 'off' })
    }
    const logFile = join(home, 'postgres.log')
    const { server, port } = await startWithin(PATIENCE, cluster, logFile,
      (port) => launch(postgres, cluster, as, logFile, { ...SETTINGS, port: String(port), ...settings }))
    let asked = false
    const ended = server.ended.then(async (code) => {
      if (!asked) log.error({ code }, 'PostgreSQL ended by itself')
      await ownership.giveBack()
    })
    const stop = async () => {
      asked = true
      await server.stop()
      await ended
    }
    const password = await readFile(join(cluster, PASSWORD_FILE), 'utf8')
    const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`
    await createDatabase(url).catch(async (error) => { await stop(); throw error })
    return { url, ended, stop }
  } catch (error) {
    await ownership.giveBack()
    throw error
  }
}

async function startWithin (patience: number, cluster: string, logFile: string, launchOn: (port: number) => Promise<Server>): Promise<{ server: Server, port: number }> {
  const deadline = Date.now() + patience
  for (;;) {
    await formerEnded(cluster, deadline)
    const port = await freePort()
    const server = await launchOn(port)
    if (await becameReady(server, cluster, port)) return { server, port }
    const said = await readFile(logFile, 'utf8')
    if (!PASSING.test(said) || Date.now() > deadline) {
      throw new CannotStart(`PostgreSQL did not start: ${said.match(/FATAL: +(.*)/)?.[1] ?? 'it gave no reason'} (more in ${logFile}).`)
    }
    await pause(200)
  }
}

async function createDatabase (url: string): Promise<void> {
  const admin = new URL(url)
  admin.pathname = '/postgres'
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
