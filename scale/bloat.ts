import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type pg from 'pg'
import { forgetOld } from '../src/application/keep/forget-old.ts'
import { createPool } from '../src/postgres/db.ts'
import { migrate } from '../src/postgres/migrate.ts'
import { startCluster, type Cluster } from './cluster.ts'
import { day, settings } from './churn.ts'
import type { Trial } from './main.ts'
import { table, type Cell } from './table.ts'

const DAY = 24 * 3600_000
const START = Date.UTC(2026, 0, 1)

/** Tables that hold what is under way or is kept for a time: these level off. What is kept as long as the employee grows with what is said. */
const LEVEL = ['message', 'attempt', 'link', 'employee', 'identifier', 'lingering', 'item_key', 'brake', 'hold']
const GROWING = ['event', 'fate']

/** Days of hires, changes and deliveries with the retention in force: tables level off and nothing dead piles up. */
export const trial: Trial = {
  about: 'days of events through the statements of the record, retention by a moved clock; --events=10000 (a day) --people=5000 --days=24',
  async run (home, { events = 10_000, people = 5000, days = 24 }) {
    // A tenth of a minute between rounds of vacuum stands for the minute that a hundred times as much time would give it.
    const cluster = await startCluster(home, { autovacuum_naptime: '1s', track_io_timing: 'off' })
    const pool = createPool(cluster.url, { log: pino({ level: 'silent' }), max: 4 })
    await migrate(pool)
    await settings(pool, people)
    console.log(`${days} days of ${events.toLocaleString('en')} events for ${people.toLocaleString('en')} people: ${((events * days) / 6_048_000 * 100).toFixed(1)} % of a week of 10 events/s.`)
    console.log('Retention: bytes 3 days, attempts 7 days, sender\'s ids and rows of messages as many days as the product keeps them (30) by a clock that runs 4 times as fast for it.')
    const seen: Record<string, number>[] = []
    for (let n = 0; n < days; n++) {
      const at = START + n * DAY
      await day(pool, at, n, events, people, randomBytes(600))
      await forgetOld({ pool, now: () => at + DAY, pause: async () => {} })
      await settled(pool)
      seen.push(await sizes(cluster))
    }
    const shown = [...LEVEL, ...GROWING, 'dead rows']
    const picked = seen.map((one, n) => ({ one, n })).filter(({ n }) => n < 3 || n % 3 === 2 || n === days - 1)
    console.log(table(['day', ...shown], picked.map(({ one, n }): Cell[] => [n + 1, ...shown.map((name) => name === 'dead rows' ? one[name] ?? 0 : `${((one[name] ?? 0) / 1e6).toFixed(1)} MB`)])))
    console.log(table(['table', 'updates', 'of them HOT', 'dead rows left', 'vacuums'], await hot(cluster)))
    await pool.end()
    await cluster.stop()
    return judge(seen, days)
  }
}

/** Waits until autovacuum has nothing to do: what it would do in the rest of a real day. */
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
function judge (seen: Record<string, number>[], days: number): boolean {
  const third = Math.floor(days / 3)
  const most = (name: string, from: number, to: number) => Math.max(...seen.slice(from, to).map((one) => one[name] ?? 0))
  let level = true
  for (const name of LEVEL) {
    const [before, after] = [most(name, third, 2 * third), most(name, 2 * third, days)]
    if (after > before * 1.1 + 1e6) { level = false; console.log(`${name} does not level off: ${before} bytes, then ${after}`) }
  }
  for (const name of GROWING) {
    const each = (from: number, to: number) => ((seen[to - 1]?.[name] ?? 0) - (seen[from]?.[name] ?? 0)) / (to - from)
    const [before, after] = [each(third, 2 * third), each(2 * third, days)]
    console.log(`${name} grows by ${Math.round(before)} bytes a day, then by ${Math.round(after)}: by what is said, as long as the employee.`)
    if (after > before * 1.25) level = false
  }
  return level
}
