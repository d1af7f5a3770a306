import t from 'tap'
import { findLanesDue, releaseLane, takeLane } from '../../src/postgres/record/lanes.ts'
import { leaseDueLinks, releaseLinks, renewLeases, settleLinks, type Settled } from '../../src/postgres/record/links.ts'
import { place } from './setup.ts'

const done: Settled = { remoteId: '1', known: 'active', sealed: Buffer.from('x'), dueAt: null, tries: 0, failingSince: null, failure: null }

t.test('one worker at a time runs a lane; one that is gone is followed when its lease ends', async (t) => {
  const { pool, destination, links } = await place(t)
  await links(['a'])
  const now = Date.now() + 1000
  t.ok(await takeLane(pool, destination, 'first', 10_000, now))
  t.notOk(await takeLane(pool, destination, 'second', 10_000, now))
  t.same(await findLanesDue(pool, 'second', now), [], 'and nobody else is woken for it')
  t.same(await findLanesDue(pool, 'first', now), [destination])
  await pool.query("UPDATE destination SET lane_until = clock_timestamp() - interval '1 millisecond'")
  t.ok(await takeLane(pool, destination, 'second', 10_000, now))
  t.notOk(await takeLane(pool, destination, 'first', 10_000, now), 'the first one learns that it is not its own any more')
  await releaseLane(pool, destination, 'first')
  t.notOk(await takeLane(pool, destination, 'third', 10_000, now), 'and cannot give it away')
  await releaseLane(pool, destination, 'second')
  t.ok(await takeLane(pool, destination, 'third', 10_000, now))
})

for (const [why, column, value] of [['paused', 'paused_at', 'now()'], ['stopped', 'stopped', "'{}'"], ['parked', 'parked_until', "now() + interval '1 hour'"], ['deleted', 'deleted_at', 'now()']] as const) {
  t.test(`nothing is taken from a destination that is ${why}`, async (t) => {
    const { pool, destination, links } = await place(t)
    await links(['a'])
    await pool.query(`UPDATE destination SET ${column} = ${value}`)
    t.notOk(await takeLane(pool, destination, 'first', 10_000, Date.now()))
    t.same(await findLanesDue(pool, 'first', Date.now()), [])
  })
}

t.test('a link is leased once, and settled only by whoever has it', async (t) => {
  const { pool, destination, links } = await place(t)
  await links(['a'])
  const [lease] = await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now())
  t.same(await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now()), [], 'it is taken')
  await pool.query("UPDATE link SET lease_until = clock_timestamp() - interval '1 second'")
  t.same([...await renewLeases(pool, [lease!], 30_000)], [], 'a lease that ran out cannot be renewed')
  const [other] = await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now())
  t.type(other!.doubt_since, 'number', 'whoever takes over knows that a write may have been under way')
  t.same([...await settleLinks(pool, [{ link: lease!, row: done }], Date.now())], [], 'the late worker writes nothing')
  t.same([...await settleLinks(pool, [{ link: other!, row: done }], Date.now())], ['a'])
})

t.test('a link that is given back untouched is as it was, doubt included', async (t) => {
  const { pool, destination, links } = await place(t)
  await links(['a'])
  await pool.query("UPDATE link SET lease_until = clock_timestamp() - interval '5 seconds'")
  const [first] = await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now())
  await releaseLinks(pool, [first!])
  const [second] = await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now())
  t.equal(second!.doubt_since, first!.doubt_since)
})

t.test('what became due while a link was on its way stays due', async (t) => {
  const { pool, destination, links } = await place(t)
  await links(['a', 'b'])
  const leased = await leaseDueLinks(pool, destination, { all: 10, singles: 10 }, 30_000, Date.now())
  await pool.query("UPDATE link SET revision = revision + 1 WHERE id = 'a'")
  await settleLinks(pool, leased.map((link) => ({ link, row: done })), Date.now())
  const { rows } = await pool.query('SELECT id FROM link WHERE due_at IS NOT NULL')
  t.same(rows, [{ id: 'a' }])
})

t.test('single events come before a load, which gets what room they leave, and a share of it for certain', async (t) => {
  const { pool, destination, links } = await place(t)
  await links(['a', 'b', 'c'])
  await links(['d', 'e', 'f'], 1)
  const lease = async (all: number, singles: number) => (await leaseDueLinks(pool, destination, { all, singles }, 30_000, Date.now())).map(({ urgency }) => urgency).sort()
  t.same(await lease(3, 2), [0, 0, 1])
  t.same(await lease(3, 3), [0, 1, 1])
  t.same(await lease(3, 3), [])
})
