import type { CommonOptions } from '../../domain/common-options.ts'
import { traceOf } from '../../domain/errors.ts'
import { retryDelay } from '../../domain/retry.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { releaseLane, takeLane } from '../../postgres/record/lanes.ts'
import { leaseDueLinks, postponeLink, releaseLinks, renewLeases, type LeasedLink } from '../../postgres/record/links.ts'
import { openDestination } from '../configure/open-destination.ts'
import { loadTenant } from '../configure/tenants.ts'
import { deliver } from './deliver.ts'
import { LANE_MS, LEASE_MS, type Delivering, type Lane } from './delivering.ts'
import { notBeforeArrival, seenAt } from './desired.ts'
import { contentOf } from './link-content.ts'
import { inOrder } from './order.ts'
import { startRun, type Flight, type Run } from './run.ts'

/** A destination opened for delivery; undefined when it, or its tenant, is gone. */
export async function openLane ({ pool, vault, adapters }: Pick<Delivering, 'pool' | 'vault' | 'adapters'>, id: string): Promise<Lane | undefined> {
  const opened = await openDestination({ vault, kinds: adapters }, pool, id)
  const tenant = opened && await loadTenant(pool, vault, opened.row.tenant)
  if (opened === undefined || tenant === undefined) return undefined
  return {
    id,
    name: opened.row.name,
    tenant: tenant.id,
    settings: tenant.settings,
    keys: await vault.keysOf(pool, tenant.id),
    adapter: opened.adapter,
    options: opened.options as unknown as CommonOptions,
    credentials: opened.credentials,
    baseUrl: opened.baseUrl,
    failures: opened.row.failures,
    wasParked: opened.row.parked_until !== null,
    configRevision: opened.row.config_revision
  }
}

/** What whoever runs a lane says to it. */
export interface LaneControl {
  /** False: others wait for this worker's attention, or it is leaving. */
  mayGoOn (): boolean
  /** Resolves when something may have become due, or after so many milliseconds. */
  woken (ms: number): Promise<void>
}

/** A lane with nothing to do looks again after so long, and then ends. */
const LINGER_MS = 200
const RENEW_MS = 3000
/** A load gets this part of the room as long as single events come, so that neither starves. */
const BULK_SHARE = 4

/**
 * The delivery loop of one destination: takes what is due as it has room for it, and ends when nothing is, when its slice of
 * time is over, or when the destination may not be called. One worker at a time runs it.
 */
export async function runLane (needs: Delivering, id: string, control: LaneControl): Promise<void> {
  const { pool, owner, now } = needs
  const keep = () => takeLane(pool, id, owner, LANE_MS, now())
  if (!await keep()) return
  try {
    while (control.mayGoOn()) {
      const lane = await openLane(needs, id)
      if (lane === undefined || await runOnce(needs, lane, control, keep) === 'over') return
    }
  } finally {
    await releaseLane(pool, id, owner)
  }
}

/** Runs a lane with one state of its settings; resolves when everything on its way has landed. */
async function runOnce (needs: Delivering, lane: Lane, control: LaneControl, keep: () => Promise<boolean>): Promise<'over' | 'settings changed'> {
  const run = await startRun(needs, lane)
  const renewing = needs.every(RENEW_MS, async () => { if (!await keep()) run.close(); else await renew(needs, run) })
  try {
    return await takeTurns(needs, run, control)
  } finally {
    if (!control.mayGoOn()) run.close()
    await Promise.all(landings(run))
    await renewing()   // a renewal that came after the release would keep the lane from the next worker
  }
}

async function takeTurns (needs: Delivering, run: Run, control: LaneControl): Promise<'over' | 'settings changed'> {
  let isIdle = false
  for (let turn = 0; control.mayGoOn() && !run.closed; turn++) {
    const room = run.width() - (run.flights.size - run.together.size())
    if (room < run.width() / 4) {
      await run.nextRest()
      continue
    }
    const links = await lease(needs, run, room, turn)
    if (links.some((link) => link.config_revision !== run.lane.configRevision)) {
      await releaseLinks(needs.pool, links)
      return 'settings changed'
    }
    await depart(needs, run, links)
    if (links.length === 0 && run.flights.size === 0 && isIdle) return 'over'
    isIdle = links.length === 0
    // Less was due than there is room for: nothing more is, until somebody says so.
    if (links.length < room) await control.woken(LINGER_MS)
  }
  return 'over'
}

const landings = ({ flights }: Run): Promise<void>[] => [...flights].map(({ landed }) => landed)

/** Leases of links on their way; whoever has lost theirs finds out before their next call. */
async function renew ({ pool, ticks }: Delivering, run: Run): Promise<void> {
  const flights = [...run.flights]
  if (flights.length === 0) return
  const asked = ticks()
  const ours = await renewLeases(pool, flights.map(({ link }) => link), LEASE_MS)
  for (const flight of flights) flight.leasedUntil = ours.has(flight.link.id) ? asked + LEASE_MS : -Infinity
}

/** What of the room a load gets, for certain. Where there is hardly any, it has every fourth turn. */
export const shareOfLoads = (room: number, turn: number): number =>
  room >= BULK_SHARE ? Math.floor(room / BULK_SHARE) : turn % BULK_SHARE === BULK_SHARE - 1 ? room : 0

/** Single events before loads; a load has its share, and either takes what the other leaves. */
async function lease ({ pool, now }: Delivering, { lane }: Run, room: number, turn: number): Promise<LeasedLink[]> {
  const take = (all: number, singles: number) => leaseDueLinks(pool, lane.id, { all, singles }, LEASE_MS, now())
  const most = room - shareOfLoads(room, turn)
  const links = await take(room, most)
  const full = links.filter(({ urgency }) => urgency === 0).length === most
  return full && links.length < room ? [...links, ...await take(room - links.length, room - links.length)] : links
}

let departed = 0

async function depart (needs: Delivering, run: Run, links: LeasedLink[]): Promise<void> {
  if (links.length === 0) return
  const began = needs.ticks()
  const readAt = needs.now()
  const events = await findLiveEvents(needs.pool, run.lane.keys, links.map(({ employee }) => employee))
  const travellers = links.map((link) => {
    const said = events.get(link.employee) ?? []
    return { link, seen: seenAt(run.lane, said, notBeforeArrival(said, readAt)) }
  })
  for (const { link, seen } of await inOrder(run, travellers)) {
    const now = () => seen.readAt + Math.round(needs.ticks() - began)
    const flight: Flight = { link, seen, now, content: contentOf(run.lane, link), leasedUntil: began + LEASE_MS, order: departed++, landed: Promise.resolve(), rest: Promise.withResolvers() }
    run.flights.add(flight)
    flight.landed = deliverSafely(needs, run, flight).finally(() => {
      run.flights.delete(flight)
      for (const [remoteId, one] of run.found) if (one === flight) run.found.delete(remoteId)
      run.noteRest(flight)
    })
  }
}

/**
 * Our own fault with one link stops nobody else: it is logged and shown, and comes back later and later. The lease is left to
 * run out, so that whoever takes the link then knows that a write may have been under way.
 */
async function deliverSafely (needs: Delivering, run: Run, flight: Flight): Promise<void> {
  try {
    await deliver(needs, run, flight)
  } catch (error) {
    const { pool, log, now, random } = needs
    log.error({ link: flight.link.id, destination: run.lane.id, ...traceOf(error), alert: 'internal' }, 'a link could not be delivered')
    await postponeLink(pool, flight.link, now() + 1000 + retryDelay(flight.link.tries, random()), now()).catch(() => {})   // the database is away: the lease ends by itself
  }
}
