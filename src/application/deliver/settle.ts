import type { Ask, BrakeKind, Plan, Wait } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { traceOf } from '../../domain/errors.ts'
import type { Event } from '../../domain/event.ts'
import { fateOf, isFinal, type Ending, type Fate, type Settling } from '../../domain/fate.ts'
import { view } from '../../domain/view/view.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { insertAttempts, type Attempt } from '../../postgres/record/attempts.ts'
import { dropBrakes } from '../../postgres/record/brake.ts'
import { findOpenFates, refreshStatuses, setConfirmed, setFates } from '../../postgres/record/fates.ts'
import { findHoldsOfLink, insertHold, supersedeOthers } from '../../postgres/record/holds.ts'
import { findHashesOf, findReports } from '../../postgres/record/identifiers.ts'
import { forgetFields, settleLinks, setWaits, wakeWaiting, type LeasedLink, type LinkRow } from '../../postgres/record/links.ts'
import { setLeaders } from '../../postgres/record/leaders.ts'
import { publish } from '../feed/publish.ts'
import { referenceHashes } from '../interpret/holders.ts'
import type { Delivering, Lane, LinkContent } from './delivering.ts'
import { viewOptionsOf, type Wanted } from './desired.ts'
import { causeOf, digestOf } from './questions.ts'

/** How far a delivery came. */
export interface Done {
  wanted: Wanted
  plan: Plan
  known: Known
  doubtUntil: number | undefined
  runs: { kind: BrakeKind, run: number }[]
  events: Event[]
  ending: Ending
  /** Whether this delivery counts as a try of the link's retry ladder. */
  spent: boolean
}

/** What is written of one link at the end of a delivery. */
export interface Settlement {
  link: LeasedLink
  /** What was known when it was leased. */
  before: Known
  done: Done
  attempts: Attempt[]
}

/**
 * One fenced transaction for all of them: what was called, what is known, the questions, who is waited for, when each is due
 * next, and what became of each event. Answers, in their order, whose lease was still ours; of the others only the calls are
 * written.
 */
export async function settleAll (needs: Delivering, lane: Lane, settlements: Settlement[]): Promise<boolean[]> {
  const { pool, wakeLanes, now } = needs
  // In the order in which links are locked everywhere.
  const inOrder = settlements.toSorted((a, b) => a.link.employee < b.link.employee ? -1 : 1)
  const { ours, news } = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    const ours = await settleLinks(tx, inOrder.map(({ link, done }) => ({ link, row: rowOf(lane, link, done) })), now())
    await insertAttempts(tx, settlements.flatMap(({ attempts }) => attempts))
    return { ours, news: await settleRest(needs, tx, lane, settlements.filter(({ link }) => ours.has(link.id))) }
  }))
  // After the commit: whoever began to wait meanwhile either is found here or sees what was committed (see `deliver`).
  if (news.length > 0 && await wokenBy(needs, lane, news) > 0) wakeLanes()
  return settlements.map(({ link }) => ours.has(link.id))
}

/** What was committed is not done again because this fails: whoever waits for people looks again by themselves, after a while. */
async function wokenBy ({ pool, now, log }: Delivering, { id, tenant }: Lane, people: string[]): Promise<number> {
  try {
    return await unlessDeadlocked(() => wakeWaiting(pool, tenant, people, now()))
  } catch (error) {
    log.error({ destination: id, ...traceOf(error) }, 'those who wait for people were not woken; they look again by themselves')
    return 0
  }
}

