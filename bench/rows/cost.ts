import type { Client } from 'pg'
import { startChild, type Child } from '../harness/child.ts'
import { fatesIn, interpreted } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { peaks, startProduct, type Product } from '../harness/product.ts'
import { makeTenant, type BenchTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import type { Receiver } from '../receiver.ts'
import { mb } from '../report/numbers.ts'
import { costBetween, costText, lookAtDatabase, type Cost } from '../report/cost.ts'
import { countStatements, forgetStatements } from '../report/statements.ts'
import type { Bench, Line } from './bench.ts'

/** What an event costs from the door to the read-back, in memory, bytes, rows and statements. */
export async function cost (bench: Bench): Promise<Line[]> {
  const { postgres, quick } = bench
  const count = quick ? 1000 : 20_000
  const receiver = startChild<Receiver>('receiver.ts')
  const databaseUrl = await postgres.create('cost')
  try {
    await watch(databaseUrl, countStatements)
    const { costs, fates } = await apart(bench, receiver, databaseUrl, count)
    await together(bench, databaseUrl, count)
    return lines(costs, fates)
  } finally {
    await receiver.stop()
    await postgres.drop('cost')
  }
}

/** Api and worker as processes of their own, so that it is seen which of them costs what. */
async function apart ({ generator, postgres, note }: Bench, receiver: Child<Receiver>, databaseUrl: string, count: number): Promise<{ costs: Record<string, Cost>, fates: unknown }> {
  const api = await startProduct({ databaseUrl, roles: 'api' })
  const worker = await startProduct({ databaseUrl, roles: 'worker' })
  const costs: Record<string, Cost> = {}
  try {
    return await watch(databaseUrl, async (client) => {
      const tenant = await makeTenant(api.url, 'cost', { baseUrl: `http://127.0.0.1:${await receiver.ask('port', null)}/api` })
      for (const says of ['hire', 'change'] as const) {
        await forgetStatements(client)
        const before = await lookAtDatabase(client)
        const processors = { api: await api.processor(), worker: await worker.processor(), postgres: await postgres.processor() }
        await send(generator, api, tenant, says, 0, count)
        await interpreted(client)
        await settled(client)
        costs[says] = costBetween(before, await lookAtDatabase(client), count, { api: await api.processor() - processors.api, worker: await worker.processor() - processors.worker, postgres: await postgres.processor() - processors.postgres })
        note(costText(`one ${says}, of ${count}, from the door to the read-back`, costs[says]))
      }
      return { costs, fates: await fatesIn(client) }
    })
  } finally {
    await worker.stop()
    await api.stop()
  }
}

/** One process that does both, as \`npm start\` does, for what it needs of memory. */
async function together ({ generator }: Bench, databaseUrl: string, count: number): Promise<void> {
  const product = await startProduct({ databaseUrl, roles: 'api,worker' })
  try {
    const tenant = await makeTenant(product.url, 'cost')
    await send(generator, product, tenant, 'hire', 1_000_000, count)
    await watch(databaseUrl, async (client) => { await interpreted(client); await settled(client) })
  } finally {
    await product.stop()
  }
}

async function send (generator: Bench['generator'], { port }: Product, { key }: BenchTenant, says: 'hire' | 'change', from: number, count: number): Promise<void> {
  const { refused } = await generator.ask('closed', { port, path: `/v1/${says}s`, key, says, from, connections: 64, count })
  if (refused > 0) throw new Error(`${refused} of ${count} were refused`)
}

const LIMIT = 250 * 1024 * 1024

function lines (costs: Record<string, Cost>, fates: unknown): Line[] {
  const peakOf = (roles: string) => Math.max(...peaks.filter((one) => one.roles === roles).map(({ peak }) => peak))
  const [api, worker, both] = ['api', 'worker', 'api,worker'].map(peakOf) as [number, number, number]
  const each = (of: (one: Cost) => string) => Object.entries(costs).map(([says, one]) => `${says} ${of(one)}`).join(', ')
  const row = 'cost'
  return [
    { row, what: 'memory of api + worker under load, the most in all rows of this run', against: '–', goal: '≤ 250 MB RSS', measured: `one process ${mb(both)}; apart: api ${mb(api)}, worker ${mb(worker)}`, met: both <= LIMIT, details: { peaks, fates } },
    { row, what: 'database bytes per event, indexes and attempts included', against: '–', goal: 'stated', measured: each(({ bytes }) => `${(bytes / 1000).toFixed(1)} kB`), met: null, details: costs },
    { row, what: 'statements · rows written · WAL per event', against: '–', goal: 'stated', measured: each(({ statements, rows, walBytes }) => `${statements.toFixed(1)} · ${rows.toFixed(1)} · ${(walBytes / 1000).toFixed(1)} kB`), met: null, details: null },
    { row, what: 'processor time per event: api, worker, PostgreSQL', against: '–', goal: 'stated', measured: each(({ processor }) => `${(processor.api * 1000).toFixed(2)} + ${(processor.worker * 1000).toFixed(2)} + ${(processor.postgres * 1000).toFixed(2)} ms`), met: null, details: null }
  ]
}

/** Everybody delivered and read back: nothing is due any more. */
const settled = (client: Client): Promise<void> => until('everybody is settled and read back', async () => {
  const { rows } = await client.query('SELECT NOT EXISTS (SELECT FROM link WHERE due_at IS NOT NULL) AS settled')
  return rows[0].settled
}, 1_800_000, 500)
