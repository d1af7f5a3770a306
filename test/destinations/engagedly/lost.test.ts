import t from 'tap'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Known } from '../../../src/domain/known.ts'
import { ANA, desiredOf, doubted, leaving, stage } from './stage.ts'

const AWAY = { block_during: ['leave'], absence_reason: 'AWAY', reasons: { voluntary: 'RESIGNED' }, unknown_value: 'create', people: 'all' }
const absent = { ...ANA, leave: { from: '2026-03-05' } }
const active = desiredOf(ANA)

/** What is lost, the histories before and after, and what has to stand there in the end. */
const LOST: [what: string, before: Desired[], then: Desired, path: RegExp, status: string, code: string | null][] = [
  ['a create', [], active, /^\/beta\/users$/, 'Active', null],
  ['a change', [active], desiredOf({ ...ANA, birth_date: '1990-03-01' }), /users\//, 'Active', null],
  ['an entry', [], desiredOf({ ...ANA, department: 'Jurídico' }), /departments/, 'Active', null],
  ['an absence', [active], desiredOf(absent, { onLeave: true }), /deactivate/, 'Blocked', 'AWAY'],
  ['a return', [active, desiredOf(absent, { onLeave: true })], active, /activate/, 'Active', null],
  ['an ending', [active], leaving(), /deactivate/, 'Blocked', 'RESIGNED'],
  ['a dismissal while away', [active, desiredOf(absent, { onLeave: true })], leaving(absent, { onLeave: true }), /deactivate/, 'Blocked', 'AWAY'],
  ['a reactivation', [active, leaving()], desiredOf({ ...ANA, hire_date: '2026-03-20' }), /activate/, 'Active', null],
  ['the account of a leaver', [], leaving(), /^\/beta\/users$/, 'Blocked', 'RESIGNED'],
  ['the block of a leaver who is made', [], leaving(), /deactivate/, 'Blocked', 'RESIGNED']
]

for (const [what, before, then, path, status, code] of LOST) {
  for (const kind of ['lost', 'dropped'] as const) {
    t.test(`${what} that is ${kind} is looked at, and done once in the end`, async (t) => {
      const { settled, deliver, control, clock, fail } = await stage(t, { options: AWAY })
      let known: Known = { kind: 'never_looked' }
      for (const each of before) known = (await settled(each, known)).known
      fail({ fault: { kind }, writes: true, path })
      const first = await deliver(then, known)
      const last = first.outcomes.at(-1)
      clock.at += 3000
      const { known: after, plan } = await settled(then, last?.kind === 'unknown' ? doubted(first.known, clock.at) : first.known)
      t.same([plan.steps, plan.holds], [[], []])
      t.match(control.people(), [{ status, ...(kind === 'dropped' && what === 'a dismissal while away' ? {} : { block_reason_code: code }) }])
      t.equal(control.people().length, 1)
      t.equal(after.kind, then.state === 'ended' ? 'ended' : 'active')
      t.equal(control.world.lists.departments.filter(({ name }) => name === 'Jurídico').length, what === 'an entry' ? 1 : 0)
    })
  }
}
