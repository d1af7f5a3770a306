import { isDeepStrictEqual } from 'node:util'
import { CallFailure, type Desired, type Known, type Plan, type Step, type Wait } from '../../domain/destination.ts'
import type { Event } from '../../domain/event.ts'
import { ALL } from '../../domain/fate.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { addToCatalogue, loadCatalogue } from '../../postgres/record/catalogue.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { findHoldsOfLink } from '../../postgres/record/holds.ts'
import { noteSuccess } from '../../postgres/record/lanes.ts'
import { setLinksDue, type LinkRow } from '../../postgres/record/links.ts'
import { callerOf, LeaseLost, type Called } from './call.ts'
import { calendarWaits } from './calendar-waits.ts'
import { CALL_MS, type Delivering, type Lane, type LaneContext } from './delivering.ts'
import { wantedOf } from './desired.ts'
import { gate, type Gate, type Gated } from './gate.ts'
import { contentOf, toBeRead } from './link-content.ts'
import { decisionsFrom } from './questions.ts'
import { recordAttempts } from './attempts.ts'
import { settle, type Done } from './settle.ts'
import { troubleOf } from './trouble.ts'

/** A plan that needs more steps than this does not come to an end: our bug, shown as such. */
const MOST_STEPS = 15

/**
 * Brings one leased link up to date: plan, do the first step, plan again, until nothing is left to do or something stands in
 * the way. Then the link is settled, in one fenced transaction.
 */
export async function deliver (needs: Delivering, lane: Lane, link: LinkRow): Promise<void> {
  try {
    const done = await bringUpToDate(needs, lane, link)
    await settle(needs, lane, link, done)
    if (waitsForPeople(done.plan) && await hasChanged(needs, lane, link, done)) {
      await setLinksDue(needs.pool, [link.id], needs.now())
      needs.wakeLanes()
    }
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error
    needs.log.warn({ link: link.id, destination: lane.id }, 'a lease was lost; its new holder looks before it writes')
  }
}

const waitsForPeople = ({ waits, holds }: Plan): boolean =>
  waits.some(({ why }) => why === 'manager' || why === 'reports') || holds.some(({ reason }) => reason === 'has_reports')

/**
 * Whether those who are waited for have changed since they were looked at. They wake whoever waits after their own commit,
 * and we look after ours: one of the two sees the other.
 */
async function hasChanged ({ pool, now }: Delivering, lane: Lane, link: LinkRow, { known, wanted }: Done): Promise<boolean> {
  const events = (await findLiveEvents(pool, lane.keys, [link.employee])).get(link.employee) ?? []
  const { desired: { managers, reports } } = await wantedOf(pool, lane, { ...link, remote_id: 'remoteId' in known ? known.remoteId : null }, known, events, now())
  return !isDeepStrictEqual([managers, reports], [wanted.desired.managers, wanted.desired.reports])
}

/** What is believed of a link while it is brought up to date. */
interface Belief { known: Known, doubtUntil: number | undefined }

async function bringUpToDate (needs: Delivering, lane: Lane, link: LinkRow): Promise<Done> {
  const { pool, now } = needs
  const events = (await findLiveEvents(pool, lane.keys, [link.employee])).get(link.employee) ?? []
  const answerTo = decisionsFrom(lane.keys, await findHoldsOfLink(pool, link.id))
  const called: Called[] = []
  const context = await contextOf(needs, lane, link, called)
  let belief = beliefOf(lane, link)

  for (let count = 0; ; count++) {
    belief = readAfterDoubt(belief, now())
    const { wanted, gated } = await planned({ ...needs, lane, link, events, answerTo, context }, belief)
    const done = { wanted, plan: gated.plan, runs: gated.runs, events, ...belief }
    const step = gated.plan.steps[0]
    if (step === undefined) return { ...done, ending: { kind: 'settled' }, spent: false }
    if (count >= MOST_STEPS) {
      needs.log.error({ link: link.id, destination: lane.id, step: step.kind, alert: 'endless_plan' }, 'a plan does not come to an end')
      return { ...done, ...await troubleOf(needs, lane, link, { kind: 'retry', code: 'endless_plan' }) }
    }

    const outcome = await run(lane, step, wanted.desired, belief.known, context)
    await recordAttempts(needs, lane, link, step, outcome, called.splice(0))
    const next = believed(belief, step, outcome)
    if (next !== undefined) {
      belief = next
      await noteSuccess(pool, lane.id)
      continue
    }
    if (outcome.kind === 'unknown' && step.effect !== 'reads') belief = doubted(belief, now() + lane.adapter.settleMs)
    const trouble = await troubleOf(needs, lane, link, outcome as Exclude<Outcome, { kind: 'delivered' | 'held' }>)
    return { ...done, ...belief, ...trouble }
  }
}

