import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startEmbedded } from '../../src/postgres/embedded.ts'

/** A PostgreSQL that may forget everything when the machine stops: `url` is its database `postgres`, as superuser. */
export async function startTestServer (): Promise<{ url: string, stop (): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cracha-test-'))
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' }
  const remove = () => rm(dataDir, { recursive: true })
  const embedded = await startEmbedded({ dataDir, settings, log: pino({ level: 'error' }) }).catch(async (error) => {
    await remove()
    throw error
  })
  const url = new URL(embedded.url)
  url.pathname = '/postgres'
  return {
    url: url.href,
    async stop () {
      await embedded.stop()
      await remove()
    }
  }
}
