import { pino } from 'pino'
import t from 'tap'
import { createPool } from '../../src/postgres/db.ts'
import { refreshStatuses, setFates } from '../../src/postgres/record/fates.ts'
import { testDatabase } from '../helpers/postgres.ts'
import { until } from '../helpers/until.ts'

const delivered = { event: 'evt', status: 'delivered', reason: null, final: true, hold: null, dueAt: null, error: null, withheld: null }

t.test('two destinations that settle one event at once leave it delivered, whoever commits first', async (t) => {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  await pool.query("INSERT INTO event (id, tenant, message, source, employee, type, stamp_time, stamp_index, received_at, sealed) VALUES ('evt', 'acme', 1, 'api', 'emp', 'hire', now(), 0, now(), '')")
  await pool.query("INSERT INTO fate (event, destination, link, status) VALUES ('evt', 'a', 'lnk_a', 'processing'), ('evt', 'b', 'lnk_b', 'processing')")
  const [a, b] = [await pool.connect(), await pool.connect()]
  for (const [tx, destination] of [[a, 'a'], [b, 'b']] as const) {
    await tx.query('BEGIN')
    await setFates(tx, destination, [delivered])
  }
  // Both have written before either looks at what the other has.
  await refreshStatuses(a, ['evt'])
  let isOver = false
  const second = refreshStatuses(b, ['evt']).finally(() => { isOver = true })
  await until(async () => isOver || (await pool.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")).rowCount === 1)
  await a.query('COMMIT')
  await second
  await b.query('COMMIT')
  for (const client of [a, b]) client.release()
  t.equal((await pool.query("SELECT status FROM event WHERE id = 'evt'")).rows[0].status, 'delivered')
})
