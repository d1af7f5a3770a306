import t from 'tap'
import { createPace } from '../../src/application/deliver/pace.ts'
import { place } from './setup.ts'

t.test('workers that share a rate share it through the database: nobody is early', async (t) => {
  const { pool } = await place(t)
  const ticks = () => performance.now()
  const needs = { pool, now: () => Date.now(), ticks, pause: (ms: number) => new Promise<void>((resolve) => { setTimeout(resolve, ms) }) }
  const paces = [1, 2, 3].map(() => createPace(needs, 'acme/group', 100))
  const calls: number[] = []
  const began = ticks()
  await Promise.all(paces.flatMap((pace) => Array.from({ length: 20 }, async () => {
    if (await pace.turn()) calls.push(ticks() - began)
  })))
  t.equal(calls.length, 60, 'everybody has had a turn')
  const { rows: [{ span }] } = await pool.query("SELECT extract(epoch FROM next_at - clock_timestamp())::float8 * 1000 AS span FROM rate WHERE name = 'acme/group'")
  // The rate's own ledger: sixty calls take at least sixty times their spacing, whoever made them.
  t.ok(Math.max(...calls) + span >= 60 * 10 - 30, 'the spans of all turns lie one behind the other')
  for (const pace of paces) pace.close()
})

t.test('a lane that is closed gives nobody a turn, not even those who wait', async (t) => {
  const { pool } = await place(t)
  const pace = createPace({ pool, now: () => 0, ticks: () => performance.now(), pause: () => new Promise(() => {}) }, 'one', 0.01)
  const [first, second] = [pace.turn(), pace.turn()]
  pace.close()
  t.same(await Promise.all([first, second, pace.turn()]), [false, false, false])
})

t.test('a destination that said "too many" is called more slowly by everybody', async (t) => {
  const { pool } = await place(t)
  const needs = { pool, now: () => 1_000_000, ticks: () => performance.now(), pause: async () => {} }
  const pace = createPace(needs, 'one', 60)
  await pace.slowDown()
  const { rows } = await pool.query("SELECT learnt FROM rate WHERE name = 'one'")
  t.same(rows, [{ learnt: 40 }])
  await pace.slowDown()
  t.same((await pool.query("SELECT learnt FROM rate WHERE name = 'one'")).rows, rows, 'a burst of refusals counts once')
})
