import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { Instant } from '../../src/domain/calendar.ts'
import type { Desired } from '../../src/domain/destination.ts'
import type { Fields } from '../../src/domain/fields.ts'
import type { Known } from '../../src/domain/known.ts'
import { withDefaults } from '../../src/application/configure/said.ts'
import { startFaulty, type Aimed, type Fault } from './faulty.ts'
import type { Case, Person, Play, Stage } from './play/play.ts'
import { account, desiredOf, START, worldOf, type Delivery } from './world.ts'

const MINUTE_MS = 60_000
const ANA: Fields = {
  employee_number: '00123',
  company_code: '01',
  cpf: '52998224725',
  work_email: 'ana.souza@example.com',
  full_name: 'Ana Souza',
  first_name: 'Ana',
  last_name: 'Souza',
  mobile_phone: '+5511987654321',
  job_title: 'Analista',
  department: 'Financeiro',
  location: 'São Paulo',
  hire_date: '2026-03-02',
  birth_date: '1990-02-28',
  worker_type: 'employee',
  language: 'pt-BR'
}
const BRUNO: Fields = { ...ANA, employee_number: '00200', cpf: '11144477735', work_email: 'bruno.lima@example.com', full_name: 'Bruno Lima', first_name: 'Bruno', last_name: 'Lima', mobile_phone: '+5511987650000', job_title: 'Gerente' }
const ENDING: Fields['termination'] = { date: '2026-03-10', reason: 'voluntary' }

/** What a person would answer to whatever is asked on the way. */
const ANSWERS: Record<string, Record<string, unknown>> = { rehire: { rehire: 'update' }, unknown_value: {}, clear: {}, reason_missing: { reason: 'voluntary' }, gone: { create: true } }

async function staged (t: Test, play: Play) {
  const clock: { at: Instant } = { at: START }
  const stage: Stage = await play.start(t, clock)
  const faulty = await startFaulty(stage.url)
  t.teardown(async () => { await faulty.close(); await stage.close() })
  const options: Record<string, unknown> = withDefaults(play.adapter.options, stage.options)
  const world = worldOf(t, { adapter: play.adapter, url: faulty.url, clock, options, credentials: stage.credentials })
  const writes = () => world.sent.filter(({ method, asks }) => method !== 'GET' && asks !== true).length

  /** As often as it takes an engine: what waits is taken up again later, and what is asked is answered when `answering`. */
  async function settled (desired: Desired, from?: Known, answering = true): Promise<Delivery> {
    let doubtUntil: Instant | undefined
    let delivery = await world.deliver(desired, from)
    for (let round = 0; round < 12; round++) {
      const last = delivery.outcomes.at(-1)
      if (last?.kind === 'unknown') doubtUntil = clock.at + play.adapter.settleMs
      await stage.settle()
      clock.at += 2 * MINUTE_MS
      const { plan, known } = delivery
      if (answering) for (const [reason, answer] of Object.entries(ANSWERS)) world.answer(plan, reason, answer)
      const doubted: Known = last?.kind === 'unknown' ? believedAfter(known, clock.at) : known
      delivery = await world.deliver({ ...desired, ...(doubtUntil !== undefined && { doubtUntil }) }, doubted)
      if (delivery.steps.length === 0 && delivery.plan.waits.every(({ why }) => why !== 'settle')) break
    }
    return delivery
  }

  return { ...world, stage, faulty, clock, options, writes, settled, adapter: play.adapter, fail: (fault: Fault, aim: Omit<Aimed, 'fault'> = {}) => faulty.fail({ fault, ...aim }), person: (n = 0): Person => stage.people()[n] ?? t.fail(`nobody is there as number ${n}`) as never }
}

/** What the engine believes of a link whose write was not answered. */
function believedAfter (known: Known, at: Instant): Known {
  if (known.kind === 'absent') return { kind: 'never_looked' }
  return known.kind === 'active' || known.kind === 'ended' ? { ...known, confirm: { fields: [], round: 1, ...known.confirm, doubted: true, at } } : known
}

const ended = (fields: Fields): Desired => desiredOf({ ...fields, termination: ENDING! }, { state: 'ended' })
const active = (people: Person[]): Person[] => people.filter(({ state }) => state === 'active')

