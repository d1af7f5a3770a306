import { isDeepStrictEqual } from 'node:util'
import { CallFailure, type Desired, type Plan, type Step, type Wait } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { insertAttempts, type Attempt } from '../../postgres/record/attempts.ts'
import { findHoldsOfLink } from '../../postgres/record/holds.ts'
import { findLinkByRemoteId, releaseLinks, setLinksDue } from '../../postgres/record/links.ts'
import { attemptsOf } from './attempts.ts'
import { callerOf, LaneClosed, LeaseLost, type Called } from './call.ts'
import type { Shared } from './bulk.ts'
import { calendarWaits } from './calendar-waits.ts'
import { contextOf } from './context.ts'
import { CALL_MS, type Delivering, type Lane, type LaneContext } from './delivering.ts'
import { wantedOf, seenAt, type Around, type Wanted } from './desired.ts'
import { gate, type Gate } from './gate.ts'
import { toBeRead } from './link-content.ts'
import { decisionsFrom } from './questions.ts'
import type { Flight, Run } from './run.ts'
import type { Done } from './settle.ts'
import { troubleOf, UNRECOGNISED } from './trouble.ts'

/** A plan that needs more steps than this does not come to an end: our bug, shown as such. */
const MOST_STEPS = 15
/** How often somebody waits for the others of their run before the link is given back, to be taken when they may have been looked at. */
const MOST_WAITS = 4

/**
 * Brings one leased link up to date: plan, do the first step, plan again, until nothing is left to do or something stands in
 * the way. Then the link is settled, in one fenced transaction that it shares with others.
 */
export async function deliver (needs: Delivering, run: Run, flight: Flight): Promise<void> {
  const { link } = flight
  const attempts: Attempt[] = []
  try {
    const done = await bringUpToDate(needs, run, flight, attempts)
    if (done === 'untouched') return await releaseLinks(needs.pool, [link])
    if (!await run.settle({ link, before: flight.content.known, done, attempts })) throw new LeaseLost('settled by another')
    if (waitsForPeople(done.plan) && await hasChanged(needs, run, flight, done)) {
      await setLinksDue(needs.pool, [link.id], needs.now())
      needs.wakeLanes()
    }
  } catch (error) {
    if (error instanceof LeaseLost) return needs.log.warn({ link: link.id, destination: run.lane.id }, 'a lease was lost; its new holder looks before it writes')
    await insertAttempts(needs.pool, attempts).catch(() => {})   // what was called is kept if it can be; the error is what is told
    throw error
  }
}

const waitsForPeople = ({ waits, holds }: Plan): boolean =>
  waits.some(({ why }) => why === 'manager' || why === 'reports') || holds.some(({ reason }) => reason === 'has_reports')

/**
 * Whether those who are waited for have changed since they were looked at. They wake whoever waits after their own commit,
 * and we look after ours: one of the two sees the other.
 */
async function hasChanged (needs: Delivering, run: Run, flight: Flight, { known, wanted }: Done): Promise<boolean> {
  const events = await run.reads.liveEvents(flight.link.employee)
  const there = { ...flight.link, remote_id: 'remoteId' in known ? known.remoteId : null }
  const { desired: { managers, reports } } = await wantedOf(aroundOf(needs, run, flight), run.lane, there, known, seenAt(run.lane, events, needs.now()), needs.now())
  return !isDeepStrictEqual([managers, reports], [wanted.desired.managers, wanted.desired.reports])
}

/** Whoever set out before us is waited for: a leader whose account is being made, a report who is leaving too. */
const aroundOf = ({ pool }: Delivering, run: Run, { order }: Flight): Around => ({
  db: pool,
  reads: run.reads,
  async landed (employee) {
    for (const other of run.flights) if (other.link.employee === employee && other.order < order) await other.rest.promise
  }
})

/** What is believed of a link while it is brought up to date. */
interface Belief { known: Known, doubtUntil: number | undefined }

