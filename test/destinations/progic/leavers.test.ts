import t from 'tap'
import { account, desiredOf } from '../world.ts'
import { ANA, setup } from './setup.ts'

const leaving = desiredOf({ ...ANA, termination: { date: '2026-03-09' } }, { state: 'ended' })

t.test('a leaver who was gone because their group was withdrawn is no removal that succeeded', async (t) => {
  const { deliver, control, people } = await setup(t)
  const { known } = await deliver(desiredOf(ANA))
  control.move(account(known).remoteId, '77')
  const gone = await deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), { ...account(known), notes: {} })
  t.match(gone.plan.holds, [{ reason: 'gone' }])
  const forbidden = await deliver(leaving, gone.known)
  t.match(forbidden.outcomes, [{ kind: 'refused', code: 'group_not_granted' }])
  control.move(account(known).remoteId, '1')
  const removed = await deliver(leaving, forbidden.known)
  t.equal(removed.known.kind, 'ended')
  t.same(people(), [])
  const byHand = await deliver(leaving, gone.known)
  t.equal(byHand.known.kind, 'ended', 'who is not there is removed')
  t.notOk(account(byHand.known).gone)
})
