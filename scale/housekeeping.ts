import { pino } from 'pino'
import pg from 'pg'
import { deleteAttempts, forgetBytes, horizonsOf } from '../src/postgres/record/retention.ts'
import { createPool, inTransaction } from '../src/postgres/db.ts'
import { migrate } from '../src/postgres/migrate.ts'
import { startCluster, type Cluster } from './cluster.ts'
import type { Trial } from './main.ts'
import { megabytes, table, type Cell } from './table.ts'

const DAY = 24 * 3600_000
const NOW = Date.UTC(2026, 6, 1)
const BATCHES = 100

/** Retention on a big table: its plans never scan it, and what batches cost beside dropping partitions. */
export const trial: Trial = {
  about: 'retention on a big table: plans, batches beside partitions; --rows=1000000',
  async run (home, { rows = 1_000_000 }) {
    const cluster = await startCluster(home)
    const pool = createPool(cluster.url, { log: pino({ level: 'silent' }) })
    await migrate(pool)
    await fill(cluster, rows)
    const planned = await plans(cluster)
    const batched = await compare(cluster, pool, rows)
    await pool.end()
    await cluster.stop()
    return planned && batched
  }
}

/** A hundred days: messages of 1 kB, attempts of 300 bytes, of two tenants. */
async function fill (cluster: Cluster, rows: number): Promise<void> {
  const at = `to_timestamp(${NOW / 1000}) - interval '100 days' * (1 - n::float8 / ${rows})`
  await cluster.query("INSERT INTO tenant (id, settings) VALUES ('acme', '{}'), ('zeta', '{\"retention\": {\"attempts_days\": 20}}')")
  await cluster.query("INSERT INTO destination (id, tenant, name, kind, base_url) VALUES ('dst', 'acme', 'one', 'x', 'https://x.example')")
  await cluster.query("INSERT INTO employee (id, tenant) SELECT 'emp' || n, 'acme' FROM generate_series(1, 10000) n")
  await cluster.query("INSERT INTO link (id, tenant, employee, destination) SELECT 'lnk' || n, 'acme', 'emp' || n, 'dst' FROM generate_series(1, 10000) n")
  await cluster.query(`
    INSERT INTO message (id, tenant, source, kind, dedupe_key, fingerprint, sealed, received_at, state)
    SELECT 'msg' || n, CASE n % 5 WHEN 0 THEN 'zeta' ELSE 'acme' END, 'api', 'hire', 'key' || n, decode(md5(n::text), 'hex'),
      decode(repeat(md5(n::text), 60), 'hex'), ${at}, 'interpreted' FROM generate_series(1, ${rows / 4}) n`)
  await cluster.query(`
    INSERT INTO event (id, tenant, message, source, employee, type, stamp_time, stamp_index, received_at, sealed, status)
    SELECT 'evt' || seq, tenant, seq, 'api', 'emp' || (1 + seq % 10000), 'change', received_at, 0, received_at, fingerprint, CASE seq % 1000 WHEN 0 THEN 'held' ELSE 'delivered' END FROM message`)
  await cluster.query(`
    INSERT INTO attempt (tenant, link, at, method, outcome, duration_ms, sealed)
    SELECT CASE n % 5 WHEN 0 THEN 'zeta' ELSE 'acme' END, 'lnk' || (1 + n % 10000), ${at}, 'GET', 'read', 5, decode(repeat(md5(n::text), 9), 'hex') FROM generate_series(1, ${rows}) n`)
  await cluster.query("INSERT INTO fate (event, destination, link, status, final) SELECT id, 'dst', 'lnk' || substr(employee, 4), status, status = 'delivered' FROM event")
  await cluster.query('VACUUM ANALYZE')
}

