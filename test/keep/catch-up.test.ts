import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { putDestination, removeDestination, resumeDestination } from '../../src/application/configure/destinations.ts'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { catchUp } from '../../src/application/keep/catch-up.ts'
import { board, installation } from '../configure/setup.ts'

const { needs: base, pool, tenant } = await installation(t)
const needs = { ...base, kinds: { board }, allowPrivateNetworks: true }
const BOARD = { kind: 'board', base_url: 'https://board.example/api', credentials: { token: 'x' } }
const CROWD = 6000

/** More people than an answer waits for. */
async function crowd (count = CROWD): Promise<string> {
  const id = await tenant()
  await pool.query("INSERT INTO employee (id, tenant) SELECT $1 || '-' || n, $1 FROM generate_series(1, $2::int) n", [id, count])
  return id
}

const linksOf = async (id: string, what: string): Promise<number> =>
  (await pool.query<{ count: number }>(`SELECT count(*) FROM link WHERE tenant = $1 AND ${what}`, [id])).rows[0]!.count
const left = async (id: string) => (await pool.query('SELECT kind FROM catch_up WHERE tenant = $1 AND due_at <= clock_timestamp()', [id])).rowCount

/** The longest that any transaction of this database was seen open meanwhile, in milliseconds. */
async function longestTransaction (work: () => Promise<unknown>): Promise<number> {
  const watcher = new pg.Client({ connectionString: pool.options.connectionString })
  await watcher.connect()
  let longest = 0
  let over = false
  const watching = (async () => {
    while (!over) {
      const { rows } = await watcher.query("SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8 * 1000 AS ms FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'")
      longest = Math.max(longest, rows[0].ms)
      await pause(5)
    }
  })()
  await work().finally(() => { over = true })
  await watching
  await watcher.end()
  return longest
}

t.test('a big change is many short transactions, and the answer does not wait for all of them', async (t) => {
  const id = await crowd()
  const longest = await longestTransaction(async () => {
    await putDestination(needs, id, 'board', BOARD)
    const linked = await linksOf(id, 'true')
    t.ok(linked > 0 && linked < CROWD, `${linked} of ${CROWD} links are there with the answer`)
    while (await left(id)) await catchUp(needs)
    t.equal(await linksOf(id, 'true'), CROWD)
    await putDestination(needs, id, 'board', { ...BOARD, options: { concurrency: 3 } })
    await putDestination(needs, id, 'board', { ...BOARD, base_url: 'https://other.example/api', options: { concurrency: 3 } })
    while (await left(id)) await catchUp(needs)
    await removeDestination(needs, id, 'board')
    while (await left(id)) await catchUp(needs)
  })
  t.ok(longest < 2000, `the longest was open for ${Math.round(longest)} ms`)
  t.equal(await linksOf(id, 'revision >= 2 AND due_at IS NULL AND sealed IS NULL'), CROWD)
})

t.test('several workers share it, and every cause raises every link', async (t) => {
  const id = await crowd()
  await putDestination(needs, id, 'board', BOARD)
  const workers = () => Promise.all([1, 2, 3, 4].map(() => catchUp(needs, 1000)))
  await workers()
  await pool.query('UPDATE link SET due_at = NULL WHERE tenant = $1', [id])
  for (const concurrency of [2, 3, 4]) {
    await Promise.all([putDestination(needs, id, 'board', { ...BOARD, options: { concurrency } }), workers()])
  }
  await pool.query("UPDATE link SET revision = 0 WHERE tenant = $1 AND employee LIKE '%7'", [id])
  await Promise.all([putTenant(needs, id, { name: 'Example Ltda.', time_zone: 'America/Manaus' }), workers()])
  await workers()
  t.equal(await left(id), 0)
  t.equal(await linksOf(id, 'revision > 0 AND due_at IS NOT NULL AND urgency = 1'), CROWD)
})

t.test('a cause that comes while another is under way is caught up with from the beginning', async (t) => {
  const id = await crowd()
  await putDestination(needs, id, 'board', BOARD)
  while (await left(id)) await catchUp(needs)
  await putDestination(needs, id, 'board', { ...BOARD, options: { concurrency: 2 } })
  await pool.query('UPDATE link SET revision = 0 WHERE tenant = $1', [id])
  await putDestination(needs, id, 'board', { ...BOARD, options: { concurrency: 3 } })
  while (await left(id)) await catchUp(needs)
  t.equal(await linksOf(id, 'revision > 0'), CROWD)
})

t.test('whoever is killed leaves a batch undone, not half done', async (t) => {
  const id = await crowd()
  await putDestination(needs, id, 'board', BOARD)
  for (let kills = 0; kills < 5; kills++) {
    const batch = catchUp(needs, 3).catch((error: Error) => error)
    await pause(20)
    await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'")
    await batch
  }
  while (await left(id)) await catchUp(needs)
  t.equal(await linksOf(id, 'true'), CROWD)
  t.equal((await pool.query('SELECT employee FROM link WHERE tenant = $1 GROUP BY employee HAVING count(*) > 1', [id])).rowCount, 0)
})

t.test('nobody is called at a new address while what was known at the old one is not forgotten', async (t) => {
  const id = await crowd()
  await putDestination(needs, id, 'board', BOARD)
  while (await left(id)) await catchUp(needs)
  await pool.query("UPDATE link SET known = 'active', sealed = $2, remote_id = employee, due_at = NULL WHERE tenant = $1", [id, randomBytes(20)])
  const { destination } = await putDestination(needs, id, 'board', { ...BOARD, base_url: 'https://other.example/api' })
  t.match(destination, { stopped: { code: 'moving' }, health: 'stopped' })
  t.ok(await linksOf(id, 'remote_id IS NOT NULL') > 0)
  t.match(await resumeDestination(needs, id, 'board'), { stopped: { code: 'moving' } }, 'resuming does not end a move')
  t.match((await putDestination(needs, id, 'board', { ...BOARD, base_url: 'https://other.example/api', credentials: { token: 'y' } })).destination, { stopped: { code: 'moving' } }, 'neither do new credentials')
  while (await left(id)) await catchUp(needs)
  t.equal(await linksOf(id, "known = 'never_looked' AND remote_id IS NULL AND sealed IS NULL AND due_at IS NOT NULL"), CROWD)
  t.match(await resumeDestination(needs, id, 'board'), { stopped: null })
})
