import { pino } from 'pino'
import t from 'tap'
import { createPool } from '../../src/postgres/db.ts'
import { countFeedEntries, endFeedEntries, feedHorizon, findFeedEntries, setFeedEntries, type NewFeedRow } from '../../src/postgres/record/feed.ts'
import { testDatabase } from '../helpers/postgres.ts'

const entry = (link: string, text: string, gone = false): NewFeedRow => ({ link, gone, digest: Buffer.from(text), sealed: Buffer.from(text) })
const ALL = { limit: 100, withGone: true }

async function feed (t: Parameters<typeof testDatabase>[0]) {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  return { pool, set: (...entries: NewFeedRow[]) => setFeedEntries(pool, 'dst', 'acme', entries), read: (query = {}) => findFeedEntries(pool, 'dst', { ...ALL, ...query }) }
}

t.test('what is told as before keeps its moment; what changes, or ends, moves to the end', async (t) => {
  const { pool, set, read } = await feed(t)
  await set(entry('a', '1'), entry('b', '1'))
  const before = await read()
  await set(entry('a', '1'), entry('b', '1'))
  t.same(await read(), before)
  await pool.query("UPDATE feed_entry SET changed_at = changed_at - interval '1 minute'")
  await set(entry('a', '2'))
  t.same((await read()).map(({ link }) => link), ['b', 'a'])
  await set(entry('b', 'gone', true), entry('c', 'gone', true))
  t.same((await read()).map(({ link, gone }) => [link, gone]), [['a', false], ['b', true]], 'of whom nobody ever heard, nobody needs to hear that they are gone')
  t.same((await read({ withGone: false })).map(({ link }) => link), ['a'])
  t.equal(await countFeedEntries(pool, 'dst', { withGone: false }), 1)
  t.same(await findFeedEntries(pool, 'other', ALL), [])
})

t.test('pages follow each other, whatever changes on the way', async (t) => {
  const { pool, set, read } = await feed(t)
  for (const link of ['a', 'b', 'c', 'd']) await set(entry(link, '1'))
  await pool.query("UPDATE feed_entry SET changed_at = date_trunc('milliseconds', changed_at) - interval '1 minute'")
  const [first, second] = await read({ limit: 1 })
  t.same([first?.link, second?.link], ['a', 'b'], 'one more than the page, so that it is known whether there is another')
  await set(entry('a', '2'))
  const after = { changedAt: first!.changed_at, link: 'a' }
  t.same((await read({ after })).map(({ link }) => link), ['b', 'c', 'd', 'a'])
  t.same((await read({ limit: 2, page: 2 })).map(({ link }) => link), ['c', 'd'])
  const { changed_at: changedAt } = (await read()).at(-1)!
  t.same((await read({ changedSince: changedAt })).map(({ link }) => link), ['a'])
  t.ok(await feedHorizon(pool) < changedAt)
})

t.test('whoever turned out to be somebody else is told as gone', async (t) => {
  const { pool, set, read } = await feed(t)
  await pool.query("INSERT INTO employee (id, tenant) VALUES ('emp', 'acme'); INSERT INTO destination (id, tenant, name, kind, base_url, options) SELECT 'dst', id, 'x', 'x', '', '{}' FROM tenant; INSERT INTO link (id, tenant, employee, destination) VALUES ('a', 'acme', 'emp', 'dst')")
  await set(entry('a', '1'), entry('b', '1'))
  await endFeedEntries(pool, 'emp')
  t.same((await read({ withGone: false })).map(({ link }) => link), ['b'])
  await set(entry('a', '1'))
  t.equal((await read({ withGone: false })).length, 2, 'and told again when they are there after all')
})