/** What every destination has to do, played over real sockets against its own strict sandbox. Each ends in the right outcome, and what stands there is right. */
export async function conforms (play: Play): Promise<void> {
  const { name, lacks = {} } = play
  const plays = (which: Case, sentence: string, body: (t: Test) => Promise<void>): void => {
    const why = lacks[which]
    void t.test(`${name}: ${sentence}`, why === undefined ? {} : { skip: why }, body)
  }

  plays('create', 'a hire makes one account, and a second look at it makes no call', async (t) => {
    const w = await staged(t, play)
    const { known, outcomes, plan } = await w.settled(desiredOf(ANA))
    t.ok(outcomes.every(({ kind }) => kind === 'delivered'), 'every step was delivered')
    t.equal(known.kind, 'active')
    t.match(w.stage.people().map(({ state }) => state), ['active'])
    const { email, number, title } = w.person()
    if (email !== undefined) t.equal(email, ANA.work_email)
    if (number !== undefined) t.match(number, /00123/)
    if (title !== undefined) t.equal(title, 'Analista')
    t.same([plan.steps, plan.holds], [[], []])
    const before = w.sent.length
    t.same((await w.deliver(desiredOf(ANA), known)).steps, [])
    t.equal(w.sent.length, before, 'nothing differs, so nothing is called')
  })

  plays('adopt', 'who is there already is adopted, and nobody is made twice', async (t) => {
    const w = await staged(t, play)
    const id = await w.stage.seed({ ...ANA, job_title: 'Gerente' })
    const { known } = await w.settled(desiredOf(ANA))
    t.equal(account(known).remoteId, id)
    t.equal(w.stage.people().length, 1)
    if (w.person().title !== undefined) t.equal(w.person().title, 'Analista')
  })

  plays('change', 'a change reaches the same account, an address too', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    const changed = { ...ANA, job_title: 'Gerente', work_email: 'ana.lima@example.com' }
    const after = await w.settled(desiredOf(changed), known)
    t.equal(account(after.known).remoteId, account(known).remoteId)
    t.equal(w.stage.people().length, 1)
    const { email, title } = w.person()
    if (email !== undefined) t.equal(email, changed.work_email)
    if (title !== undefined) t.equal(title, 'Gerente')
  })

  plays('clear', 'a text that HR empties blocks nothing else', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    const after = await w.settled(desiredOf({ ...ANA, department: null, job_title: 'Gerente' }), known)
    if (w.person().title !== undefined) t.equal(w.person().title, 'Gerente')
    t.same(after.plan.steps, [])
  })

  plays('leave', 'a leave ends nobody, and the return takes it back', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    const fields: Fields = { ...ANA, leave: { from: '2026-03-01' } }
    const away = await w.settled(desiredOf(fields, { onLeave: true }), known)
    t.equal(w.person().state, play.onLeave)
    t.equal(away.known.kind, 'active', 'the account is not taken for ended')
    const back = await w.settled(desiredOf({ ...fields, leave: null }), away.known)
    t.equal(w.person().state, 'active')
    t.same(back.plan.steps, [])
    const gone = await w.settled(ended(fields), away.known)
    t.not(gone.known.kind, 'active', 'whoever is away can leave')
    t.same(active(w.stage.people()), [])
  })

  plays('terminate', 'a leaver has no account any more, and is not told twice', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    const gone = await w.settled(ended(ANA), known)
    t.equal(gone.known.kind, 'ended')
    t.same(active(w.stage.people()), [])
    const before = w.writes()
    t.same((await w.settled(ended(ANA), gone.known)).plan.steps, [])
    t.equal(w.writes(), before)
    // Nobody was ever linked: a leaver who is still there must not stay.
    const other = await staged(t, play)
    if (lacks.adopt !== undefined) return
    await other.stage.seed(ANA)
    await other.settled(ended(ANA))
    t.same(active(other.stage.people()), [])
    const empty = await staged(t, play)
    t.same((await empty.settled(ended(ANA))).plan.holds, [], 'who has left and is not there is nobody\'s question')
    t.equal(empty.writes(), 0, 'and no account is made for them')
  })

  plays('rehire', 'who comes back has exactly one account that works', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    const gone = await w.settled(ended(ANA), known)
    const back = await w.settled(desiredOf({ ...ANA, hire_date: '2026-03-11', job_title: 'Gerente' }), gone.known)
    t.equal(back.known.kind, 'active')
    t.equal(active(w.stage.people()).length, 1)
    if (active(w.stage.people())[0]?.title !== undefined) t.equal(active(w.stage.people())[0]!.title, 'Gerente')
  })

  plays('manager first', 'a report is made before the manager is there, and led by them as soon as they are', async (t) => {
    const w = await staged(t, play)
    const reference = { employee_number: '00200' }
    const led: Fields = { ...ANA, managers: [reference] }
    const without = await w.settled(desiredOf(led, { managers: [{ state: 'pending', why: 'not_there_yet', reference }] }))
    t.equal(without.known.kind, 'active', 'a missing manager blocks no hire')
    t.ok(without.plan.waits.some(({ why }) => why === 'manager'), 'the manager is waited for')
    const { known: manager } = await w.settled(desiredOf(BRUNO))
    const { remoteId } = account(manager)
    await w.settled(desiredOf(led, { managers: [{ state: 'linked', remoteId, reference }] }), without.known)
    const ana = w.stage.people().find(({ id }) => id === account(without.known).remoteId)
    if (ana?.manager !== undefined) t.equal(ana.manager, remoteId)
  })

  plays('duplicate', 'an account that appears between the look and the create is found, not doubled', async (t) => {
    const w = await staged(t, play)
    const desired = desiredOf(ANA)
    let known: Known = { kind: 'never_looked' }
    for (let step = (await w.plan(desired, known)).steps[0]; step?.effect === 'reads'; step = (await w.plan(desired, known)).steps[0]) {
      const outcome = await w.run(step, desired, known)
      if (outcome.kind !== 'delivered') throw new Error(`a look ended in ${outcome.kind}`)
      known = outcome.known
    }
    t.equal(known.kind, 'absent')
    const id = await w.stage.seed(ANA)
    const after = await w.settled(desired, known)
    t.equal(w.stage.people().length, 1)
    t.ok(after.known.kind === 'active' ? account(after.known).remoteId === id : after.plan.holds.length > 0, 'adopted, or asked')
  })

  plays('lost answer', 'a write whose answer is lost is looked at before anything is repeated', async (t) => {
    const w = await staged(t, play)
    w.fail({ kind: 'lost' }, { writes: true })
    const { outcomes } = await w.deliver(desiredOf(ANA))
    t.equal(outcomes.at(-1)?.kind, 'unknown')
    const { known } = await w.settled(desiredOf(ANA), believedAfter(lastKnown(outcomes), w.clock.at))
    t.equal(known.kind, 'active')
    t.equal(w.stage.people().length, 1)
    w.fail({ kind: 'lost' }, { writes: true })
    t.equal((await w.deliver(ended(ANA), known)).outcomes.at(-1)?.kind, 'unknown')
    const gone = await w.settled(ended(ANA), believedAfter(known, w.clock.at))
    t.equal(gone.known.kind, 'ended')
    t.same(active(w.stage.people()), [])
  })

  plays('throttled', 'whoever throttles is given the time they ask for', async (t) => {
    const w = await staged(t, play)
    w.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body: '{"message":"too many requests"}' })
    const { outcomes } = await w.deliver(desiredOf(ANA))
    t.match(outcomes.at(-1), { kind: 'retry', lane: true, notBefore: w.clock.at + 7000 })
    t.equal((await w.settled(desiredOf(ANA))).known.kind, 'active')
    t.equal(w.stage.people().length, 1)
  })

  plays('unauthorised', 'credentials that are not accepted stop the lane and name the setting', async (t) => {
    const w = await staged(t, play)
    for (let n = 0; n < 4; n++) w.fail({ kind: 'answer', status: 401, body: '{"message":"unauthorized"}' })
    const { outcomes } = await w.deliver(desiredOf(ANA))
    const last = outcomes.at(-1)
    t.equal(last?.kind, 'unauthorized')
    t.match(last?.kind === 'unauthorized' ? last.detail : '', /credentials|token|secret|client/i)
  })

  plays('gone', 'an account that was taken away there is never silently made again', async (t) => {
    const w = await staged(t, play)
    const { known } = await w.settled(desiredOf(ANA))
    w.stage.remove(account(known).remoteId)
    const after = await w.settled(desiredOf({ ...ANA, job_title: 'Gerente' }), known, false)
    t.same(w.stage.people(), [])
    t.ok(after.plan.holds.some(({ reason }) => reason === 'gone'), 'it is asked')
    t.not((await w.settled(ended(ANA), known)).plan.holds[0]?.reason, 'gone', 'and an ending of nobody is no question')
  })

  const GARBAGE: [string, Fault][] = [
    ['a page of HTML', { kind: 'answer', status: 200, body: '<html>login</html>', headers: { 'content-type': 'text/html' } }],
    ['half an answer', { kind: 'answer', status: 200, body: '{"id":"1","da' }],
    ['an empty body', { kind: 'answer', status: 200 }],
    ['a list of nothing', { kind: 'answer', status: 200, body: '[]' }],
    ['null', { kind: 'answer', status: 200, body: 'null' }],
    ['a proxy that fails', { kind: 'answer', status: 502, body: 'Bad gateway' }],
    ['a status of no kind', { kind: 'answer', status: 418, body: '{}' }],
    ['a redirection', { kind: 'answer', status: 302, headers: { location: 'https://example.com/login' } }]
  ]
  plays('garbage', 'an answer that is none is never a success, and afterwards everything is right', async (t) => {
    for (const [what, fault] of GARBAGE) {
      for (const writes of [false, true]) {
        const w = await staged(t, play)
        w.fail(fault, { writes })
        const first = await w.deliver(desiredOf(ANA))
        if (w.faulty.pending() > 0) continue   // this platform is not read on the way
        t.ok(first.outcomes.some(({ kind }) => kind !== 'delivered') || w.stage.people().length === 1, `${what} to a ${writes ? 'write' : 'read'} is no success`)
        const last = first.outcomes.at(-1)!
        const { known } = await w.settled(desiredOf(ANA), last.kind === 'unknown' ? believedAfter(lastKnown(first.outcomes), w.clock.at) : lastKnown(first.outcomes))
        t.equal(known.kind, 'active', `after ${what} to a ${writes ? 'write' : 'read'} there is an account`)
        t.equal(w.stage.people().length, 1, 'and only one')
      }
    }
  })

  plays('unknown outcome', 'a write that never arrived, or broke off, is done once in the end', async (t) => {
    for (const fault of [{ kind: 'dropped' }, { kind: 'answer', status: 500, body: '{}' }] satisfies Fault[]) {
      const w = await staged(t, play)
      w.fail(fault, { writes: true })
      const { outcomes } = await w.deliver(desiredOf(ANA))
      t.equal(outcomes.at(-1)?.kind, 'unknown')
      t.equal((await w.settled(desiredOf(ANA), believedAfter(lastKnown(outcomes), w.clock.at))).known.kind, 'active')
      t.equal(w.stage.people().length, 1)
    }
  })

  plays('switched off', 'every step says what it does, so that its owner can switch it off', async (t) => {
    const w = await staged(t, play)
    const effects = async (desired: Desired, from?: Known) => [...new Set((await w.settled(desired, from)).known.kind === 'never_looked' ? [] : stepsOf(await w.deliver(desired, from)))]
    const { known } = await w.settled(desiredOf(ANA))
    t.notOk((await effects(desiredOf({ ...ANA, job_title: 'Gerente' }), known)).some((effect) => effect === 'creates' || effect === 'ends' || effect === 'erases'), 'a change is a change')
    const plan = await w.plan(ended(ANA), known)
    t.ok(plan.steps.every(({ effect, brakes }) => effect === 'reads' || effect === 'changes' || brakes.includes('endings')), 'an end is counted by the brake')
    const fresh = await w.plan(desiredOf(BRUNO), { kind: 'absent', lookedAt: w.clock.at })
    t.ok(fresh.steps.filter(({ effect }) => effect === 'creates').every(({ brakes }) => brakes.includes('hires')), 'a creation is counted by the brake')
  })

  plays('law', 'after any history, delivered as it goes, nothing is left to do and one state stands there', async (t) => {
    const state = fc.record({
      kind: fc.constantFrom('active' as const, 'active' as const, 'leave' as const, 'ended' as const),
      fields: fc.record({
        job_title: fc.constantFrom('Analista', 'Gerente', null),
        department: fc.constantFrom('Financeiro', 'Vendas', null),
        work_email: fc.constantFrom('ana.souza@example.com', 'ana.lima@example.com'),
        first_name: fc.constantFrom('Ana', 'Ana Clara'),
        last_name: fc.constantFrom('Souza', 'Lima'),
        mobile_phone: fc.constantFrom('+5511987654321', null),
        location: fc.constantFrom('São Paulo', 'Recife')
      }, { requiredKeys: [] })
    })
    await fc.assert(fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 6 }), async (history) => {
      const w = await staged(t, play)
      let known: Known = { kind: 'never_looked' }
      for (const [n, { kind, fields }] of history.entries()) {
        const record: Fields = { ...ANA, ...fields, full_name: `${fields.first_name ?? 'Ana'} ${fields.last_name ?? 'Souza'}`, hire_date: `2026-03-${String(2 + n).padStart(2, '0')}`, ...(kind === 'leave' ? { leave: { from: '2026-03-01' } } : { leave: null }) }
        const desired = kind === 'ended' ? ended(record) : desiredOf(record, { onLeave: kind === 'leave' })
        const { plan, known: now } = await w.settled(desired, known)
        known = now
        if (plan.steps.length > 0) throw new Error(`left to do: ${plan.steps.map(({ kind }) => kind).join(', ')}`)
        const alive = w.stage.people().filter((each) => each.state === 'active' || (kind === 'leave' && each.state === play.onLeave))
        if (alive.length !== (kind === 'ended' ? 0 : 1)) throw new Error(`${alive.length} accounts stand after ${kind}`)
      }
      await w.faulty.close()
      return true
    }), { numRuns: play.histories ?? 25 })
  })
}

const lastKnown = (outcomes: Delivery['outcomes']): Known => outcomes.reduce<Known>((known, outcome) => 'known' in outcome && outcome.known !== undefined ? outcome.known : known, { kind: 'never_looked' })
const stepsOf = ({ steps }: Delivery): string[] => steps.map(({ effect }) => effect)