/** Answers the people of whom something is new that others wait for. */
async function settleRest (needs: Delivering, tx: Db, lane: Lane, ours: Settlement[]): Promise<string[]> {
  const { now } = needs
  const holds = new Map<Ask, string>()
  for (const { link, done } of ours) {
    if (link.asked || done.plan.holds.length > 0) for (const [ask, id] of await settleHolds(needs, tx, lane, link, done.plan.holds)) holds.set(ask, id)
  }
  await setLeaders(tx, lane.id, ours.filter((one) => leadersChanged(lane, one)).map(({ link, done }) => ({ link: link.id, remoteIds: leadersIn(lane, done.known) })), now())
  const awaited = ours.map(({ link, done }) => ({ link, hashes: hashesAwaited(lane, done) })).filter(({ link, hashes }) => link.waits || hashes.length > 0)
  await setWaits(tx, lane.tenant, awaited.map(({ link }) => link.id), awaited.flatMap(({ link, hashes }) => hashes.map((hash) => ({ link: link.id, hash }))))
  const looked = ours.filter(({ link, done }) => (link.braked || done.runs.length > 0) && done.known.kind !== 'never_looked')
  await dropBrakes(tx, looked.map(({ link }) => link.id),
    looked.flatMap(({ link, done }) => done.runs.map((run) => ({ link: link.id, ...run }))),
    looked.flatMap(({ link, done }) => aheadOf(done).map((kind) => ({ link: link.id, kind }))))
  await settleFates(tx, lane, ours, holds)
  await publish(tx, lane, ours.map(({ link, done }) => ({ link: link.id, known: done.known })))
  await setConfirmed(tx, ours.flatMap(({ link, done: { known } }) => 'confirmed' in known && known.confirmed !== undefined ? [{ link: link.id, confirmed: known.confirmed }] : []))
  const changed = ours.filter(({ before, done }) => isNews(lane, before, done.known))
  for (const { link, before, done } of changed) {
    // Reports of someone who ended are read again: the platform may have moved them.
    if (done.known.kind === 'ended' && before.kind !== 'ended') await forgetFields(tx, lane.id, await findReports(tx, lane.tenant, await findHashesOf(tx, [link.employee])), now())
  }
  return changed.map(({ link }) => link.employee)
}

const leadersIn = (lane: Lane, known: Known): string[] => known.kind === 'active' ? lane.adapter.leadersOf(known) : []

/** Also when nothing was known: what stood there before may have been written by us. */
function leadersChanged (lane: Lane, { link, before, done }: Settlement): boolean {
  const [was, is] = [leadersIn(lane, before), leadersIn(lane, done.known)]
  return link.known === 'never_looked' ? is.length > 0 || link.fence > 1 : was.length !== is.length || was.some((id) => !is.includes(id))
}

function rowOf (lane: Lane, link: LinkRow, { known, doubtUntil, ending, spent, plan, wanted }: Done) {
  const failing = ending.kind === 'retrying' || ending.kind === 'failed'
  const content: LinkContent = { known, ...(doubtUntil !== undefined && { doubtUntil }) }
  const confirmAt = known.kind === 'active' || known.kind === 'ended' ? known.confirm?.at : undefined
  const retryAt = ending.kind === 'retrying' || ending.kind === 'processing' ? ending.dueAt : undefined
  const due = [retryAt, confirmAt, wanted.employee.changesAt, ...plan.waits.map((wait) => dueOf(wait, wanted.desired.at)), plan.holds.some(({ reason }) => reason === 'has_reports') ? wanted.desired.at + PATIENCE_MS : undefined].filter((at) => at !== undefined)
  return {
    remoteId: known.kind === 'active' || known.kind === 'ended' ? known.remoteId : null,
    known: known.kind,
    sealed: lane.keys.seal(content),
    dueAt: due.length === 0 ? null : Math.min(...due),
    tries: failing ? link.tries + (spent ? 1 : 0) : 0,
    failingSince: failing ? link.failing_since ?? wanted.desired.at : null,
    failure: failing ? ending.code : null
  }
}

/** A wait for people is ended by them; should a wake-up be lost with the process that owed it, it is looked at again. */
const PATIENCE_MS = 15 * 60_000
const dueOf = ({ until, why }: Wait, at: number): number | undefined => until ?? (why === 'manager' || why === 'reports' ? at + PATIENCE_MS : undefined)

/** Questions about what a destination does, or about a crowd: whoever operates this is told at once. */
const ALARMING = new Set(['unconfirmed', 'gone', 'brake'])

