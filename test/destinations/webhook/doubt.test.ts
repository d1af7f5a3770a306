import fc from 'fast-check'
import t from 'tap'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import { desiredOf, START } from '../world.ts'
import { ANA, ended, setup } from './harness.ts'

type World = Awaited<ReturnType<typeof setup>>

/** What is believed of a link whose worker died: what was settled before, and that something may have been sent since. */
const afterCrash = (world: World, settled: Known): Known => settled.kind === 'active' || settled.kind === 'ended' ? world.doubting(settled) : { kind: 'never_looked' }
const inDoubt = (desired: Desired, { clock }: World): Desired => ({ ...desired, doubtUntil: clock.at })
const ids = ({ received }: World) => received().map(({ id }) => id)

t.test('a message whose answer is lost is sent again with its id, and counts once', async (t) => {
  for (const taken of [true, false]) {
    const world = await setup(t)
    world.control.instead.push({ lost: true, taken })
    const first = await world.deliver(desiredOf(ANA))
    t.equal(first.outcomes.at(-1)?.kind, 'unknown')
    world.clock.at += 120_000
    const second = await world.deliver(desiredOf(ANA), first.known)
    t.equal(new Set(ids(world)).size, 1, 'one id')
    t.equal(ids(world).length, 2)
    const [once, again] = world.received()
    t.not(once?.headers['webhook-timestamp'], again?.headers['webhook-timestamp'], 'the timestamp is the try\'s')
    t.same(once?.body, again?.body)
    t.same((await world.deliver(desiredOf(ANA), second.known)).steps, [], 'and that is all')
    t.equal(world.control.people().length, 1)
  }
})

t.test('a 5xx says nothing about what was taken', async (t) => {
  const world = await setup(t)
  const { known } = await world.deliver(desiredOf(ANA))
  world.control.instead.push({ status: 500, taken: true })
  const changed = desiredOf({ ...ANA, job_title: 'Gerente' })
  const first = await world.deliver(changed, known)
  t.equal(first.outcomes.at(-1)?.kind, 'unknown')
  await world.deliver(changed, first.known)
  t.equal(new Set(ids(world)).size, 2)
  t.same(world.received().map(({ replayed }) => replayed), [false, false, true])
})

t.test('there, back and there again are three messages', async (t) => {
  const world = await setup(t)
  let { known } = await world.deliver(desiredOf(ANA))
  for (const title of ['Gerente', 'Analista', 'Gerente']) known = (await world.deliver(desiredOf({ ...ANA, job_title: title }), known)).known
  t.equal(new Set(ids(world)).size, 4)
  t.match(world.person(), { fields: { job_title: 'Gerente' } })
})

t.test('after a crash the same messages come with the same ids, and then all of it once more', async (t) => {
  const world = await setup(t)
  const away = { ...ANA, leave: { from: '2026-03-01' } }
  await world.deliver(desiredOf(away))
  const before = ids(world)
  t.equal(before.length, 2)
  // Nothing of that was settled.
  const again = await world.deliver(inDoubt(desiredOf(away), world), afterCrash(world, { kind: 'never_looked' }))
  t.same(ids(world).slice(2, 4), before)
  t.ok(world.received().slice(2, 4).every(({ replayed }) => replayed))
  t.same((await world.deliver(desiredOf(away), again.known)).steps, [])
  const changed = desiredOf({ ...away, job_title: 'Gerente' })
  await world.deliver(changed, again.known)
  const id = world.last().id
  const known = (await world.deliver(changed, afterCrash(world, again.known))).known
  t.same(world.received().slice(-2).map(({ id: each, replayed, body: { type, data } }) => [each === id, replayed, type, Object.keys(data).length > 8]), [[true, true, 'change', false], [false, false, 'change', true]])
  t.same((await world.deliver(changed, known)).steps, [])
})

t.test('what may have arrived is taken back when HR took it back meanwhile', async (t) => {
  const world = await setup(t)
  const { known } = await world.deliver(desiredOf(ANA))
  world.control.instead.push({ lost: true, taken: true })
  const lost = await world.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
  t.match(world.person(), { fields: { job_title: 'Gerente' } })
  await world.deliver(desiredOf(ANA), lost.known)
  t.match(world.person(), { fields: { job_title: 'Analista' } }, 'although nothing differs from what we know to have been sent')
})

t.test('what takes back a message that may have arrived is no older than it', async (t) => {
  const world = await setup(t)
  const at = (when: number) => ({ told: () => ({ at: when, on: '2026-03-10' }) })
  const { known } = await world.deliver(desiredOf(ANA, at(START - 60_000)))
  world.control.instead.push({ lost: true, taken: true })
  // Withdrawn: what is so again was said before.
  const lost = await world.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }, at(START)), known)
  await world.deliver(desiredOf(ANA, at(START - 60_000)), lost.known)
  t.match(world.last().body, { timestamp: new Date(START).toISOString(), data: { job_title: 'Analista' } })
  const crashed = await setup(t)
  const before = await crashed.deliver(desiredOf(ANA, at(START - 60_000)))
  await crashed.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }, at(START)), before.known)
  await crashed.deliver(desiredOf(ANA, at(START - 60_000)), afterCrash(crashed, before.known))
  t.match(crashed.last().body, { timestamp: new Date(START).toISOString(), data: { job_title: 'Analista' } })
})

