import t from 'tap'
import { CallFailure, type Bulk, type Effect, type Step } from '../../src/domain/destination.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import { sharingOf, type Shared } from '../../src/application/deliver/bulk.ts'
import { LaneClosed, LeaseLost } from '../../src/application/deliver/call.ts'
import { createTokens } from '../../src/application/deliver/tokens.ts'

const DONE: Outcome = { kind: 'delivered', known: { kind: 'never_looked' } }
const shared = (effect: Effect = 'creates'): Shared => ({ step: { kind: 'x', effect } as Step, called: [], flight: { now: () => 0 } } as unknown as Shared)

/** What those in the air share, of one destination that takes steps together as `bulk` says. */
function sharing (bulk: Partial<Bulk>) {
  const needs = { tokens: createTokens(() => 0) }
  const run = { lane: { id: 'd', configRevision: 1, options: { concurrency: 1 }, adapter: { bulk: { most: () => 10, takes: () => true, run: async () => [], ...bulk } } }, catalogue: {} }
  return sharingOf(needs as never, run as never)!
}

t.test('those of one moment go together, and what waits while a call is under way goes with the next', async (t) => {
  const sizes: number[] = []
  const { run } = sharing({ run: async (items) => { sizes.push(items.length); await Promise.resolve(); return items.map(() => DONE) } })
  await Promise.all([...Array.from({ length: 14 }, () => run(shared())), Promise.resolve().then(() => run(shared()))])
  t.equal(sizes.reduce((a, b) => a + b), 15)
  t.ok(sizes.every((size) => size <= 10) && sizes.length <= 3)
})

t.test('how many go together is asked each time', async (t) => {
  let most = 1
  const sizes: number[] = []
  const { run } = sharing({ most: () => most, run: async (items) => { sizes.push(items.length); return items.map(() => DONE) } })
  const five = () => Promise.all(Array.from({ length: 5 }, () => run(shared())))
  t.same(await five(), Array(5).fill(undefined), 'each by itself')
  most = 5
  t.same(await five(), Array(5).fill(DONE))
  most = 2
  await five()
  t.same(sizes, [5, 2, 2, 1])
})

t.test('one failure of the destination is one outcome, the same for all; who only asked is in no doubt', async (t) => {
  const { run } = sharing({ run: async () => { throw new CallFailure('reset', true) } })
  const [a, b, c] = await Promise.all([run(shared()), run(shared()), run(shared('reads'))])
  t.match([a, c], [{ kind: 'unknown', code: 'reset' }, { kind: 'retry', code: 'reset', lane: true }])
  t.equal(a, b)
  const unsent = sharing({ run: async () => { throw new CallFailure('refused', false) } })
  t.match(await unsent.run(shared()), { kind: 'retry' })
})

t.test('somebody\'s lost lease is nobody else\'s; a closed lane is everybody\'s', async (t) => {
  const lost = sharing({ run: async () => { throw new LeaseLost('the lease ran out') } })
  t.same(await Promise.all([lost.run(shared()), lost.run(shared())]), [undefined, undefined])
  const closed = sharing({ run: async () => { throw new LaneClosed('the lane is closed') } })
  await t.rejects(closed.run(shared()), { message: 'the lane is closed' })
})
