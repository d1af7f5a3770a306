import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Chaos, Row } from '../row.ts'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { slowly } from './slowly.ts'

const SEVERAL = { api: 2, workers: 2 }

async function stopping (chaos: Chaos): Promise<string> {
  const { world: { postgres }, random, short, over } = chaos
  slowly(chaos)
  let stops = 0
  for (; stops < (short ? 2 : 6) || !over(); stops++) {
    await pause(random.between(500, 2000))
    await postgres.stopImmediately()
    await pause(random.between(0, 1500))
    await postgres.start()
  }
  return `${stops} stops`
}

async function terminating (chaos: Chaos): Promise<string> {
  const { world: { postgres, database }, random, over, short } = chaos
  slowly(chaos)
  let backends = 0
  let times = 0
  for (; times < (short ? 3 : 12) || !over(); times++) {
    await pause(random.between(200, 800))
    const rows = await postgres.query('postgres', 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database])
    backends += rows.length
  }
  return `${times} times, ${backends} backends`
}

/** Takes every connection that the server still gives, and keeps them for a while. */
async function exhausting ({ world: { postgres, database }, over, short }: Chaos): Promise<string> {
  let most = 0
  for (let times = 0; times < (short ? 1 : 3) || !over(); times++) {
    const held: pg.Client[] = []
    for (let full = false; !full && held.length < 400;) {
      const client = new pg.Client({ connectionString: postgres.urlOf('postgres') })
      client.on('error', () => {})
      try {
        await client.connect()
        held.push(client)
        // Whoever lets go of a connection does not get another one.
        if (held.length === 1) await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database])
      } catch {
        full = true
      }
    }
    most = Math.max(most, held.length)
    await pause(5000)
    await Promise.all(held.map((client) => client.end().catch(() => {})))
    await pause(2000)
  }
  return `${most} connections held, 5 s each time`
}

async function idling ({ world: { postgres, database }, over }: Chaos): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.urlOf(database) })
  await client.connect()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await client.query('SELECT count(*) FROM pg_class')
  while (!over()) await pause(100)
  await pause(3000)
  await client.query('COMMIT').finally(() => client.end())
}

const proxies: TcpProxy[] = []

async function freezing ({ over, short }: Chaos): Promise<string> {
  let frozen = 0
  for (let times = 0; times < (short ? 1 : 3) || !over(); times++) {
    await pause(1500)
    frozen += proxies.reduce((sum, proxy) => sum + proxy.freeze(), 0)
    await pause(4000)
  }
  return `${frozen} connections went silent for ever`
}

/** Once for each process, when its connection string is made. */
let proxyPort = 0
const throughProxy = (_: string, direct: string): string => {
  const url = new URL(direct)
  url.port = String(proxyPort)
  return url.href
}

export const database: Row[] = [
  { name: 'immediate-stop', title: 'PostgreSQL stopped with `immediate` and started again, under load', events: 1000, short: 300, world: SEVERAL, sender: { perSecond: 60 }, during: stopping },
  { name: 'backends', title: 'all backends terminated (`pg_terminate_backend`), under load', events: 1000, world: SEVERAL, sender: { perSecond: 100 }, during: terminating },
  {
    name: 'silent-database',
    title: 'connections to the database go silent without being closed (half-open TCP)',
    events: 800,
    world: { ...SEVERAL, databaseUrl: throughProxy },
    sender: { perSecond: 100 },
    async before ({ postgres }) {
      const proxy = await startTcpProxy({ host: '127.0.0.1', port: postgres.port })
      proxies.splice(0, proxies.length, proxy)
      proxyPort = proxy.port
      return () => proxy.close()
    },
    during: freezing
  },
  { name: 'connections', title: 'every connection of PostgreSQL taken by others, and those of the product ended', events: 800, world: SEVERAL, sender: { perSecond: 100 }, during: exhausting },
  { name: 'idle-transaction', title: 'a transaction stays open and idle all the time, and vacuum cannot clean up', events: 1000, world: SEVERAL, during: idling }
]
