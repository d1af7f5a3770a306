import { startChild, type Child } from '../harness/child.ts'
import { growTo } from '../harness/clones.ts'
import { interpreted } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant, type BenchTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import type { Receiver } from '../receiver.ts'
import { median, rate } from '../report/numbers.ts'
import type { Bench, Line } from './bench.ts'

interface Queue { name: string, people: number, databaseUrl: string, tenant: BenchTenant, rates: number[] }

/** How many come in by HTTP; the others are copies of them. */
const ORIGINALS = 1000

/** Whether a long queue is slower than a short one: the first of 10,000, of 100,000 and of 1,000,000 people who wait. */
export async function waiting (bench: Bench): Promise<Line[]> {
  const { postgres, quick, rounds, note } = bench
  const sizes = quick ? [2000, 10_000, 50_000] : [10_000, 100_000, 1_000_000]
  // All rounds together empty nine tenths of the shortest queue.
  const each = Math.min(quick ? 1000 : 3000, Math.floor(sizes[0]! * 0.9 / rounds))
  const receiver = startChild<Receiver>('receiver.ts')
  const queues: Queue[] = []
  try {
    const baseUrl = `http://127.0.0.1:${await receiver.ask('port', null)}/api`
    for (const people of sizes) {
      const name = `waiting_${people}`
      const databaseUrl = await postgres.create(name)
      queues.push({ name, people, databaseUrl, tenant: await fill(bench, databaseUrl, baseUrl, people), rates: [] })
      note(`${people.toLocaleString('en')} people wait`)
    }
    for (let round = 0; round < rounds; round++) {
      for (const queue of queues) queue.rates.push(await rateOf(queue, receiver, each))
    }
  } finally {
    await receiver.stop()
    for (const people of sizes) await postgres.drop(`waiting_${people}`)
  }
  const medianOf = ({ rates }: Queue) => median(rates)
  const [short, long] = [queues[0]!, queues.at(-1)!]
  const cost = 1 - medianOf(long) / medianOf(short)
  return [{
    row: 'waiting',
    what: `the same, the first ${each.toLocaleString('en')} of so many who wait`,
    against: `itself: ${queues.slice(0, -1).map((queue) => `${queue.people.toLocaleString('en')}: ${rate(medianOf(queue))}`).join(' · ')}`,
    goal: `${long.people.toLocaleString('en')} costs < 20 %`,
    measured: `${long.people.toLocaleString('en')}: ${rate(medianOf(long))}, ${cost > 0 ? `costs ${Math.round(cost * 100)} %` : 'costs nothing'}`,
    met: cost < 0.2,
    details: queues.map(({ people, rates }) => ({ people, rates }))
  }]
}

async function fill ({ generator }: Bench, databaseUrl: string, baseUrl: string, people: number): Promise<BenchTenant> {
  const product = await startProduct({ databaseUrl, roles: 'api,worker' })
  try {
    return await watch(databaseUrl, async (client) => {
      const tenant = await makeTenant(product.url, 'waiting', { baseUrl })
      await tenant.pause()
      await generator.ask('closed', { port: product.port, path: '/v1/hires', key: tenant.key, says: 'hire', from: 0, connections: 16, count: Math.min(ORIGINALS, people) })
      await interpreted(client)
      await growTo(client, tenant.id, people)
      return tenant
    })
  } finally {
    await product.stop()
  }
}

async function rateOf ({ databaseUrl, tenant }: Queue, receiver: Child<Receiver>, people: number): Promise<number> {
  const product = await startProduct({ databaseUrl, roles: 'api,worker' })
  try {
    const there = tenant.at(product.url)
    await receiver.ask('forget', null)
    await there.resume()
    // The process has only just started: the first fifth is its warming up.
    const from = await createdAt(receiver, people / 5)
    const to = await createdAt(receiver, people)
    await there.pause()
    return (to.creates - from.creates) / ((to.at - from.at) / 1000)
  } finally {
    await product.stop()
  }
}

async function createdAt (receiver: Child<Receiver>, people: number): Promise<{ creates: number, at: number }> {
  await until('enough people have been created', async () => (await receiver.ask('counts', null)).creates >= people, 1_800_000, 20)
  const { creates, lastCreate } = await receiver.ask('counts', null)
  return { creates, at: lastCreate! }
}
