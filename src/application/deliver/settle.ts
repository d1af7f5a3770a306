import type { Ask, BrakeKind, Known, Plan, Wait } from '../../domain/destination.ts'
import type { Event } from '../../domain/event.ts'
import { fateOf, isFinal, type Ending, type Fate, type Settling } from '../../domain/fate.ts'
import { view } from '../../domain/view/view.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { dropBrakes } from '../../postgres/record/brake.ts'
import { findOpenFates, refreshStatuses, setConfirmed, setFates } from '../../postgres/record/fates.ts'
import { findHoldsOfLink, insertHold, supersedeOthers } from '../../postgres/record/holds.ts'
import { findHashesOf, findReports } from '../../postgres/record/identifiers.ts'
import { forgetFields, settleLink, setWaits, wakeWaiting, type LinkRow } from '../../postgres/record/links.ts'
import { setLeaders } from '../../postgres/record/leaders.ts'
import { referenceHashes } from '../interpret/holders.ts'
import { LeaseLost } from './call.ts'
import type { Delivering, Lane, LinkContent } from './delivering.ts'
import { viewOptionsOf, type Wanted } from './desired.ts'
import { contentOf } from './link-content.ts'
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

/** One fenced transaction: what is known, the questions, who is waited for, when it is due next, and what became of each event. */
export async function settle (needs: Delivering, lane: Lane, link: LinkRow, done: Done): Promise<void> {
  const { pool, wakeLanes, now } = needs
  const news = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    if (!await settleLink(tx, link, rowOf(lane, link, done), needs.now())) throw new LeaseLost('settled by another')
    const holds = await settleHolds(needs, tx, lane, link, done.plan.holds)
    await setLeaders(tx, link.id, lane.id, done.known.kind === 'active' ? lane.adapter.leadersOf(done.known) : [], now())
    await setWaits(tx, lane.tenant, link.id, hashesAwaited(lane, done))
    if (done.known.kind !== 'never_looked') await dropBrakes(tx, link.id, done.runs, aheadOf(done))
    await settleFates(tx, lane, link, done, holds)
    const { confirmed } = done.known as { confirmed?: boolean }
    if (confirmed !== undefined) await setConfirmed(tx, link.id, confirmed)
    return await newsFor(tx, lane, link, done.known, now())
  }))
  // After the commit: whoever began to wait meanwhile either is found here or sees what was committed (see `deliver`).
  if (news.length > 0 && await unlessDeadlocked(() => wakeWaiting(pool, lane.tenant, news, now())) > 0) wakeLanes()
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

async function settleFates (tx: Db, lane: Lane, link: LinkRow, done: Done, holds: Map<Ask, string>): Promise<void> {
  const open = await findOpenFates(tx, link.id)
  const byId = new Map(done.events.map((event) => [event.id, event]))
  const settling: Settling = { desired: done.wanted.desired, known: done.known, plan: done.plan, ending: done.ending }
  const fates = open.flatMap(({ event: id }) => {
    const event = byId.get(id)
    return event === undefined ? [] : [{ event, fate: fateOf(event, viewFor(lane, event, done), settling) }]
  })
  await setFates(tx, lane.id, fates.map(({ event, fate }) => ({ event: event.id, ...columnsOf(fate, holds) })))
  await refreshStatuses(tx, fates.map(({ event }) => event.id))
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

/**
 * The hashes of a person of whom something is new that others wait for: the account appeared, ended, or has other leaders.
 * Reports of someone who ended are read again: the platform may have moved them.
 */
async function newsFor (tx: Db, lane: Lane, link: LinkRow, known: Known, now: number): Promise<Buffer[]> {
  const before = contentOf(lane, { ...link, known: link.known === 'stale' ? 'active' : link.known }).known
  const facts = (one: Known) => JSON.stringify([one.kind, 'remoteId' in one ? one.remoteId : null, [...lane.adapter.leadersOf(one)].sort()])
  if (facts(before) === facts(known)) return []
  const hashes = await findHashesOf(tx, [link.employee])
  if (known.kind === 'ended' && before.kind !== 'ended') await forgetFields(tx, lane.id, await findReports(tx, lane.tenant, hashes), now)
  return hashes
}