t.test('an ending that may have arrived is taken back, too', async (t) => {
  const world = await setup(t)
  const { known } = await world.deliver(desiredOf(ANA))
  world.control.instead.push({ lost: true, taken: true })
  const lost = await world.deliver(ended(ANA), known)
  t.match(world.person(), { state: 'ended' })
  await world.deliver(desiredOf(ANA), lost.known)
  t.match(world.person(), { state: 'active' })
})

t.test('who may have been hired there, and has left, is ended there', async (t) => {
  for (const crashed of [false, true]) {
    const world = await setup(t)
    world.control.instead.push({ lost: true, taken: true })
    const lost = await world.deliver(desiredOf(ANA))
    const known = crashed ? afterCrash(world, { kind: 'never_looked' }) : lost.known
    const gone = await world.deliver(crashed ? inDoubt(ended(ANA), world) : ended(ANA), known)
    t.equal(gone.known.kind, 'ended')
    t.match(world.person(), { state: 'ended' })
  }
})

t.test('whatever is lost on the way, in the end the receiver has what is so, and no message counts twice', async (t) => {
  const fields = fc.record({
    job_title: fc.constantFrom('Analista', 'Gerente', null),
    department: fc.constantFrom('Financeiro', 'Vendas'),
    work_email: fc.constantFrom('ana.souza@example.com', 'ana.lima@example.com'),
    employee_number: fc.constantFrom('00123', '00999'),
    leave: fc.constantFrom({ from: '2026-03-01' }, { from: '2026-03-05', until: '2026-04-01' }, null)
  }, { requiredKeys: [] })
  const moment = fc.record({ fields, ends: fc.boolean(), fault: fc.constantFrom('none', 'none', 'lost', 'dropped', 'failed', 'throttled', 'crash') })
  for (const send of ['events', 'state'] as const) {
    await fc.assert(fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async (history) => {
      const world = await setup(t, { options: { send } })
      let known: Known = { kind: 'never_looked' }
      let doubtful = false
      let last = desiredOf(ANA)
      let day = 2
      let wasEnded = false
      const faultless = [...history, { ...history.at(-1)!, fault: 'none' }, { ...history.at(-1)!, fault: 'none' }]
      for (const { fields, ends, fault } of faultless) {
        if (wasEnded && !ends) day += 10
        wasEnded = ends
        const hired = `2026-04-${String(day).padStart(2, '0')}`
        const record: Fields = { ...ANA, ...fields, hire_date: day === 2 ? ANA.hire_date! : hired }
        last = { ...ends ? ended(record, { date: day === 2 ? '2026-03-10' : hired }) : desiredOf(record), employee: 'emp_1' }
        if (day > 28) return true
        if (fault === 'lost' || fault === 'dropped') world.control.instead.push({ lost: true, taken: fault === 'lost' })
        if (fault === 'failed') world.control.instead.push({ status: 502, taken: true })
        if (fault === 'throttled') world.control.instead.push({ status: 429 })
        const { outcomes, known: now } = await world.deliver(doubtful ? inDoubt(last, world) : last, doubtful ? afterCrash(world, known) : known)
        world.control.instead.length = 0
        doubtful = fault === 'crash'
        const why = world.received().findLast((each) => each.why)?.why
        // After a crash nobody knows whether a leaver was ever hired there: the ending is told all the same.
        if (outcomes.some(({ kind }) => kind === 'refused') && !(ends && why === 'nobody by that id' && world.person() === undefined)) throw new Error(`refused: ${why}`)
        if (fault !== 'crash') known = now
        world.clock.at += 60_000
      }
      const person = world.person()
      if (last.state === 'ended') {
        if (person !== undefined && person.state !== 'ended') throw new Error('a leaver stays')
      } else {
        const { job_title: title, work_email: email, employee_number: number } = last.fields
        if (person?.state !== 'active') throw new Error('nobody is there')
        if (person.fields.work_email !== email || person.fields.employee_number !== number || (person.fields.job_title ?? null) !== title) throw new Error(`${JSON.stringify(person)} is not ${JSON.stringify(last.fields)}`)
        if ((person.leave?.from ?? null) !== (last.fields.leave?.from ?? null)) throw new Error(`the leave is ${JSON.stringify(person.leave)}`)
      }
      const bodies = new Map<string, string>()
      for (const { id, body } of world.received()) if (bodies.get(id) !== undefined && bodies.get(id) !== JSON.stringify(body)) throw new Error('one id, two messages'); else bodies.set(id, JSON.stringify(body))
      return true
    }), { numRuns: 60 })
  }
})
