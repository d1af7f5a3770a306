import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { startEmbedded } from '../../src/postgres/embedded.ts'
import { processorOfFamily } from './processor.ts'

export interface BenchPostgres {
  /** Makes an empty database and answers its URL. */
  create (name: string): Promise<string>
  /** Ends whoever is connected, and removes it. */
  drop (name: string): Promise<void>
  /** Seconds of processor time until now, of all its processes. */
  processor (): Promise<number>
  stop (): Promise<void>
}

/**
 * As on a small machine in production, and the same for everybody who is compared: every commit reaches the disk, and
 * checkpoints do not fall into a round of a few seconds. Statements are counted only where a row asks for it.
 */
export const SETTINGS: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  max_connections: '400',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'none',
  'pg_stat_statements.track_planning': 'on'
}

/** One PostgreSQL for everything that is measured, on files of its own that are removed afterwards. */
export async function startPostgres (): Promise<BenchPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'cracha-bench-'))
  const remove = () => rm(home, { recursive: true, force: true })
  const server = await startEmbedded({ dataDir: home, settings: SETTINGS, log: pino({ level: 'error' }) }).catch(async (error) => { await remove(); throw error })
  const urlOf = (name: string) => { const url = new URL(server.url); url.pathname = `/${name}`; return url.href }
  const admin = new pg.Client({ connectionString: urlOf('postgres') })
  await admin.connect()
  const postmaster = Number((await readFile(join(home, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
  return {
    async create (name) {
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
      await admin.query(`CREATE DATABASE "${name}"`)
      return urlOf(name)
    },
    async drop (name) {
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    },
    processor: () => processorOfFamily(postmaster),
    async stop () {
      await admin.end()
      await server.stop()
      await remove()
    }
  }
}

/** A connection beside the product, to look at what it has done. */
export async function watch<T> (url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
