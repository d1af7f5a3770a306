import t from 'tap'
import scim from '../../../src/destinations/scim/index.ts'
import { ENTERPRISE } from '../../../src/destinations/scim/sandbox/index.ts'
import { account, desiredOf } from '../world.ts'
import { ANA, BRUNO, entra, leaving } from './harness.ts'

t.test('an upload is a bulk request of the form that the service wants, and nothing is looked up', async (t) => {
  const w = await entra(t)
  const { known, steps } = await w.deliver(desiredOf(ANA))
  t.same(steps.map(({ kind }) => kind), ['look', 'create'])
  t.same(w.control.requests().map(({ method, path, headers }) => [method, path, headers['content-type']]), [['POST', '/bulkUpload', 'application/scim+json']])
  t.match(w.control.requests()[0]?.body, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [{ method: 'POST', path: '/Users', bulkId: '1', data: { externalId: '00123', userName: 'ana@example.com', active: true, [ENTERPRISE]: { department: 'Financeiro' } } }]
  })
  t.same([account(known).remoteId, account(known).confirmed], ['00123', undefined], 'accepted, and nobody knows more')
})

t.test('every upload has everything, so that the last one alone is enough', async (t) => {
  const w = await entra(t)
  const { known } = await w.deliver(desiredOf(ANA))
  await w.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
  const [, last] = w.control.uploads()
  t.match(last?.data, { externalId: '00123', title: 'Gerente', displayName: 'Ana Souza', active: true, emails: [{ value: 'ana@example.com' }] })
})

