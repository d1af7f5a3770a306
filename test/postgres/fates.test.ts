import { pino } from 'pino'
import t from 'tap'
import { createPool, inTransaction } from '../../src/postgres/db.ts'
import { refreshStatuses, setFates } from '../../src/postgres/record/fates.ts'
import { testDatabase } from '../helpers/postgres.ts'
import { until } from '../helpers/until.ts'

const delivered = { event: 'evt', status: 'delivered', reason: null, final: true, hold: null, dueAt: null, error: null, withheld: null }

t.test('two destinations that settle one event at once leave it delivered, whoever commits first', async (t) => {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  await pool.query("INSERT INTO event (id, tenant, message, source, employee, type, stamp_time, stamp_index, received_at, sealed) VALUES ('evt', 'acme', 1, 'api', 'emp', 'hire', now(), 0, now(), '')")
  await pool.query("INSERT INTO fate (event, destination, link, status) VALUES ('evt', 'a', 'lnk_a', 'processing'), ('evt', 'b', 'lnk_b', 'processing')")
  const settle = (destination: string, between: () => Promise<unknown>) => inTransaction(pool, async (tx) => {
    await setFates(tx, destination, [delivered])
    await between()
    await refreshStatuses(tx, ['evt'])
  })
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // Both have written before either looks at what the other has.
  await Promise.all([
    settle('a', () => { first.resolve(); return second.promise }),
    settle('b', () => { second.resolve(); return first.promise })
  ])
  await until(async () => (await pool.query("SELECT status FROM event WHERE id = 'evt'")).rows[0].status === 'delivered')
  t.pass()
})
