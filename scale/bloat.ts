import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type pg from 'pg'
import { forgetOld } from '../src/application/keep/forget-old.ts'
import { createPool } from '../src/postgres/db.ts'
import { migrate } from '../src/postgres/migrate.ts'
import { startCluster, type Cluster } from './cluster.ts'
import { settings, step } from './churn.ts'
import type { Trial } from './main.ts'
import { table, type Cell } from './table.ts'

const DAY = 24 * 3600_000
/** Simulated time passes in steps, so that the longest retention passes several times. */
const STEP = 4 * DAY
const START = Date.UTC(2026, 0, 1)

/** Tables that hold what is under way or is kept for a time: these level off. What is kept as long as the employee grows with what is said. */
const LEVEL = ['message', 'pending', 'attempt', 'link', 'employee', 'identifier', 'lingering', 'item_key', 'brake', 'hold']
const GROWING = ['event', 'fate']

/** Days of hires, changes and deliveries with the retention in force: tables level off and nothing dead piles up. */
export const trial: Trial = {
  about: 'days of events through the statements of the record, retention by a moved clock; --events=20000 (a step of four days) --people=10000 --steps=24',
  async run (home, { events = 20_000, people = 10_000, steps = 24 }) {
    // Four days pass in seconds: vacuum looks once a second, where in earnest it looks once a minute.
    const cluster = await startCluster(home, { autovacuum_naptime: '1s', track_io_timing: 'off' })
    const pool = createPool(cluster.url, { log: pino({ level: 'silent' }), max: 4 })
    await migrate(pool)
    await settings(pool, people)
    console.log(`${steps} steps of four days, ${events.toLocaleString('en')} events each, for ${people.toLocaleString('en')} people: ${(events * steps).toLocaleString('en')} events, ${((events * steps) / 6_048_000 * 100).toFixed(1)} % of the 6,048,000 of a week at 10 a second.`)
    console.log('Kept: bytes of messages 7 days, attempts 28, rows of messages and sender\'s ids 30, the brake\'s ledger 31.')
    const seen: Record<string, number>[] = []
    for (let n = 0; n < steps; n++) {
      const at = START + n * STEP
      await step(pool, { from: at, to: at + STEP, first: n * events, events, people, bytes: randomBytes(600) })
      await forgetOld({ pool, now: () => at + STEP, pause: async () => {} })
      await settled(pool)
      seen.push(await sizes(cluster))
    }
    const shown = [...LEVEL, ...GROWING, 'dead rows']
    const picked = seen.map((one, n) => ({ one, n })).filter(({ n }) => n < 3 || n % 3 === 2 || n === steps - 1)
    console.log(table(['step', ...shown], picked.map(({ one, n }): Cell[] => [n + 1, ...shown.map((name) => name === 'dead rows' ? one[name] ?? 0 : `${((one[name] ?? 0) / 1e6).toFixed(1)} MB`)])))
    console.log(table(['table', 'updates', 'of them HOT', 'dead rows left', 'vacuums'], await hot(cluster)))
    await pool.end()
    await cluster.stop()
    return judge(seen, steps)
  }
}

/** Waits until autovacuum has nothing to do: what it would do in the rest of four real days. */
async function settled (pool: pg.Pool): Promise<void> {
  const until = Date.now() + 8000
  const dead = async () => (await pool.query<{ dead: number, all: number }>("SELECT coalesce(sum(n_dead_tup), 0)::float8 AS dead, coalesce(sum(n_live_tup), 0)::float8 AS all FROM pg_stat_user_tables WHERE schemaname = 'public'")).rows[0]!
  for (let one = await dead(); one.dead > one.all * 0.05 + 1000 && Date.now() < until; one = await dead()) await new Promise((resolve) => setTimeout(resolve, 200))
}

async function sizes (cluster: Cluster): Promise<Record<string, number>> {
  const rows = await cluster.query<{ relname: string, size: string, dead: string }>("SELECT relname, pg_total_relation_size(relid) AS size, n_dead_tup AS dead FROM pg_stat_user_tables WHERE schemaname = 'public'")
  return { ...Object.fromEntries(rows.map(({ relname, size }) => [relname, Number(size)])), 'dead rows': rows.reduce((sum, { dead }) => sum + Number(dead), 0) }
}

async function hot (cluster: Cluster): Promise<Cell[][]> {
  const rows = await cluster.query<{ relname: string, updates: string, hot: string, dead: string, vacuums: string }>(
    "SELECT relname, n_tup_upd AS updates, n_tup_hot_upd AS hot, n_dead_tup AS dead, autovacuum_count AS vacuums FROM pg_stat_user_tables WHERE schemaname = 'public' AND n_tup_upd + n_tup_del > 0 ORDER BY n_tup_upd DESC")
  return rows.map((row) => [row.relname, Number(row.updates), Number(row.updates) === 0 ? '' : `${Math.round(Number(row.hot) / Number(row.updates) * 100)} %`, Number(row.dead), Number(row.vacuums)])
}

/** After the longest retention has passed once, the last third is no larger than a tenth above the third before. */
function judge (seen: Record<string, number>[], steps: number): boolean {
  const third = Math.floor(steps / 3)
  const most = (name: string, from: number, to: number) => Math.max(...seen.slice(from, to).map((one) => one[name] ?? 0))
  let level = true
  for (const name of LEVEL) {
    const [before, after] = [most(name, third, 2 * third), most(name, 2 * third, steps)]
    if (after > before * 1.1 + 1e6) { level = false; console.log(`${name} does not level off: ${before} bytes, then ${after}`) }
  }
  for (const name of GROWING) {
    const each = (from: number, to: number) => ((seen[to - 1]?.[name] ?? 0) - (seen[from]?.[name] ?? 0)) / (to - from)
    const [before, after] = [each(third, 2 * third), each(2 * third, steps)]
    console.log(`${name} grows by ${Math.round(before)} bytes a step, then by ${Math.round(after)}: by what is said, as long as the employee.`)
    if (after > before * 1.25) level = false
  }
  return level
}
