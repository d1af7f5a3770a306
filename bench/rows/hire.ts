import { startChild } from '../harness/child.ts'
import { fatesIn } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import { summed, type Measured } from '../load/closed.ts'
import type { Receiver } from '../receiver.ts'
import { medians, ms } from '../report/numbers.ts'
import { profileText, startProfile } from '../report/profile.ts'
import type { Bench, Line } from './bench.ts'

const PER_SECOND = 200

/** A hire goes in → its create arrives at the platform, look-ups included; `npm start`'s one process does both. */
export async function hire (bench: Bench): Promise<Line[]> {
  const { postgres, generator, quick, rounds, note } = bench
  const forMs = quick ? 5000 : 20_000
  const receiver = startChild<Receiver>('receiver.ts')
  const databaseUrl = await postgres.create('hire')
  const product = await startProduct({ databaseUrl, roles: 'api,worker', inspect: bench.profile })
  const found: Measured[] = []
  let fates: unknown
  try {
    const tenant = await makeTenant(product.url, 'hire', { baseUrl: `http://127.0.0.1:${await receiver.ask('port', null)}/api` })
    const offer = async (from: number, time: number): Promise<Measured> => {
      await receiver.ask('forget', null)
      const { intended, refused } = await generator.ask('open', { port: product.port, path: '/v1/hires', key: tenant.key, says: 'hire', from, perSecond: PER_SECOND, forMs: time })
      if (refused > 0) throw new Error(`${refused} hires were refused`)
      await until('every hire has arrived', async () => (await receiver.ask('counts', null)).creates >= intended.size, 300_000, 200)
      const arrivals = await receiver.ask('arrivals', '/api/employees/')
      return summed([...intended].map(([n, meant]) => arrivals.get(n)! - meant), 0, time / 1000)
    }
    await offer(100_000, 2000)   // nobody is measured cold
    for (let round = 0; round < rounds; round++) found.push(await offer(200_000 + round * 10_000, forMs))
    if (bench.profile) {
      const profile = await startProfile(product.inspector!)
      await offer(500_000, forMs)
      note(profileText('hire → create, 200/s offered', await profile.stop()))
    }
    fates = await watch(databaseUrl, fatesIn)
  } finally {
    await product.stop()
    await receiver.stop()
    await postgres.drop('hire')
  }
  const { p50, p95, p99, max } = medians(found)
  return [{
    row: 'hire',
    what: `hire → the create arrives at the destination, ${PER_SECOND}/s offered, from the intended time`,
    against: "Convoy's published p95 at 200/s: 127 ms",
    goal: 'p95 ≤ 40 ms, p99 ≤ 100 ms',
    measured: `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, max ${ms(max)}`,
    met: p95 <= 40 && p99 <= 100,
    details: { found, fates }
  }]
}
