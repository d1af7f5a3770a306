import { startChild } from '../harness/child.ts'
import { postBatches } from '../harness/fill.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import { summed, type Measured } from '../load/closed.ts'
import type { Receiver } from '../receiver.ts'
import { ms } from '../report/numbers.ts'
import type { Bench, Line } from './bench.ts'

const PER_SECOND = 5

/** Single hires of tenant B while tenant A loads a crowd; one process does everything, and A's destination has no limit. */
export async function fair (bench: Bench): Promise<Line[]> {
  const { postgres, generator, quick } = bench
  const crowd = quick ? 5000 : 100_000
  const receiver = startChild<Receiver>('receiver.ts')
  const databaseUrl = await postgres.create('fair')
  const product = await startProduct({ databaseUrl, roles: 'api,worker' })
  let person = 1
  try {
    const baseUrl = `http://127.0.0.1:${await receiver.ask('port', null)}`
    const [a, b] = [await makeTenant(product.url, 'a', { baseUrl: `${baseUrl}/a` }), await makeTenant(product.url, 'b', { baseUrl: `${baseUrl}/b` })]

    const single = async (forMs: number): Promise<Measured> => {
      const { intended } = await generator.ask('open', { port: product.port, path: '/v1/hires', key: b.key, says: 'hire', from: person, perSecond: PER_SECOND, forMs, connections: 16 })
      person += intended.size
      const arrived = () => receiver.ask('arrivals', '/b/employees/')
      await until("B's hires have arrived", async () => { const those = await arrived(); return [...intended.keys()].every((n) => those.has(n)) }, 600_000, 250)
      const those = await arrived()
      return summed([...intended].map(([n, meant]) => those.get(n)! - meant), 0, forMs / 1000)
    }
    await single(2000)
    const alone = await single(quick ? 5000 : 20_000)
    const loading = postBatches(product, a, { says: 'hire', from: 10_000_000, count: crowd })
    // B goes on as long as the load is in the house, a minute at most: stored, interpreted and delivered at once.
    const beside = await single(quick ? 10_000 : 60_000)
    await loading
    const { creates } = await receiver.ask('counts', null)
    return [{
      row: 'fair',
      what: `a single hire of tenant B → create, while tenant A loads ${crowd.toLocaleString('en')} (${PER_SECOND}/s of B)`,
      against: `B alone: p95 ${ms(alone.p95)}`,
      goal: 'p95 ≤ 2 s',
      measured: `p50 ${ms(beside.p50)}, p95 ${ms(beside.p95)}, max ${ms(beside.max)}`,
      met: beside.p95 <= 2000,
      details: { alone, beside, delivered: creates }
    }]
  } finally {
    await product.stop()
    await receiver.stop()
    await postgres.drop('fair')
  }
}