/** The same question keeps its hold; others close. Answers the hold of each question. */
async function settleHolds (needs: Delivering, tx: Db, lane: Lane, link: LinkRow, asks: Ask[]): Promise<Map<Ask, string>> {
  const digests = asks.map((ask) => digestOf(lane.keys, ask))
  await supersedeOthers(tx, link.id, digests)
  for (const [i, ask] of asks.entries()) {
    const isNew = await insertHold(tx, {
      id: needs.newId('hold'), tenant: lane.tenant, event: null, link: link.id, reason: ask.reason, cause: causeOf(lane.keys, lane.id, ask), digest: digests[i]!, sealed: lane.keys.seal(ask), touches: null
    })
    if (isNew && ALARMING.has(ask.reason)) needs.log.warn({ link: link.id, destination: lane.id, tenant: lane.tenant, reason: ask.reason, alert: 'held' }, 'a person has to look at a destination')
  }
  const open = new Map((await findHoldsOfLink(tx, link.id)).filter(({ state }) => state === 'open').map(({ digest, id }) => [digest, id]))
  return new Map(asks.flatMap((ask, i) => open.has(digests[i]!) ? [[ask, open.get(digests[i]!)!]] : []))
}

function hashesAwaited (lane: Lane, { wanted, plan, events }: Done): Buffer[] {
  const source = events.find(({ id }) => id === wanted.employee.owners.get('managers'))?.source ?? 'api'
  const named = plan.waits.flatMap(({ references = [] }) => references.flatMap((reference) => referenceHashes(lane.keys, reference, source)))
  const reports = plan.waits.some(({ why }) => why === 'reports') || plan.holds.some(({ reason }) => reason === 'has_reports') ? wanted.reportHashes : []
  return [...new Map([...named, ...reports].map((hash) => [hash.toString('hex'), hash])).values()]
}

/** What of a run is still to come for this person: it is judged with the others on its day. */
function aheadOf ({ wanted: { desired }, events }: Done): BrakeKind[] {
  return [
    ...(desired.endsAt !== undefined ? ['endings' as const] : []),
    ...(desired.startsAt !== undefined ? ['hires' as const] : []),
    ...(events.some(({ stamp }) => stamp.time > desired.at) ? ['rekeys' as const] : [])
  ]
}

async function settleFates (tx: Db, lane: Lane, ours: Settlement[], holds: Map<Ask, string>): Promise<void> {
  if (ours.length === 0) return
  const byLink = new Map(ours.map((one) => [one.link.id, one]))
  const fates = (await findOpenFates(tx, [...byLink.keys()])).flatMap(({ event: id, link }) => {
    const { done } = byLink.get(link)!
    const event = done.events.find((one) => one.id === id)
    const settling: Settling = { desired: done.wanted.desired, known: done.known, plan: done.plan, ending: done.ending }
    return event === undefined ? [] : [{ event: event.id, ...columnsOf(fateOf(event, viewFor(lane, event, done), settling), holds) }]
  })
  await setFates(tx, lane.id, fates)
  await refreshStatuses(tx, fates.map(({ event }) => event))
}

/** A statement that is still to come is judged at the moment from which it counts. */
function viewFor (lane: Lane, event: Event, { events, wanted }: Done) {
  return event.stamp.time <= wanted.desired.at ? wanted.employee : view(events, event.stamp.time, viewOptionsOf(lane))
}

const columnsOf = (fate: Fate, holds: Map<Ask, string>) => ({
  status: fate.status,
  reason: fate.reason ?? null,
  final: isFinal(fate.status),
  hold: fate.hold === undefined ? null : holds.get(fate.hold) ?? null,
  dueAt: fate.dueAt ?? null,
  error: fate.error ?? null,
  withheld: fate.withheld ?? null
})

/** Whether something is new of a person that others wait for: the account appeared, ended, or has other leaders. */
function isNews (lane: Lane, before: Known, known: Known): boolean {
  const facts = (one: Known) => JSON.stringify([one.kind, 'remoteId' in one ? one.remoteId : null, [...lane.adapter.leadersOf(one)].sort()])
  return facts(before) !== facts(known)
}
