import type { Client } from 'pg'
import { startChild } from '../harness/child.ts'
import { fatesIn, interpreted } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant, unlimited } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import type { Receiver } from '../receiver.ts'
import { mb } from '../report/numbers.ts'
import { costBetween, costText, lookAtDatabase, type Cost } from '../report/cost.ts'
import { countStatements, forgetStatements } from '../report/statements.ts'
import type { Bench, Line } from './bench.ts'

/** What an event costs from the door to the read-back, in memory, bytes, rows and statements; api and worker apart. */
export async function cost (bench: Bench): Promise<Line[]> {
  const { postgres, generator, quick, note } = bench
  const count = quick ? 1000 : 20_000
  const receiver = startChild<Receiver>('receiver.ts')
  const databaseUrl = await postgres.create('cost')
  await watch(databaseUrl, countStatements)
  const api = await startProduct({ databaseUrl, roles: 'api' })
  const worker = await startProduct({ databaseUrl, roles: 'worker' })
  const costs: Record<string, Cost> = {}
  try {
    return await watch(databaseUrl, async (client) => {
      const tenant = await makeTenant(api.url, 'cost', { baseUrl: `http://127.0.0.1:${await receiver.ask('port', null)}/api` })
      await unlimited(client, note)
      for (const says of ['hire', 'change'] as const) {
        await forgetStatements(client)
        const before = await lookAtDatabase(client)
        const processors = [await api.processor(), await worker.processor()]
        const { refused } = await generator.ask('closed', { port: api.port, path: `/v1/${says}s`, key: tenant.key, says, from: 0, connections: 64, count })
        if (refused > 0) throw new Error(`${refused} of ${count} were refused`)
        await interpreted(client)
        await settled(client)
        const [apiBefore = 0, workerBefore = 0] = processors
        costs[says] = costBetween(before, await lookAtDatabase(client), count, { api: await api.processor() - apiBefore, worker: await worker.processor() - workerBefore })
        note(costText(`one ${says}, of ${count}, from the door to the read-back`, costs[says]))
      }
      const fates = await fatesIn(client)
      const [apiPeak, workerPeak] = [(await api.memory()).peak, (await worker.memory()).peak]
      const limit = 250 * 1024 * 1024
      const bytes = (says: string) => `${says} ${(costs[says]!.bytes / 1000).toFixed(1)} kB`
      return [
        { row: 'cost', what: `memory under load, at most (RSS; ${count * 2} events)`, against: '–', goal: '≤ 250 MB, api + worker', measured: `api ${mb(apiPeak)}, worker ${mb(workerPeak)}, together ${mb(apiPeak + workerPeak)}`, met: apiPeak + workerPeak <= limit, details: { apiPeak, workerPeak, fates } },
        { row: 'cost', what: 'database bytes per event, indexes and attempts included', against: '–', goal: 'stated', measured: `${bytes('hire')}, ${bytes('change')}`, met: null, details: costs },
        { row: 'cost', what: 'statements · rows written · WAL per event', against: '–', goal: 'stated', measured: Object.entries(costs).map(([says, { statements, rows, walBytes }]) => `${says} ${statements.toFixed(1)} · ${rows.toFixed(1)} · ${(walBytes / 1000).toFixed(1)} kB`).join(', '), met: null, details: null }
      ]
    })
  } finally {
    await worker.stop()
    await api.stop()
    await receiver.stop()
    await postgres.drop('cost')
  }
}

/** Everybody delivered and read back: nothing is due any more. */
const settled = (client: Client): Promise<void> => until('everybody is settled and read back', async () => {
  const { rows } = await client.query('SELECT NOT EXISTS (SELECT FROM link WHERE due_at IS NOT NULL) AS settled')
  return rows[0].settled
}, 1_800_000, 500)
