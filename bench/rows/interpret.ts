import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { interpreted, pendingIn, postBatches } from '../harness/fill.ts'
import { growTo } from '../harness/clones.ts'
import { watch } from '../harness/postgres.ts'
import { spending, spentText } from '../harness/processor.ts'
import { startProduct, type Product } from '../harness/product.ts'
import { makeTenant, type BenchTenant } from '../harness/tenant.ts'
import { median, rate } from '../report/numbers.ts'
import { profileText, startProfile } from '../report/profile.ts'
import { countStatements, statementsIn, statementsText } from '../report/statements.ts'
import type { Bench, Line } from './bench.ts'

/** People who are there before anything is measured; a quick run goes less far. */
const FEW = 1000
const MANY = 1_000_000
const QUICK_MANY = 100_000

/**
 * Message stored → employee and links written. N single messages of one tenant are stored while no worker runs, then one
 * worker starts whose destination is paused. One tenant is the worst case: its record has one writer.
 */
export async function interpret (bench: Bench): Promise<Line[]> {
  const { postgres, rounds, quick } = bench
  const count = quick ? 5000 : 20_000
  const many = quick ? QUICK_MANY : MANY
  const found: Record<string, number[]> = {}
  const databaseUrl = await postgres.create('interpret')
  try {
    await watch(databaseUrl, async (client) => {
      const api = await startProduct({ databaseUrl, roles: 'api' })
      try {
        const tenant = await makeTenant(api.url, 'interpret', { baseUrl: 'http://127.0.0.1:9/none' })
        await tenant.pause()
        await postBatches(api, tenant, { says: 'hire', from: 0, count: FEW })
        await withWorker(databaseUrl, () => interpreted(client))
        let person = 10_000_000
        for (const people of [FEW, many]) {
          if (people > FEW) await growTo(client, tenant.id, people)
          for (let round = 0; round < rounds; round++) {
            for (const says of ['hire', 'change'] as const) {
              const profiled = bench.profile && round === 0
              const perSecond = await measure(bench, client, databaseUrl, api, tenant, { says, count, from: person }, profiled)
              ;(found[`${says}s at ${people}`] ??= []).push(perSecond)
            }
            person += count
          }
        }
      } finally {
        await api.stop()
      }
    })
  } finally {
    await postgres.drop('interpret')
  }
  return lines(found, many, count)
}

/** Changes are of those who were hired just before, one each. */
interface Mix { says: 'hire' | 'change', count: number, from: number }

async function measure (bench: Bench, client: Client, databaseUrl: string, api: Product, tenant: BenchTenant, { says, count, from }: Mix, profiled: boolean): Promise<number> {
  const { generator, note } = bench
  const { refused } = await generator.ask('closed', { port: api.port, path: `/v1/${says}s`, key: tenant.key, says, from, connections: 64, count })
  if (refused > 0) throw new Error(`${refused} of ${count} messages were refused`)
  await client.query('ANALYZE')
  if (profiled) await countStatements(client)
  return await withWorker(databaseUrl, async (worker) => {
    const profile = worker.inspector === undefined ? undefined : await startProfile(worker.inspector)
    // The clock runs when a fifth is done: a process that has only just started is another matter.
    let left = await pendingIn(client)
    while (left > count * 0.8) { await pause(10); left = await pendingIn(client) }
    const began = performance.now()
    const counted = left
    const { spent } = await spending({ product: worker, postgres: bench.postgres }, () => counted, async () => {
      while (left > 0) { await pause(50); left = await pendingIn(client) }
    })
    const seconds = (performance.now() - began) / 1000
    note(spentText(`interpret, ${says}s`, spent))
    if (profile !== undefined) {
      note(profileText(`interpret, ${says}s`, await profile.stop()))
      note(statementsText(`interpret, ${says}s`, await statementsIn(client), count))
    }
    return counted / seconds
  }, profiled)
}

async function withWorker<T> (databaseUrl: string, work: (worker: Product) => Promise<T>, inspect = false): Promise<T> {
  const worker = await startProduct({ databaseUrl, roles: 'worker', inspect })
  try {
    return await work(worker)
  } finally {
    await worker.stop()
  }
}

function lines (found: Record<string, number[]>, many: number, count: number): Line[] {
  const of = (says: string, people: number) => median(found[`${says}s at ${people}`] ?? [])
  return (['hire', 'change'] as const).map((says) => {
    const [few, most] = [of(says, FEW), of(says, many)]
    return {
      row: 'interpret',
      what: `interpret ${says}s, one tenant, one worker: stored → employee and links written (${count} messages)`,
      against: `itself at ${FEW.toLocaleString('en')} employees: ${rate(few)}`,
      goal: '≥ 4,000/s, flat',
      measured: `at ${many.toLocaleString('en')}: ${rate(most)}, ${Math.round((most / few - 1) * 100)} %`,
      met: Math.min(few, most) >= 4000 && most >= 0.8 * few,
      details: found
    }
  })
}
