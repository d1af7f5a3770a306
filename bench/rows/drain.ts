import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { startChild, type Child } from '../harness/child.ts'
import { fatesIn, interpreted, postBatches, type Filling } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { spending, spentText } from '../harness/processor.ts'
import { startProduct, type Product } from '../harness/product.ts'
import { makeTenant, type BenchTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import { median, rate, times } from '../report/numbers.ts'
import { profileText, startProfile } from '../report/profile.ts'
import { countStatements, forgetStatements, statementsIn, statementsText } from '../report/statements.ts'
import type { Loop } from '../rivals/undici-loop.ts'
import type { Counts, Receiver } from '../receiver.ts'
import type { Bench, Line } from './bench.ts'

const CONCURRENCY = 64

/** People who wait at a destination without limit and delay, against a bare loop that makes the same calls. */
export async function drain (bench: Bench): Promise<Line[]> {
  const { rounds, quick } = bench
  const count = quick ? 4000 : 20_000
  const receiver = startChild<Receiver>('receiver.ts')
  const loop = startChild<Loop>('rivals/undici-loop.ts')
  const found: { loads: number[], changes: number[], loopLoads: number[], loopChanges: number[] } = { loads: [], changes: [], loopLoads: [], loopChanges: [] }
  let fates: unknown
  try {
    for (let round = 0; round < rounds; round++) fates = await measure(bench, receiver, loop, count, found, round)
  } finally {
    await loop.stop()
    await receiver.stop()
  }
  const line = (what: string, ours: number, theirs: number): Line => ({
    row: 'drain',
    what: `drain of waiting people, ${what} (${count} people, ${CONCURRENCY} calls at once)`,
    against: `a bare undici loop making the same calls: ${rate(theirs)}`,
    goal: '≥ 0.4 of the loop, ≥ 4,000/s',
    measured: `${rate(ours)}, ${times(ours / theirs)} ×`,
    met: ours >= 0.4 * theirs && ours >= 4000,
    details: { ...found, fates }
  })
  return [
    line('first load: look-up and create', median(found.loads), median(found.loopLoads)),
    line('changes of linked people', median(found.changes), median(found.loopChanges))
  ]
}

async function measure (bench: Bench, receiver: Child<Receiver>, loop: Child<Loop>, count: number, found: { loads: number[], changes: number[], loopLoads: number[], loopChanges: number[] }, round: number): Promise<unknown> {
  const { postgres, note } = bench
  const port = await receiver.ask('port', null)
  const databaseUrl = await postgres.create('drain')
  if (bench.profile) await watch(databaseUrl, countStatements)
  const product = await startProduct({ databaseUrl, roles: 'api,worker', inspect: bench.profile && round === 0 })
  try {
    return await watch(databaseUrl, async (client) => {
      const tenant = await makeTenant(product.url, 'drain', { baseUrl: `http://127.0.0.1:${port}/api`, concurrency: CONCURRENCY })
      await warmUp(client, product, tenant, receiver, loop)
      const profiled = async (what: string, work: () => Promise<number>): Promise<number> => {
        if (product.inspector === undefined) {
          const { result, spent } = await spending({ product, postgres }, () => count, work)
          note(spentText(`drain, ${what}`, spent))
          return result
        }
        await forgetStatements(client)
        const profile = await startProfile(product.inspector)
        const result = await work()
        note(profileText(`drain, ${what}`, await profile.stop()))
        note(statementsText(`drain, ${what}`, await statementsIn(client), count))
        return result
      }
      await waiting(client, product, tenant, { says: 'hire', from: 0, count })
      await receiver.ask('forget', null)
      found.loads.push(await profiled('first load', () => rateOf(tenant, receiver, ({ creates }) => creates >= count, (counts) => count / between(counts.first, counts.lastCreate))))
      found.loopLoads.push(await bare(loop, receiver, count))

      await settled(client)   // read back, half a minute later
      await waiting(client, product, tenant, { says: 'change', from: 0, count })
      await receiver.ask('forget', null)
      found.changes.push(await profiled('changes', () => rateOf(tenant, receiver, ({ updates }) => updates >= count, (counts) => count / between(counts.first, counts.lastUpdate))))
      found.loopChanges.push(await bare(loop, receiver, count))
      return await fatesIn(client)
    })
  } finally {
    await product.stop()
    await postgres.drop('drain')
  }
}

/** Nobody is measured cold: some other people first, for the product and for the loop. */
async function warmUp (client: Client, product: Product, tenant: BenchTenant, receiver: Child<Receiver>, loop: Child<Loop>): Promise<void> {
  await receiver.ask('forget', null)
  await waiting(client, product, tenant, { says: 'hire', from: WARM_FROM, count: WARM })
  await rateOf(tenant, receiver, ({ creates }) => creates >= WARM, () => 0)
  await bare(loop, receiver, WARM)
}

const WARM = 1000
const WARM_FROM = 50_000_000

/** The calls that the receiver has just seen, made by nothing but undici. */
async function bare (loop: Child<Loop>, receiver: Child<Receiver>, people: number): Promise<number> {
  const { looks, reads, creates, updates } = await receiver.ask('counts', null)
  const about = { port: await receiver.ask('port', null), concurrency: CONCURRENCY, people, reads: Math.round((looks + reads) / (creates + updates)), samples: await receiver.ask('samples', null) }
  return (await loop.ask('run', about)).perSecond
}

const between = (from: number | null, to: number | null): number => ((to ?? 0) - (from ?? 0)) / 1000

async function waiting (client: Client, product: Product, tenant: BenchTenant, filling: Filling): Promise<void> {
  await tenant.pause()
  await postBatches(product, tenant, filling)
  await interpreted(client)
  await client.query('ANALYZE')
}

async function rateOf (tenant: BenchTenant, receiver: Child<Receiver>, done: (counts: Counts) => boolean, rateIn: (counts: Counts) => number): Promise<number> {
  await tenant.resume()
  await until('everybody has been called', async () => done(await receiver.ask('counts', null)), 1_800_000, 100)
  return rateIn(await receiver.ask('counts', null))
}

async function settled (client: Client): Promise<void> {
  await until('everybody is settled and read back', async () => {
    const { rows } = await client.query('SELECT count(*)::int AS count FROM link WHERE due_at IS NOT NULL')
    if (rows[0].count > 0) await pause(500)
    return rows[0].count === 0
  }, 1_800_000)
}
