import t from 'tap'
import { ENTERPRISE } from '../../../src/destinations/scim/sandbox/index.ts'
import { account, desiredOf } from '../world.ts'
import { ANA, BRUNO, leaving, play } from './harness.ts'

// What others do at the provider while we do our part.

t.test('versions that are refused again and again are not refused for ever', async (t) => {
  const w = await play(t, { etag: true })
  const { known } = await w.deliver(desiredOf(ANA))
  w.later()
  for (let n = 0; n < 4; n++) w.fail({ fault: { kind: 'answer', status: 412, body: '{}' }, writes: true })
  w.control.edit(account(known).remoteId, { nickName: 'Aninha' })
  const stuck = await w.deliver(leaving(ANA), known)
  t.match(stuck.outcomes.at(-1), { kind: 'retry', code: 'version_conflict' })
  w.control.edit(account(known).remoteId, { nickName: 'Ana' })
  w.later(60_000)
  await w.deliver(leaving(ANA), stuck.known)
  t.equal(w.user().active, false)
})

t.test('an ending that meets somebody else\'s change (409) is made again, and asked of nobody', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.fail({ fault: { kind: 'answer', status: 409, body: '{}' }, writes: true })
  const { plan } = await w.deliver(leaving(ANA), known)
  t.same(plan.holds, [])
  t.equal(w.user().active, false)
  const again = await play(t)
  const before = await again.deliver(desiredOf(ANA))
  for (let n = 0; n < 4; n++) again.fail({ fault: { kind: 'answer', status: 409, body: '{}' }, writes: true })
  t.match((await again.deliver(leaving(ANA), before.known)).outcomes.at(-1), { kind: 'retry', code: 'version_conflict' })
})

t.test('a leaver whose account is not there any more is not missed; whoever comes back to a deleted account is asked about, once', async (t) => {
  for (const erase of [false, true]) {
    const w = await play(t, {}, { operations: { create: true, update: true, end: true, erase } })
    const { known } = await w.deliver(desiredOf(ANA))
    w.later()
    w.control.remove(account(known).remoteId)
    const left = await w.deliver(leaving(ANA), known)
    t.match(left.known, { kind: 'ended', confirmed: true })
    t.same(left.plan.steps, [])
    const back = await w.deliver(desiredOf({ ...ANA, hire_date: '2026-03-10' }), left.known)
    // Whom we delete gets another account, as always.
    t.same(back.plan.holds.map(({ reason }) => reason), erase ? [] : ['gone'])
    t.equal(w.control.users().length, erase ? 1 : 0)
  }
})

t.test('a manager is written back without what was told of the one before', async (t) => {
  const w = await play(t, { patch: false })
  const [ana, bruno] = [await w.deliver(desiredOf(ANA)), await w.deliver(desiredOf(BRUNO))]
  const clara = { ...BRUNO, employee_number: '00300', cpf: '12345678909', work_email: 'clara@example.com', mobile_phone: '+5511987650001' }
  const under = (remoteId: string) => desiredOf({ ...clara, managers: [{ employee_number: '1' }] }, { managers: [{ state: 'linked', remoteId, reference: { employee_number: '1' } }] })
  const { known } = await w.deliver(under(account(ana.known).remoteId))
  const { remoteId } = account(known)
  w.control.edit(remoteId, { [ENTERPRISE]: { ...w.user(2)[ENTERPRISE], manager: { value: account(ana.known).remoteId, $ref: `../Users/${account(ana.known).remoteId}`, displayName: 'Ana' } } })
  await w.deliver(under(account(bruno.known).remoteId), known)
  t.same((w.calls('PUT').at(-1)?.body as Record<string, any>)[ENTERPRISE].manager, { value: account(bruno.known).remoteId })
})
