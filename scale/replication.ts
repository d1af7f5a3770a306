import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { startPulsesSandbox } from '../src/destinations/pulses/sandbox/index.ts'
import { startPair, type Cluster } from './cluster.ts'
import type { Trial } from './main.ts'
import { call, declare, hire, shared, startProcess } from './product.ts'
import { startTcpProxy } from '../chaos/tcp-proxy.ts'
import { quantile, table, type Cell } from './table.ts'

/** Waits until the standby follows synchronously: until then a commit would not wait for it. */
async function followed (primary: Cluster): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const [row] = await primary.query<{ sync_state: string }>('SELECT sync_state FROM pg_stat_replication')
    if (row?.sync_state === 'sync') return
    await pause(100)
  }
  throw new Error('the standby does not follow')
}

/** Acknowledged requests per second, and how long they took, with so many senders. */
async function intake (url: string, key: string, senders: number, seconds: number, from: number): Promise<{ perSecond: number, p50: number, p99: number }> {
  const pool = new Pool(url, { connections: senders })
  const took: number[] = []
  const until = Date.now() + seconds * 1000
  let number = from
  await Promise.all(Array.from({ length: senders }, async () => {
    while (Date.now() < until) {
      const began = performance.now()
      const { statusCode, body } = await pool.request({ method: 'POST', path: '/v1/hires', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(hire(String(number++))) })
      await body.dump()
      if (statusCode !== 202) throw new Error(`intake answered ${statusCode}`)
      took.push(performance.now() - began)
    }
  }))
  await pool.close()
  return { perSecond: Math.round(took.length / seconds), p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
}

const ROUNDS = 3
const LEVELS = { local: 'local: the primary alone', on: 'on: flushed at the standby', remote_apply: 'remote_apply: readable there' }

/** Rounds in turn, so that whatever else the machine does meets all of them; the median of each. */
async function costsOf (url: string, key: string, primary: Cluster, seconds: number): Promise<Cell[][]> {
  const measured = new Map<string, Awaited<ReturnType<typeof intake>>[]>()
  let from = 1
  for (let round = 0; round <= ROUNDS; round++) {
    for (const level of Object.keys(LEVELS)) {
      await primary.query(`ALTER DATABASE cracha SET synchronous_commit = ${level}`)
      await primary.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cracha' AND pid <> pg_backend_pid()")
      await pause(300)
      for (const senders of [1, 16, 64]) {
        const one = await intake(url, key, senders, seconds, from += 1_000_000)
        if (round > 0) measured.set(`${level} ${senders}`, [...measured.get(`${level} ${senders}`) ?? [], one])   // the first warms up
      }
    }
  }
  return [...measured].map(([name, rounds]) => {
    const [level, senders] = name.split(' ') as [keyof typeof LEVELS, string]
    const median = (of: 'perSecond' | 'p50' | 'p99') => quantile(rounds.map((one) => one[of]), 0.5)
    return [LEVELS[level], Number(senders), median('perSecond'), median('p50').toFixed(1), median('p99').toFixed(1)]
  })
}

/** The primary dies while events arrive; the standby takes over; nothing acknowledged is lost, nobody is made twice. */
export const trial: Trial = {
  about: 'synchronous replication; the primary is killed while events arrive; --people=400 --seconds=2 (of each intake measurement)',
  async run (home, { people = 400, seconds = 2 }) {
    const { primary, standby } = await startPair(home, { synchronous_standby_names: 'standby', synchronous_commit: 'on' })
    await followed(primary)
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: primary.port })
    const environment = shared(primary.url.replace(`:${primary.port}/`, `:${proxy.port}/`))
    const platform = await startPulsesSandbox({ tokens: ['token'], now: () => new Date(), applyAfterMs: 0 })
    const api = await startProcess('api', 'api', environment)

    // What it costs first, with nobody delivering.
    const measuring = await declare(api.url, 'measured', { url: 'http://127.0.0.1:9', token: 'token' })
    const costs = await costsOf(api.url, measuring, primary, seconds)
    console.log(table(['synchronous_commit', 'senders', 'acknowledged/s', 'p50 ms', 'p99 ms'], costs))
    await primary.query("ALTER DATABASE cracha SET synchronous_commit = 'on'")
    await call(api.url, 'DELETE', '/v1/tenants/measured', environment.CRACHA_ADMIN_KEY!)

    const worker = await startProcess('worker', 'worker', environment)
    const key = await declare(api.url, 'acme', { url: platform.url, token: 'token' })
    const acknowledged = new Map<string, string>()
    let refused = 0
    let killedAt = 0
    let backAt = 0
    const sending = Promise.all(Array.from({ length: 8 }, async (_, lane) => {
      for (let n = lane; n < people; n += 8) {
        for (;;) {
          const { status, body } = await call(api.url, 'POST', '/v1/hires', key, { ...hire(String(n)), event_id: `hire-${n}` }).catch(() => ({ status: 0, body: null }))
          if (status === 202) {
            acknowledged.set(String(n), body.id)
            if (killedAt > 0 && backAt === 0) backAt = Date.now()
            break
          }
          refused++
          await pause(100)   // as every sender that retries: with the same id
        }
        await pause(20)
      }
    }))
    while (acknowledged.size < people / 3) await pause(20)
    const before = acknowledged.size
    killedAt = Date.now()
    await primary.kill()
    await standby.query('SELECT pg_promote(true, 30)')
    proxy.pointTo(standby.port)
    await sending
    const deadline = Date.now() + 120_000
    const there = () => new Set(platform.control.people().map(({ internal_number: number }) => number)).size
    const open = async () => Number((await standby.query<{ count: string }>("SELECT count(*) FROM event WHERE tenant = 'acme' AND status NOT IN ('delivered', 'superseded', 'ignored')"))[0]!.count)
    while (Date.now() < deadline && (there() < people || await open() > 0)) await pause(250)

    const stored = new Set((await standby.query<{ id: string }>("SELECT id FROM event WHERE tenant = 'acme' AND status = 'delivered'")).map(({ id }) => id))
    const messages = Number((await standby.query<{ count: string }>("SELECT count(*) FROM message WHERE tenant = 'acme'"))[0]!.count)
    const lost = [...acknowledged.values()].filter((id) => !stored.has(id))
    const accounts = platform.control.people().length
    console.log(table(['', 'count'], [
      ['people told of', people],
      ['acknowledged before the primary was killed', before],
      ['acknowledged in all', acknowledged.size],
      ['requests refused or cut off, and sent again', refused],
      ['messages on the promoted standby', messages],
      ['acknowledged events there, delivered', acknowledged.size - lost.length],
      ['acknowledged and lost', lost.length],
      ['accounts at the platform', accounts],
      ['people among them', there()]
    ]))
    console.log(`The first acknowledgement after the kill came ${backAt - killedAt} ms later (promotion included).`)
    await worker.stop()
    await api.stop()
    await platform.close()
    await proxy.close()
    await standby.stop()
    return lost.length === 0 && acknowledged.size === people && accounts === people && there() === people
  }
}
