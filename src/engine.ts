import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { openSource } from './application/configure/open-source.ts'
import { runLane } from './application/deliver/lane.ts'
import type { Delivering } from './application/deliver/delivering.ts'
import { createTokens } from './application/deliver/tokens.ts'
import { interpretDue, refreshChanged, type Interpreting } from './application/interpret/interpret.ts'
import { readSource } from './application/read/read-source.ts'
import type { Reading } from './application/read/reading.ts'
import { traceOf } from './domain/errors.ts'
import type { Instant } from './domain/calendar.ts'
import type { DestinationAdapter } from './domain/destination.ts'
import type { SourceDefinition } from './domain/source.ts'
import { createOutbound, type OutboundOptions } from './outbound/request.ts'
import { listen, type Wake } from './postgres/listen.ts'
import { findReadersDue } from './postgres/reading/readers.ts'
import { findLanesDue } from './postgres/record/lanes.ts'
import type { Vault } from './postgres/vault.ts'
import { createLanes } from './worker/lanes.ts'
import { startLoop, type Loop } from './worker/loop.ts'

export interface EngineOptions {
  pool: pg.Pool
  databaseUrl: string
  vault: Vault
  sources: Readonly<Record<string, SourceDefinition>>
  adapters: Readonly<Record<string, DestinationAdapter>>
  outbound: OutboundOptions
  log: Logger
  now (): Instant
  random (): number
  /** Whether this process interprets and delivers, or only wakes those that do. */
  works: boolean
  /** How long what nobody woke us for stays unseen, in milliseconds. */
  sweepMs: number
}

/** Destinations that one worker serves at once. */
const MOST_LANES = 64
/** Sources that one worker reads at once. */
const MOST_READERS = 16

/** Ids grow with time, so that what belongs together lies together; the rest of them is random. */
export function newId (prefix: string): string {
  const random = randomUUID()   // drawn many at a time; its first and last groups are random throughout
  return `${prefix}_${Date.now().toString(16).padStart(12, '0')}${random.slice(-12)}${random.slice(0, 8)}`
}

function repeating (ms: number, work: () => Promise<void>, failed: (error: unknown) => void): () => Promise<void> {
  let underWay = Promise.resolve()
  const timer = setInterval(() => { underWay = underWay.then(work).catch(failed) }, ms)
  return () => {
    clearInterval(timer)
    return underWay
  }
}

export type Engine = Awaited<ReturnType<typeof startEngine>>

/** Interpretation and delivery: loops that are woken in-process, by other processes through the database, and by the clock. */
export async function startEngine (options: EngineOptions) {
  const { pool, vault, sources, adapters, log, now, random, works, sweepMs, databaseUrl } = options
  const outbound = createOutbound(options.outbound)
  const loops: { interpreter?: Loop, lanes?: Loop, readers?: Loop } = {}
  const others = await listen(databaseUrl, log, (what) => loops[what]?.wake())

  const failed = (what: string) => (error: unknown) => log.error({ loop: what, ...traceOf(error) }, 'a round of work failed and will be tried again')
  const wake = (what: Wake) => works ? loops[what]?.wake() : others.notify(what)
  const open = (id: string) => openSource({ pool, vault, kinds: sources }, id)
  const owner = newId('wrk')
  const rest = async (ms: number) => { if (ms > 0) await pause(ms) }
  const interpreting: Interpreting = {
    pool,
    vault,
    now,
    random,
    newId,
    log,
    openSource: open,
    wakeLanes: () => wake('lanes')
  }
  const reading: Reading = {
    pool,
    vault,
    outbound,
    openSource: open,
    now,
    ticks: () => performance.now(),
    random,
    pause: rest,
    every: (ms, work) => repeating(ms, work, failed('renewal of a reader')),
    owner,
    newId,
    log,
    wakeInterpreter: () => wake('interpreter'),
    authorizations: new Map()
  }
  const delivering: Delivering = {
    pool,
    vault,
    outbound,
    adapters,
    now,
    ticks: () => performance.now(),
    random,
    newId,
    owner,
    log,
    pause: rest,
    tokens: createTokens(() => performance.now()),
    every: (ms, work) => repeating(ms, work, failed('renewal')),
    wakeLanes: () => wake('lanes')
  }
  const lanes = createLanes({
    findDue: () => findLanesDue(pool, delivering.owner, now()),
    run: (id, control) => runLane(delivering, id, control),
    failed: failed('lane'),
    most: MOST_LANES,
    ticks: delivering.ticks
  })
  const readers = createLanes({
    findDue: () => findReadersDue(pool, owner),
    run: (id, control) => readSource(reading, id, control),
    failed: failed('reader'),
    most: MOST_READERS,
    ticks: reading.ticks
  })
  if (works) {
    loops.interpreter = startLoop({
      everyMs: sweepMs,
      now,
      failed: failed('interpreter'),
      work: async () => await interpretDue(interpreting) + await refreshChanged(interpreting)
    })
    loops.lanes = startLoop({ everyMs: sweepMs, now, failed: failed('lanes'), work: () => lanes.start() })
    loops.readers = startLoop({ everyMs: sweepMs, now, failed: failed('readers'), work: () => readers.start() })
  }

  return {
    interpreting,
    delivering,
    reading,
    wakeReaders: () => wake('readers'),
    wakeInterpreter: () => wake('interpreter'),
    /** When this process last looked for work; undefined: it does none. */
    lastRound: () => loops.interpreter === undefined ? undefined : Math.min(loops.interpreter.lastRound(), loops.lanes?.lastRound() ?? 0),
    /** Ends after every call under way has been answered and settled. */
    async stop (): Promise<void> {
      await Promise.all([loops.interpreter?.stop(), loops.lanes?.stop(), loops.readers?.stop()])
      await Promise.all([lanes.stop(), readers.stop()])
      await others.close()
      await outbound.close()
    }
  }
}
