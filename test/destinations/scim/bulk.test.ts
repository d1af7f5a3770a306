import t from 'tap'
import type { BulkItem } from '../../../src/domain/destination.ts'
import type { Outcome } from '../../../src/domain/outcome.ts'
import scim from '../../../src/destinations/scim/index.ts'
import { account, desiredOf } from '../world.ts'
import { ANA, leaving, play } from './harness.ts'

const bulk = scim.bulk!
type World = Awaited<ReturnType<typeof play>>

async function items (w: World, count: number, more: object = {}): Promise<BulkItem[]> {
  await w.deliver(desiredOf({ ...ANA, employee_number: 'first', work_email: 'first@example.com' }))   // discovers
  return await Promise.all(Array.from({ length: count }, async (_, n) => {
    const desired = desiredOf({ ...ANA, employee_number: String(n), work_email: `p${n}@example.com`, ...more })
    const known = { kind: 'absent' as const, lookedAt: w.clock.at }
    return { step: (await w.plan(desired, known)).steps[0]!, desired, known }
  }))
}
const run = (w: World, some: BulkItem[]) => bulk.run(some, w.context as never)
const sent = (w: World) => w.calls('POST').filter(({ path }) => path === '/Bulk')
const knownOf = (outcome: Outcome | undefined) => account(outcome?.kind === 'delivered' ? outcome.known : { kind: 'never_looked' })
const answered = (operations: object[]) => ({ kind: 'answer' as const, status: 200, body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: operations }) })

t.test('nothing goes together before the provider has said that it may', async (t) => {
  const w = await play(t)
  t.equal(bulk.most(w.context as never), 1)
  const other = await play(t, { bulk: { maxOperations: 7, maxPayloadSize: 100_000 } })
  await items(other, 0)
  t.equal(bulk.most(other.context as never), 7)
  t.equal(bulk.most({ ...other.context, options: { ...other.context.options, bulk: 'never' } } as never), 1)
})

t.test('creations and changes go together; endings, and what has to be read first, do not', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const [change] = (await w.plan(desiredOf({ ...ANA, job_title: 'Gerente' }), known)).steps
  const [end] = (await w.plan(leaving(ANA), known)).steps
  t.same([bulk.takes(change!), bulk.takes(end!)], [true, false])
  const put = await play(t, { patch: false })
  const { known: other } = await put.deliver(desiredOf(ANA))
  t.equal(bulk.takes((await put.plan(desiredOf({ ...ANA, job_title: 'Gerente' }), other)).steps[0]!), false)
})

t.test('never more, and never larger, than the provider takes', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 5, maxPayloadSize: 3_000 } })
  const some = await items(w, 12)
  const outcomes = await run(w, some)
  t.ok(outcomes.every((outcome) => outcome?.kind === 'delivered' || outcome === undefined))
  t.ok(sent(w).every(({ status, body }) => status === 200 && JSON.stringify(body).length <= 3_000))
})

t.test('what is in no answer may have been done; statuses are texts, numbers or objects', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 10, maxPayloadSize: 100_000 } })
  const some = await items(w, 7)
  w.fail({
    fault: answered([
      { method: 'POST', bulkId: '1', location: 'https://x/Users/a%20b', status: '201' },
      { method: 'POST', bulkId: '2', location: 'https://x/Users/2', status: 201 },
      { method: 'POST', bulkId: '3', location: 'https://x/Users/3', status: { code: '201' } },
      { method: 'POST', bulkId: '4', status: '409', response: { status: '409', scimType: 'uniqueness' } },
      { method: 'POST', bulkId: '5', status: '201' },
      { method: 'POST', bulkId: '6', status: '429' }
    ]),
    path: /Bulk/
  })
  const outcomes = await run(w, some)
  t.match(outcomes.map((outcome) => outcome?.kind), ['delivered', 'delivered', 'delivered', undefined, 'unknown', 'retry', 'unknown'])
  t.equal(knownOf(outcomes[0]).remoteId, 'a b')
})

t.test('of a change a provider may tell only where it was', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 10, maxPayloadSize: 100_000 } })
  const people = []
  for (const number of ['1', '2']) {
    const fields = { ...ANA, employee_number: number, work_email: `p${number}@example.com` }
    const { known } = await w.deliver(desiredOf(fields))
    const desired = desiredOf({ ...fields, job_title: 'Gerente' })
    people.push({ step: (await w.plan(desired, known)).steps[0]!, desired, known })
  }
  w.fail({ fault: answered(people.toReversed().map(({ known }) => ({ method: 'PATCH', location: `https://x/scim/v2/Users/${account(known).remoteId}`, status: '200' }))), path: /Bulk/ })
  t.match(await run(w, people), [{ kind: 'delivered', known: { fields: { title: 'Gerente' } } }, { kind: 'delivered' }])
})

t.test('a lost answer is everybody\'s, as one', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 10, maxPayloadSize: 100_000 } })
  const some = await items(w, 4)
  w.fail({ fault: { kind: 'lost' }, path: /Bulk/ })
  const outcomes = await run(w, some)
  t.match(outcomes, [{ kind: 'unknown' }, { kind: 'unknown' }, { kind: 'unknown' }, { kind: 'unknown' }])
  t.equal(new Set(outcomes).size, 1)
})

t.test('a bulk that is refused as a whole, or is not there after all, sends everybody by themselves', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 10, maxPayloadSize: 100_000 } })
  const some = await items(w, 3)
  w.fail({ fault: { kind: 'answer', status: 400, body: '{"scimType":"invalidSyntax"}' }, path: /Bulk/ })
  t.same(await run(w, some), [undefined, undefined, undefined])
  t.equal(bulk.most(w.context as never), 10)
  w.fail({ fault: { kind: 'answer', status: 501, body: '{}' }, path: /Bulk/ })
  t.same(await run(w, some), [undefined, undefined, undefined])
  t.equal(bulk.most(w.context as never), 1, 'and it is remembered')
})

t.test('who was done stays done when the lane closes in between', async (t) => {
  const w = await play(t, { bulk: { maxOperations: 2, maxPayloadSize: 100_000 } })
  const some = await items(w, 5)
  let calls = 0
  const closing = { ...w.context, call: (async (call: never) => { if (++calls > 1) throw new Error('closed'); return await w.context.call(call) }) as typeof w.context.call }
  t.match(await bulk.run(some, closing as never), [{ kind: 'delivered' }, { kind: 'delivered' }, { kind: 'retry' }, { kind: 'retry' }, { kind: 'retry' }])
  calls = 1
  await t.rejects(bulk.run(some.slice(0, 2), closing as never), /closed/, 'and when nobody was, the lane says so itself')
})