t.test('who was uploaded keeps their externalId; the new number goes as such', async (t) => {
  const w = await entra(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const after = await w.deliver(desiredOf({ ...ANA, employee_number: '9' }), known)
  t.match(w.control.uploads().at(-1)?.data, { externalId: '00123', [ENTERPRISE]: { employeeNumber: '9' } })
  t.match(after.plan.withheld, [{ field: 'externalId', why: 'identifier_stays' }])
  t.ok(after.steps.every(({ kind, brakes }) => kind === 'rekey' && brakes.includes('rekeys')), 'and is counted by the brake')
})

t.test('a manager is named by their externalId', async (t) => {
  const w = await entra(t)
  const boss = account((await w.deliver(desiredOf(BRUNO))).known).remoteId
  const reference = { employee_number: '00200' }
  await w.deliver(desiredOf({ ...ANA, managers: [reference] }, { managers: [{ state: 'linked', remoteId: boss, reference }] }))
  t.match(w.control.uploads().at(-1)?.data, { [ENTERPRISE]: { manager: { value: '00200' } } })
})

t.test('a lost answer is no reason to look: the same goes again, and there is one of them', async (t) => {
  const w = await entra(t)
  w.fail({ fault: { kind: 'lost' } })
  const first = await w.deliver(desiredOf(ANA))
  t.equal(first.outcomes.at(-1)?.kind, 'unknown')
  const { known } = await w.deliver(desiredOf(ANA, { doubtUntil: w.clock.at + 5_000 }))
  t.equal(known.kind, 'active', 'nobody waits until the doubt is over')
  w.control.provision()
  t.equal(w.control.users().size, 1)
})

t.test('the logs confirm, later', async (t) => {
  const w = await entra(t)
  const { known } = await w.deliver(desiredOf(ANA))
  t.same((await w.deliver(desiredOf(ANA), known)).steps, [], 'not before they can have anything')
  w.later(10)
  w.control.provision()
  w.later(6)
  t.equal(account((await w.deliver(desiredOf(ANA), known)).known).confirmed, true)
})

t.test('a failure in the logs is a question, and the same failure is another one', async (t) => {
  const w = await entra(t)
  w.control.outcomes.set('00123', { status: 'failure', errorCode: 'InvalidDomain' })
  let { known } = await w.deliver(desiredOf(ANA))
  for (let n = 0; n < 2; n++) {
    w.later(10)
    w.control.provision()
    w.later(6)
    const read = await w.deliver(desiredOf(ANA), known)
    t.match(read.plan.holds, [{ reason: 'unconfirmed', detail: /InvalidDomain/ }])
    t.equal(account(read.known).confirmed, false)
    t.equal(w.control.uploads().length, n + 1)
    w.answer(read.plan, 'unconfirmed')
    known = (await w.deliver(desiredOf(ANA), read.known)).known
  }
  t.equal(w.control.uploads().length, 3)
  const changed = await w.deliver(desiredOf({ ...ANA, work_email: 'ana@right.example' }), known)
  t.same(changed.plan.holds, [], 'what HR puts right goes without a word')
})

t.test('accepted, and nothing in the logs: read three times, then somebody is told', async (t) => {
  const w = await entra(t)
  w.control.paused = true
  let last = await w.deliver(desiredOf(ANA))
  for (const minutes of [16, 16, 31]) {
    t.same(last.plan.holds, [])
    w.control.provision()
    w.later(minutes)
    last = await w.deliver(desiredOf(ANA), last.known)
  }
  t.match(last.plan.holds, [{ reason: 'unconfirmed', detail: /paused, or in quarantine/ }])
})

t.test('without logs nothing is confirmed, and nothing waits', async (t) => {
  const w = await entra(t, { logs_url: undefined })
  const { known } = await w.deliver(desiredOf(ANA))
  t.equal(account(known).confirm, undefined)
  t.equal(account(known).confirmed, undefined)
})

t.test('leavers become inactive; one whom we never uploaded is asked about, once for all', async (t) => {
  const w = await entra(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const gone = await w.deliver(leaving(ANA), known)
  t.equal(gone.known.kind, 'ended')
  t.match(w.control.uploads().at(-1)?.data, { externalId: '00123', active: false, displayName: 'Ana Souza' })
  const { plan } = await w.deliver(leaving(BRUNO))
  const other = await w.deliver(leaving({ ...BRUNO, employee_number: '5' }))
  t.match(plan.holds, [{ reason: 'unknown_person' }])
  t.equal(plan.holds[0]?.cause, other.plan.holds[0]?.cause)
  w.answer(plan, 'unknown_person')
  t.equal((await w.deliver(leaving(BRUNO))).known.kind, 'ended')
  t.match(w.control.uploads().at(-1)?.data, { externalId: '00200', active: false })
  const silent = await entra(t, { unseen_leavers: 'skip' })
  t.same((await silent.deliver(leaving(ANA))).plan.holds, [])
  t.same(silent.control.uploads(), [])
})

t.test('fifty go together; one that is refused is found alone', async (t) => {
  const w = await entra(t)
  const bulk = scim.bulk!
  t.equal(bulk.most(w.context as never), 50)
  const items = await Promise.all(Array.from({ length: 50 }, async (_, n) => {
    const desired = desiredOf({ ...ANA, employee_number: String(n), work_email: `p${n}@example.com` })
    const known = { kind: 'absent' as const, lookedAt: w.clock.at }
    return { step: (await w.plan(desired, known)).steps[0]!, desired, known }
  }))
  t.ok(items.every(({ step }) => bulk.takes(step)))
  const outcomes = await bulk.run(items, w.context as never)
  t.equal(outcomes.filter((outcome) => outcome?.kind === 'delivered').length, 50)
  t.equal(w.control.requests().length, 1)
  w.fail({ fault: { kind: 'answer', status: 400, body: '{"error":{"code":"BadRequest"}}' }, writes: true, path: /bulkUpload/ })
  t.same(await bulk.run(items.slice(0, 3), w.context as never), [undefined, undefined, undefined])
})

t.test('a check asks for a token and reads the logs, and uploads nothing', async (t) => {
  const w = await entra(t)
  t.match(await w.check(), { ok: true, detail: /logs can be read/ })
  t.same(w.control.requests(), [])
  const wrong = await entra(t, { token_url: 'http://127.0.0.1:1/none' })
  t.match(await wrong.check(), { ok: false })
})