/** What the product asks, planned on these tables by the server that ran it: taken by auto_explain-like EXPLAIN of what it sends. */
async function plans (cluster: Cluster): Promise<boolean> {
  const asked: [string, unknown[]][] = []
  const client = new pg.Client({ connectionString: cluster.url })
  await client.connect()
  await client.query('BEGIN')
  const spying = { query: async (text: string, values: unknown[] = []) => { asked.push([text, values]); return await client.query(text, values) } } as unknown as Parameters<typeof forgetBytes>[0]
  const horizons = horizonsOf({}, NOW)
  await forgetBytes(spying, 'acme', horizons, 0, 1000)
  await deleteAttempts(spying, 'acme', horizons, 0, 1000)
  await client.query('ROLLBACK')
  let fine = true
  for (const [text, values] of asked) {
    await client.query('BEGIN')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY ON) ${text}`, values)
    await client.query('ROLLBACK')
    const plan = rows.map((row) => row['QUERY PLAN'])
    const scanned = plan.filter((line) => /Seq Scan on (message|attempt|event|fate|link)/.test(line))
    fine &&= scanned.length === 0
    console.log(`${text.trim().split('\n')[0]!.slice(0, 90)}…\n  ${plan.filter((line) => /Scan|Execution/.test(line)).map((line) => line.trim()).join('\n  ')}\n  ${scanned.length === 0 ? 'no table is scanned' : 'A TABLE IS SCANNED'}`)
  }
  await client.end()
  return fine
}

/** The same rows let go of in batches and by dropping partitions: time, journal, what stays behind. */
async function compare (cluster: Cluster, pool: pg.Pool, rows: number): Promise<boolean> {
  const bytesOf = async (what: string) => Number((await cluster.query<{ size: string }>(`SELECT coalesce(sum(pg_total_relation_size(oid)), 0) AS size FROM pg_class WHERE relname LIKE '${what}' AND relkind IN ('r', 'p')`))[0]!.size)
  const journal = async () => Number((await cluster.query<{ at: string }>("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS at"))[0]!.at)
  const measured: Cell[][] = []
  const horizons = horizonsOf({}, NOW)
  const measure = async (name: string, work: () => Promise<number>) => {
    const [before, began] = [await journal(), performance.now()]
    const count = await work()
    const seconds = (performance.now() - began) / 1000
    measured.push([name, count, Math.round(count / seconds), `${((await journal() - before) / count).toFixed(0)} B`])
    return count / seconds
  }
  const walk = (step: typeof deleteAttempts, at: typeof horizons) => async () => {
    let [count, position]: [number, number | undefined] = [0, 0]
    for (let batch = 0; batch < BATCHES && position !== undefined; batch++) {
      const after: number = position
      const walked = await inTransaction(pool, (tx) => step(tx, 'acme', at, after, 1000))
      count += walked.rows
      position = walked.position
    }
    return count
  }
  await cluster.query('CHECKPOINT')
  const forgetting = await measure('bytes of messages dropped, batches of 1000', walk(forgetBytes, horizons))
  const deleting = await measure('attempts deleted, batches of 1000', walk(deleteAttempts, { ...horizons, attempts: NOW - 20 * DAY }))
  const seconds = async (sql: string) => { const began = performance.now(); await cluster.query(sql); return (performance.now() - began) / 1000 }
  const vacuumed = await seconds('VACUUM attempt')
  measured.push(['VACUUM of attempts afterwards', undefined, undefined, `${vacuumed.toFixed(1)} s`])

  // The same as partitions by month: what inserting and looking up a link's last attempts cost, and what dropping one does.
  await cluster.query('CREATE TABLE parted (LIKE attempt INCLUDING DEFAULTS) PARTITION BY RANGE (at)')
  for (let month = 0; month < 5; month++) {
    const day = (n: number) => new Date(NOW - (120 - n * 30) * DAY).toISOString()
    await cluster.query(`CREATE TABLE parted_${month} PARTITION OF parted FOR VALUES FROM ('${day(month)}') TO ('${day(month + 1)}')`)
  }
  await cluster.query('CREATE INDEX ON parted (link, id DESC); CREATE INDEX ON parted (tenant, at)')
  await cluster.query('INSERT INTO parted SELECT * FROM attempt')
  await cluster.query('ANALYZE parted')
  const [{ count }] = await cluster.query<{ count: string }>('SELECT count(*) FROM parted_2') as [{ count: string }]
  await measure('a month of attempts dropped as a partition', async () => { await cluster.query('DROP TABLE parted_2'); return Number(count) })
  const lookUp = async (from: string) => {
    const began = performance.now()
    await cluster.query(`DO $$ BEGIN FOR n IN 1..5000 LOOP PERFORM id FROM ${from} WHERE link = 'lnk' || n AND at >= '2020-01-01' ORDER BY id DESC LIMIT 20; END LOOP; END $$`)
    return (performance.now() - began) / 5000
  }
  const [plain, parted] = [await lookUp('attempt'), await lookUp('parted')]
  console.log(table(['what', 'rows', 'rows/s', 'journal per row'], measured))
  console.log(`The last attempts of a link: ${plain.toFixed(3)} ms in one table, ${parted.toFixed(3)} ms in four partitions.`)
  console.log(`Table of attempts: ${megabytes(await bytesOf('attempt'))} for ${rows.toLocaleString('en')} rows at most. Ten events a second make about 60 rows a second to let go of; a fifth of the time of one connection lets go of ${Math.round(Math.min(forgetting, deleting) / 5).toLocaleString('en')}.`)
  return Math.min(forgetting, deleting) / 5 > 600
}
