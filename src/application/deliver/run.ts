import type { Catalogue } from '../../domain/destination.ts'
import type { Directory } from '../../domain/directory.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { addToCatalogue, loadCatalogue } from '../../postgres/record/catalogue.ts'
import { noteSuccess } from '../../postgres/record/lanes.ts'
import type { LeasedLink } from '../../postgres/record/links.ts'
import { grouped } from '../grouped.ts'
import { sharingOf, type Sharing } from './bulk.ts'
import { directoryOf } from './directory.ts'
import type { Delivering, Lane, LinkContent } from './delivering.ts'
import type { Seen } from './desired.ts'
import type { Judge } from './gate.ts'
import { judge, type Braked } from './judge.ts'
import { createPace, type Pace } from './pace.ts'
import { readsOf, type Reads } from './reads.ts'
import { settleAll, type Settlement } from './settle.ts'
import { createSlots, type Slots } from './slots.ts'
import { createTogether, type Together } from './together.ts'

/** A leased link on its way. */
export interface Flight {
  link: LeasedLink
  /** What the link kept when it was leased. */
  content: LinkContent
  /** Whom it is about. */
  seen: Seen
  /** The business clock as it goes on from where it was at departure: a jump meanwhile is for the next flight. */
  now (): number
  /** By our own clock that only goes forward. */
  leasedUntil: number
  /** Who set out earlier may be waited for, and never the other way round. */
  order: number
  landed: Promise<void>
  /** Resolves when it has landed, or waits in the air for others: nobody is to wait for it now. */
  rest: PromiseWithResolvers<void>
}

/** A lane while it runs: what all its links share. */
export interface Run {
  lane: Lane
  catalogue: Catalogue
  directory: Directory
  slots: Slots
  pace: Pace
  judge: Judge
  together: Together
  reads: Reads
  /** Until they have landed, which is later than they are settled: the same link may have set out again by then. */
  flights: Set<Flight>
  /** Accounts that those in the air have found by looking, by remote id: the first who found one has it. */
  found: Map<string, Flight>
  closed: boolean
  /** Nothing is called any more: what waits for its turn goes back to be due. */
  close (): void
  /** Takes steps together with those of others; undefined: each step has its own call. */
  sharing: Sharing | undefined
  /** Failures of the destination that have been counted: one that is everybody's is one. */
  counted: WeakSet<Outcome>
  learn (list: string, entries: { label: string, remoteId?: string }[], listed?: boolean): Promise<void>
  /** Writes what became of a link together with others. False: its lease was lost, and nothing but its calls was written. */
  settle (settlement: Settlement): Promise<boolean>
  noteDuration (ms: number): void
  noteSuccess (): Promise<void>
  noteFailure (): void
  /** Links that may be on their way at once. */
  width (): number
  /** A flight has landed, or waits. */
  noteRest (flight: Flight): void
  /** Resolves when the next one has. */
  nextRest (): Promise<void>
}

/** From so many failures of the destination itself in a row on, one link at a time probes; after it was parked, too. */
export const BREAK_AT = 10
const MOST_AT_ONCE = 256
/** Work that lies ahead of us, at most: whoever comes with more urgency waits so long. Seconds. */
const AHEAD = 1
const MOST_SETTLED = 100
const MOST_JUDGED = 200
const NOTE_SUCCESS_MS = 60_000

/** Where a destination's rate is shared: of its own, or with others of its tenant. */
export const rateNameOf = ({ id, tenant, options }: Pick<Lane, 'id' | 'tenant' | 'options'>): string =>
  options.rate_group === undefined ? id : `${tenant}/${options.rate_group}`

export async function startRun (needs: Delivering, lane: Lane): Promise<Run> {
  const { pool, ticks } = needs
  let averageMs = 250
  let isFailing = lane.failures > 0 || lane.wasParked
  let isProbing = lane.failures >= BREAK_AT || lane.wasParked
  let notedAt = -Infinity
  let learning = Promise.resolve()
  let nextRest = Promise.withResolvers<void>()
  const learnt: Run['learn'] = async (list, entries, listed) => {
    // A hundred people with one new title: the first of them has told.
    if (!listed && entries.every(({ label, remoteId }) => remoteId === undefined && run.catalogue.find(list, label) !== undefined)) return
    await addToCatalogue(pool, lane.id, list, entries, listed ? needs.now() : undefined)
    run.catalogue = await loadCatalogue(pool, lane.id)
  }
  const judgeAll = async (braked: Braked[]) => {
    const verdicts = await judge(pool, run.lane, braked)
    const complete = new Set(braked.flatMap(({ run: one }, i) => verdicts[i]!.kind === 'later' ? [] : one))
    for (const one of complete) run.together.go(one)
    return verdicts
  }
  const run: Run = {
    lane,
    catalogue: await loadCatalogue(pool, lane.id),
    directory: directoryOf(pool, lane, needs.now),
    slots: createSlots(lane.options.concurrency),
    pace: createPace(needs, rateNameOf(lane), lane.options.requests_per_second),
    judge: grouped({ most: MOST_JUDGED, inFlight: 1 }, judgeAll, { alone: true }),
    together: createTogether({ pause: needs.pause, rests: (flight) => run.noteRest(flight) }),
    reads: readsOf(pool, lane),
    flights: new Set(),
    found: new Map(),
    closed: false,
    close () {
      run.closed = true
      run.pace.close()
      run.together.close()
    },
    sharing: undefined,
    counted: new WeakSet(),
    learn (list, entries, listed) {
      learning = learning.catch(() => {}).then(() => learnt(list, entries, listed))
      return learning
    },
    settle: grouped({ most: MOST_SETTLED, inFlight: 1 }, (settlements) => settleAll(needs, run.lane, settlements), { alone: true }),
    noteDuration (ms) {
      averageMs = averageMs * 0.9 + Math.max(1, ms) * 0.1
    },
    async noteSuccess () {
      // Whoever was still on the way when it was parked says nothing about later.
      if (run.closed) return
      isProbing = false
      if (!isFailing && ticks() - notedAt < NOTE_SUCCESS_MS) return
      isFailing = false
      notedAt = ticks()
      await noteSuccess(pool, lane.id)
    },
    noteFailure () {
      isFailing = true
    },
    width () {
      if (isProbing) return 1
      const { concurrency, requests_per_second: rate } = run.lane.options
      const perSecond = Math.min(rate, concurrency * 1000 / averageMs)
      return Math.min(MOST_AT_ONCE, Math.max(concurrency, Math.ceil(perSecond * AHEAD)) * (run.sharing?.most() ?? 1))
    },
    noteRest ({ rest }) {
      rest.resolve()
      nextRest.resolve()
      nextRest = Promise.withResolvers()
    },
    nextRest: () => nextRest.promise
  }
  run.sharing = sharingOf(needs, run)
  return run
}