/** What the link says, or less: after a lease that ended without a word, a write may be under way whose answer nobody got. */
function beliefOf (lane: Lane, link: LinkRow): Belief {
  const { known, doubtUntil } = contentOf(lane, link)
  // Its last call began at the latest so long before the lease ended.
  return link.doubt_since === null ? { known, doubtUntil } : doubted({ known, doubtUntil }, link.doubt_since - CALL_MS + lane.adapter.settleMs)
}

function doubted ({ known }: Belief, doubtUntil: number): Belief {
  return { known: known.kind === 'absent' ? { kind: 'never_looked' } : known, doubtUntil }
}

/** An account about which there was doubt is read again when the doubt is over, before anything is repeated there. */
function readAfterDoubt ({ known, doubtUntil }: Belief, at: number): Belief {
  if (doubtUntil === undefined || (known.kind !== 'active' && known.kind !== 'ended')) return { known, doubtUntil }
  return at < doubtUntil ? { known, doubtUntil } : { known: toBeRead(known, at), doubtUntil: undefined }
}

async function planned (all: Delivering & Omit<Gated, 'employee'> & { events: Event[], context: LaneContext }, { known, doubtUntil }: Belief): Promise<{ wanted: Done['wanted'], gated: Gate }> {
  const { pool, lane, link, events, answerTo, context } = all
  const wanted = await wantedOf(pool, lane, link, known, events, all.now())
  const desired: Desired = { ...wanted.desired, ...(doubtUntil !== undefined && { doubtUntil }) }
  const plan = lane.adapter.plan(desired, known, { options: lane.options, catalogue: context.catalogue, answerTo })
  const untilRead: Wait[] = doubtUntil !== undefined && (known.kind === 'active' || known.kind === 'ended') ? [{ registers: [ALL], why: 'settle', until: doubtUntil }] : []
  const whole: Plan = { ...plan, waits: [...plan.waits, ...calendarWaits(wanted, lane), ...untilRead], steps: untilRead.length > 0 ? [] : plan.steps }
  return { wanted: { ...wanted, desired }, gated: await gate(pool, { lane, link, events, answerTo, employee: wanted.employee }, whole, desired.at) }
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

async function run (lane: Lane, step: Step, desired: Desired, known: Known, context: LaneContext): Promise<Outcome> {
  try {
    return await lane.adapter.run(step, desired, known, context)
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return error.sent && step.effect !== 'reads' ? { kind: 'unknown', code: error.code } : { kind: 'retry', code: error.code, lane: true }
  }
}

async function contextOf (needs: Delivering, lane: Lane, link: LinkRow, called: Called[]): Promise<LaneContext> {
  const context: LaneContext = {
    call: callerOf(needs, lane, link, called),
    options: lane.options,
    credentials: lane.credentials,
    catalogue: await loadCatalogue(needs.pool, lane.id),
    now: needs.now,
    learn: async (list, entries, listed) => {
      await addToCatalogue(needs.pool, lane.id, list, entries, listed ? needs.now() : undefined)
      context.catalogue = await loadCatalogue(needs.pool, lane.id)
    }
  }
  return context
}