async function bringUpToDate (needs: Delivering, run: Run, flight: Flight, attempts: Attempt[]): Promise<Done | 'untouched'> {
  const { pool } = needs
  const { lane } = run
  const { link, seen, now } = flight
  const { events } = seen
  const answerTo = decisionsFrom(lane.keys, link.asked ? await findHoldsOfLink(pool, link.id) : [])
  const called: Called[] = []
  const context = contextOf(needs, run, callerOf(needs, run, [flight], called), now)
  const planning: Planning = { run, flight, answerTo, around: aroundOf(needs, run, flight) }
  let belief = beliefOf(lane, flight)
  let waited = 0
  let lookedAgain = false

  for (let count = 0; ; count++) {
    belief = readAfterDoubt(belief, now())
    const { wanted, gated } = await planned(planning, belief)
    if (gated.awaited !== undefined && waited++ < MOST_WAITS && await run.together.wait(flight, gated.awaited)) continue
    const done = { wanted, plan: gated.plan, runs: gated.runs, events, ...belief }
    const step = gated.plan.steps[0]
    if (step === undefined) return { ...done, ending: { kind: 'settled' }, spent: false }
    if (count >= MOST_STEPS) {
      needs.log.error({ link: link.id, destination: lane.id, step: step.kind, alert: 'endless_plan' }, 'a plan does not come to an end')
      return { ...done, ...await troubleOf(needs, run, link, { kind: 'retry', code: 'endless_plan' }) }
    }

    const outcome = await runStep(run, { flight, step, desired: wanted.desired, known: belief.known, called }, context)
    attempts.push(...attemptsOf(needs, lane, link, step, outcome, called.splice(0)))
    if (outcome === 'closed') return attempts.length === 0 ? 'untouched' : { ...done, ending: { kind: 'processing', dueAt: now() }, spent: false }
    const next = believed(belief, step, outcome)
    if (next !== undefined) {
      const again: boolean = step.effect === 'reads' && !lookedAgain && await isFoundByAnother(needs, run, flight, next.known)
      lookedAgain ||= again
      belief = again ? { known: { kind: 'never_looked' }, doubtUntil: undefined } : next
      await run.noteSuccess()
      continue
    }
    if (outcome.kind === 'later') {
      await run.noteSuccess()
      return { ...done, ...belief, known: outcome.known, ending: { kind: 'processing', dueAt: now() }, spent: false }
    }
    if (outcome.kind === 'unknown' && step.effect !== 'reads') belief = outcome.known === undefined ? doubted(belief, now() + lane.adapter.settleMs) : { known: outcome.known, doubtUntil: undefined }
    const trouble = await troubleOf(needs, run, link, outcome as Exclude<Outcome, { kind: 'delivered' | 'held' | 'later' }>)
    return { ...done, ...belief, ...trouble }
  }
}

/**
 * Two people may look for one account at once, such as two who share an address, before either has written what tells them apart.
 * Whoever found it second looks again when the first has landed: then the account says whose it is.
 */
async function isFoundByAnother ({ pool }: Delivering, run: Run, flight: Flight, known: Known): Promise<boolean> {
  const { link, order } = flight
  if (link.remote_id !== null || !('remoteId' in known)) return false
  const first = run.found.get(known.remoteId)
  if (first !== undefined && first !== flight) {
    if (first.order < order) await first.rest.promise
    return true
  }
  run.found.set(known.remoteId, flight)
  // Whoever found it and has landed since we looked is linked by now.
  return (await findLinkByRemoteId(pool, run.lane.id, [known.remoteId])).some(({ employee }) => employee !== link.employee)
}

