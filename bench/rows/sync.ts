import { readdir, readFile } from 'node:fs/promises'
import { makeSense } from '../../src/domain/lenient.ts'
import { rowDraft } from '../../src/domain/reading.ts'
import { sources } from '../../src/sources/index.ts'
import { startChild } from '../harness/child.ts'
import { interpreted } from '../harness/fill.ts'
import { watch } from '../harness/postgres.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant } from '../harness/tenant.ts'
import { until } from '../harness/until.ts'
import { mb, rate } from '../report/numbers.ts'
import type { Vendor } from '../vendor.ts'
import type { Bench, Line } from './bench.ts'

/** The kind that the made-up HR system speaks. */
const KIND = 'solides'
const ENOUGH_MS = 1000

/** What sources cost: rows understood by each of them, and a first and a second read of a crowd. */
export async function sync (bench: Bench): Promise<Line[]> {
  return [await understood(), ...await firstRead(bench)]
}

/** Rows of the fixtures → statements, in memory and on one core. */
async function understood (): Promise<Line> {
  const found: Record<string, number> = {}
  for (const { kind, reads } of sources) {
    const records = reads === undefined ? [] : await recordsOf(kind)
    if (reads === undefined || records.length === 0) continue
    let rows = 0
    const began = performance.now()
    while (performance.now() - began < ENOUGH_MS) {
      for (const record of records) {
        const reading = await reads.row(record, {})
        if (reading.kind === 'row') makeSense(rowDraft('1', reading.told, {}, began, 'America/Sao_Paulo'), Date.now())
        rows += 1
      }
    }
    found[kind] = rows / (performance.now() - began) * 1000
  }
  return {
    row: 'sync',
    what: 'rows understood, by source: a record of the fixtures → statement, in memory, one core',
    against: '–',
    goal: 'stated',
    measured: Object.entries(found).map(([kind, perSecond]) => `${kind} ${rate(perSecond)}`).join(', '),
    met: null,
    details: found
  }
}

async function recordsOf (kind: string): Promise<unknown[]> {
  const folder = new URL(`../../src/sources/${kind}/fixtures/`, import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('record.json'))
  return await Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, folder), 'utf8')) as unknown))
}

/** One process reads everybody at a system that answers at once, and interprets them; their destination is paused. Then once more. */
async function firstRead ({ postgres, quick }: Bench): Promise<Line[]> {
  const people = quick ? 10_000 : 100_000
  const vendor = startChild<Vendor>('vendor.ts')
  const databaseUrl = await postgres.create('sync')
  const product = await startProduct({ databaseUrl, roles: 'api,worker' })
  try {
    const port = await vendor.ask('open', people)
    const tenant = await makeTenant(product.url, 'sync', { baseUrl: 'http://127.0.0.1:9/none' })
    await tenant.pause()
    const path = `/v1/tenants/${tenant.id}/sources/hr`
    await tenant.call('PUT', path, { kind: KIND, settings: { base_url: `http://127.0.0.1:${port}`, requests_per_second: 1000 }, credentials: { token: 'token' } })
    const memory: number[] = []
    const read = async () => {
      const began = performance.now()
      const { id } = await tenant.call('POST', `${path}/runs`, { what: 'everybody' })
      let run: { status: string, people_read: number, events_made: number, calls: number, error: unknown } | undefined
      await until('everybody is read', async () => {
        memory.push((await product.memory()).rss)
        run = await tenant.call('GET', `${path}/runs/${id}`)
        return run?.status !== 'running' && run?.status !== 'waiting'
      }, 3_600_000, 500)
      if (run?.status !== 'complete') throw new Error(`the run was not complete: ${JSON.stringify(run)}`)
      const readIn = (performance.now() - began) / 1000
      await watch(databaseUrl, interpreted)
      return { ...run, readIn, seconds: (performance.now() - began) / 1000 }
    }
    const first = await read()
    const middle = memory.length
    const second = await read()
    const most = (some: number[]) => Math.max(...some)
    const [early, late] = [most(memory.slice(0, Math.ceil(middle / 2))), most(memory.slice(Math.ceil(middle / 2), middle))]
    const row = 'sync'
    return [
      {
        row,
        what: `first read of ${people.toLocaleString('en')} people, 150 a page: asked → everybody an employee, links written`,
        against: '–',
        goal: 'stated',
        measured: `${first.seconds.toFixed(0)} s (${rate(people / first.seconds)}; read in ${first.readIn.toFixed(0)} s), ${first.calls} calls, RSS at most ${mb(early)} in the first half, ${mb(late)} in the second`,
        met: null,
        details: { first, memory }
      },
      {
        row,
        what: 'the same once more, nothing changed',
        against: 'the first read',
        goal: 'no event',
        measured: `${second.seconds.toFixed(0)} s, ${second.calls} calls, ${second.events_made} events`,
        met: second.events_made === 0,
        details: second
      }
    ]
  } finally {
    await product.stop()
    await vendor.stop()
    await postgres.drop('sync')
  }
}
