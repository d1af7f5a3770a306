import { setTimeout as pause } from 'node:timers/promises'
import { startPulsesSandbox } from '../src/destinations/pulses/sandbox/index.ts'
import { startCluster } from './cluster.ts'
import type { Trial } from './main.ts'
import { call, declare, hire, shared, startProcess } from './product.ts'
import { table } from './table.ts'

const APIS = 2
const WORKERS = 3

/** Two API and three worker processes on one PostgreSQL, load through both APIs: everything arrives, nobody twice, all work. */
export const trial: Trial = {
  about: 'two API and three worker processes on one PostgreSQL; --people=300 per tenant, --tenants=4',
  async run (home, { people = 300, tenants = 4 }) {
    const database = await startCluster(home)
    const environment = shared(database.url)
    const platforms = await Promise.all(Array.from({ length: tenants }, () => startPulsesSandbox({ tokens: ['token'], now: () => new Date(), applyAfterMs: 0 })))
    const apis = [await startProcess('api 1', 'api', environment)]
    for (let n = 2; n <= APIS; n++) apis.push(await startProcess(`api ${n}`, 'api', environment))
    const workers = []
    for (let n = 1; n <= WORKERS; n++) workers.push(await startProcess(`worker ${n}`, 'worker', environment))

    const keys = await Promise.all(platforms.map(({ url }, n) => declare(apis[n % APIS]!.url, `tenant-${n}`, { url, token: 'token' })))
    const began = Date.now()
    const acknowledged = new Map<string, string[]>(keys.map((key) => [key, []]))
    // Each person is hired through one API and changed through the other; every tenth hire is sent to both at once.
    await Promise.all(keys.flatMap((key) => Array.from({ length: 8 }, async (_, lane) => {
      for (let n = lane; n < people; n += 8) {
        const body = { ...hire(String(n)), event_id: `hire-${n}` }
        const answers = await Promise.all((n % 10 === 0 ? apis : [apis[n % APIS]!]).map(({ url }) => call(url, 'POST', '/v1/hires', key, body)))
        const change = await call(apis[(n + 1) % APIS]!.url, 'POST', '/v1/changes', key, { employee_number: String(n), department: `D${n % 7}` })
        for (const { status, body: said } of [...answers, change]) {
          if (status !== 202) throw new Error(`${status} ${JSON.stringify(said)}`)
          acknowledged.get(key)!.push(said.id)
        }
      }
    })))
    const sent = Date.now()
    const open = async () => (await database.query<{ count: string }>('SELECT count(*) FROM link WHERE due_at <= now()'))[0]!.count
    const waiting = async () => (await call(apis[0]!.url, 'GET', '/v1/events?status=processing&limit=1', keys[0]!)).body.data.length
    const deadline = Date.now() + 300_000
    const done = () => platforms.every(({ control }) => control.people().filter((one) => (one as { groups?: unknown[] }).groups !== undefined).length >= people)
    while (Date.now() < deadline && !(done() && await open() === '0' && await waiting() === 0)) await pause(250)
    const over = Date.now()

    const rows = await Promise.all(keys.map(async (key, n) => {
      const ids = [...new Set(acknowledged.get(key)!)]
      const statuses = await database.query<{ status: string, count: string }>(`SELECT status, count(*) FROM event WHERE tenant = 'tenant-${n}' GROUP BY status ORDER BY status`)
      const there = platforms[n]!.control.people()
      const numbers = new Set(there.map(({ internal_number: number }) => number))
      const stored = await database.query<{ count: string }>(`SELECT count(*) FROM event WHERE tenant = 'tenant-${n}' AND id = ANY (ARRAY[${ids.map((id) => `'${id}'`).join()}])`)
      return { name: `tenant ${n}`, acknowledged: ids.length, stored: Number(stored[0]!.count), statuses: statuses.map(({ status, count }) => `${status} ${count}`).join(', '), there: there.length, distinct: numbers.size }
    }))
    console.log(table(['', 'acknowledged', 'stored', 'statuses', 'accounts', 'people'], rows.map((row) => [row.name, row.acknowledged, row.stored, row.statuses, row.there, row.distinct])))
    console.log(table(['process', 'outbound calls'], workers.map((worker) => [worker.name, worker.calls()])))
    console.log(`${tenants * people * 2} statements taken in ${sent - began} ms, all delivered ${over - sent} ms later.`)
    for (const process of [...apis, ...workers]) await process.stop()
    for (const platform of platforms) await platform.close()
    await database.stop()
    const total = workers.reduce((sum, worker) => sum + worker.calls(), 0)
    return over < deadline && rows.every((row) => row.stored === row.acknowledged && row.there === people && row.distinct === people && /^(delivered|superseded|ignored)( \d+, (delivered|superseded|ignored))* \d+$/.test(row.statuses)) &&
      workers.every((worker) => worker.calls() > total / WORKERS / 4)
  }
}