/** What the link says, or less: after a lease that ended without a word, a write may be under way whose answer nobody got. */
function beliefOf (lane: Lane, { link, now, content: { known, doubtUntil } }: Flight): Belief {
  // What was refused in words that nobody knows is not repeated before somebody has looked.
  if (link.failure === UNRECOGNISED && link.doubt_since === null) return { known: toBeRead(known, now()), doubtUntil }
  // Its last call began at the latest so long before the lease ended.
  return link.doubt_since === null ? { known, doubtUntil } : doubted({ known, doubtUntil }, link.doubt_since - CALL_MS + lane.adapter.settleMs)
}

function doubted ({ known }: Belief, doubtUntil: number): Belief {
  return { known: known.kind === 'absent' ? { kind: 'never_looked' } : known, doubtUntil }
}

/** An account about which there was doubt is read again when the doubt is over, before anything is repeated there. */
function readAfterDoubt ({ known, doubtUntil }: Belief, at: number): Belief {
  if (doubtUntil === undefined || (known.kind !== 'active' && known.kind !== 'ended')) return { known, doubtUntil }
  return at < doubtUntil ? { known, doubtUntil } : { known: toBeRead(known, at, { doubted: true }), doubtUntil: undefined }
}

/** What stays the same from plan to plan. */
interface Planning { run: Run, flight: Flight, answerTo: ReturnType<typeof decisionsFrom>, around: Around }

async function planned ({ run, flight: { link, seen, now }, answerTo, around }: Planning, { known, doubtUntil }: Belief): Promise<{ wanted: Wanted, gated: Gate }> {
  const { lane } = run
  const wanted = await wantedOf(around, lane, link, known, seen, now())
  const desired: Desired = { ...wanted.desired, ...(doubtUntil !== undefined && { doubtUntil }) }
  const plan = await lane.adapter.plan(desired, known, { options: lane.options, catalogue: run.catalogue, answerTo })
  const untilRead: Wait[] = doubtUntil !== undefined && (known.kind === 'active' || known.kind === 'ended') ? [{ registers: [ALL], why: 'settle', until: doubtUntil }] : []
  const whole: Plan = { ...plan, waits: [...plan.waits, ...calendarWaits(wanted, lane), ...untilRead], steps: untilRead.length > 0 ? [] : plan.steps }
  return { wanted: { ...wanted, desired }, gated: await gate(run.judge, { lane, link, events: seen.events, answerTo, employee: wanted.employee }, whole, desired.at) }
}

/** What is believed after a step that got somewhere; undefined when it did not. */
function believed ({ known, doubtUntil }: Belief, step: Step, outcome: Outcome): Belief | undefined {
  if (outcome.kind === 'delivered') {
    // Somebody who was not found may still appear; an account that was found ends the doubt.
    const stays = step.effect === 'reads' && (outcome.known.kind === 'never_looked' || (outcome.known.kind === 'absent' && outcome.known.lookedAt < (doubtUntil ?? 0)))
    return { known: outcome.known, doubtUntil: stays ? doubtUntil : undefined }
  }
  if (outcome.kind === 'held') return { known: outcome.known, doubtUntil }
  if (outcome.kind === 'refused' && outcome.field !== undefined && (known.kind === 'active' || known.kind === 'ended')) {
    const meant = step.changes.find(({ field }) => field === outcome.field)?.to ?? null
    const refused = { ...known.refused, [outcome.field]: { value: meant, reason: 'refused_value' as const, code: outcome.code, times: 1 } }
    return { known: { ...known, refused }, doubtUntil }
  }
  return undefined
}

async function runStep ({ lane: { adapter }, sharing }: Run, shared: Shared, context: LaneContext): Promise<Outcome | 'closed'> {
  const { step, desired, known } = shared
  try {
    const together = sharing?.takes(step) === true ? await sharing.run(shared) : undefined
    return together ?? await adapter.run(step, desired, known, context)
  } catch (error) {
    if (error instanceof LaneClosed) return 'closed'
    if (!(error instanceof CallFailure)) throw error
    return error.sent && step.effect !== 'reads' ? { kind: 'unknown', code: error.code } : { kind: 'retry', code: error.code, lane: true }
  }
}
