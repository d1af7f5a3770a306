import fc from 'fast-check'
import t from 'tap'
import { blockOf, goodFor, rateNow, slower, spanOf } from '../../src/domain/rate.ts'
import { rateSaid } from '../../src/domain/rate-headers.ts'

const MINUTE = 60_000

t.test('whoever takes blocks, and whenever in their time they use them, no second has more than a tenth above the rate', async () => fc.assert(
  fc.property(fc.double({ min: 0.5, max: 2000, noNaN: true }), fc.array(fc.tuple(fc.nat(300), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 200 }), (rate, takers) => {
    let next = 0
    const calls: number[] = []
    for (const [waiting, lateness, together] of takers) {
      const block = blockOf(rate, waiting)
      const span = spanOf(block, rate)
      // The worst that a worker can do: all at one moment, the last one at which the block is good, or spread over its time.
      for (let i = 0; i < block; i++) calls.push(next + (together ? lateness : (i + lateness) / block) * goodFor(block, rate))
      next += span
    }
    calls.sort((a, b) => a - b)
    for (let from = 0, to = 0; from < calls.length; from++) {
      while (to < calls.length && calls[to]! < calls[from]! + 1000) to++
      if (to - from > Math.max(Math.ceil(rate), rate * 1.1)) throw new Error(`${to - from} calls in a second at ${rate}/s`)
    }
  })))

t.test('what was learnt grows back by a tenth every ten seconds, up to what is configured', async (t) => {
  t.equal(rateNow(50, undefined, 0), 50)
  t.equal(rateNow(50, { perSecond: 10, at: 0 }, 0), 10)
  t.equal(Math.round(rateNow(50, { perSecond: 10, at: 0 }, 10_000)), 11)
  t.equal(rateNow(50, { perSecond: 10, at: 0 }, 60 * MINUTE), 50)
  t.equal(rateNow(2, { perSecond: 10, at: 0 }, 0), 2, 'never above what is configured')
  t.equal(rateNow(50, { perSecond: 10, at: MINUTE }, 0), 10, 'a clock that went back grows nothing')
  t.equal(slower(30, 50), 20)
  t.equal(slower(5, 50), 5, 'never below a tenth of what is configured: who refuses at random is served all the same')
})

t.test('rate headers are read in the forms that are in use; what is malformed is not there', async (t) => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  t.same(rateSaid({ ratelimit: '"default";r=0;t=30' }, now), { emptyUntil: now + 30_000 })
  t.same(rateSaid({ ratelimit: '"default";r=5;t=30' }, now), {})
  t.same(rateSaid({ 'ratelimit-policy': '"default";q=100;w=60' }, now), { perSecond: 100 / 60 })
  t.same(rateSaid({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, now), { emptyUntil: now + 12_000 })
  t.same(rateSaid({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 7) }, now), { emptyUntil: now + 7000 })
  t.same(rateSaid({ 'ratelimit-remaining': ['0'], 'ratelimit-reset': '1' }, now), { emptyUntil: now + 1000 })
  t.same(rateSaid({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999' }, now), { emptyUntil: now + 24 * 3_600_000 }, 'a day at most')
  for (const nonsense of ['', 'r=0', ';r=-1;t=x', '"a";r=0', '"a";r=0;t=9e9', 'q=1']) t.same(rateSaid({ ratelimit: nonsense, 'ratelimit-policy': nonsense, 'x-ratelimit-remaining': nonsense }, now), {}, nonsense)
})
