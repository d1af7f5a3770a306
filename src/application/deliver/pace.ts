import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import { blockOf, goodFor, rateNow, slower, spanOf, type Learnt } from '../../domain/rate.ts'
import { reserveSpan, setLearnt } from '../../postgres/record/rates.ts'

export interface Pace {
  /** Resolves when one more call may begin; false: the lane has been closed meanwhile. */
  turn (): Promise<boolean>
  /** The destination said "too many". */
  slowDown (): Promise<void>
  /** The destination said how many a second it allows. */
  learn (perSecond: number): Promise<void>
  /** Nobody gets a turn for so many milliseconds. */
  rest (ms: number): void
  /** Nobody else gets a turn. */
  close (): void
}

export interface PaceNeeds {
  pool: pg.Pool
  now (): Instant
  /** Milliseconds on a clock that only goes forward. */
  ticks (): number
  pause (ms: number): Promise<void>
}

/** Turns that were reserved and must be used before a moment of our own clock, or are lost. */
interface Block { calls: number, left: number, until: number }

const LEARN_EVERY_MS = 1000
const MOST_LEAD_MS = 1000
const MOST_MISSED = 3

/**
 * The turns of one shared rate as this process gets them: in blocks that PostgreSQL hands out one after another, each good for
 * its own span of time only, so that all workers together stay within the rate in any second.
 */
export function createPace ({ pool, now, ticks, pause }: PaceNeeds, name: string, configured: number): Pace {
  let waiting: ((may: boolean) => void)[] = []
  let block: Block = { calls: 0, left: 0, until: 0 }
  let appetite = 0
  let lead = 0
  let missed = 0
  let learnt: Learnt | undefined
  let reserving = false
  let closed = false
  let learntAt = -Infinity
  let restsUntil = -Infinity

  function serve (): void {
    while (waiting.length > 0 && block.left > 0 && ticks() <= block.until && ticks() >= restsUntil) {
      block.left -= 1
      waiting.shift()!(true)
    }
  }

  async function reserve (): Promise<void> {
    if (ticks() < restsUntil) return await pause(restsUntil - ticks())
    noteUse()
    const rate = rateNow(configured, learnt, now())
    const calls = blockOf(rate, Math.max(waiting.length, appetite))
    const span = spanOf(calls, rate)
    const asked = ticks()
    const reserved = await reserveSpan(pool, name, span, lead)
    learnt = reserved.learnt
    await pause(reserved.wait)
    // The block began between our asking and the answer: nobody is early, and nobody is later than the answer took.
    const good = goodFor(calls, rate)
    block = { calls, left: calls, until: asked + reserved.wait + good }
    missed = ticks() <= block.until ? 0 : missed + 1
    // A slow database or a busy process would miss its turns for ever: it asks for later ones, and in the end takes what it has.
    lead = missed === 0 ? lead / 2 : Math.min(MOST_LEAD_MS, ticks() - asked - reserved.wait)
    if (missed >= MOST_MISSED) block.until = ticks() + good
  }

  /** Whoever used a block up in time wants more at once, so that not every call waits for its own; what was left over is not asked for again. */
  function noteUse (): void {
    appetite = block.left === 0 ? block.calls * 2 : block.calls - block.left
  }

  async function work (): Promise<void> {
    if (reserving) return
    reserving = true
    try {
      for (serve(); waiting.length > 0 && !closed; serve()) await reserve()
    } catch {
      // The database is away: whoever waits goes back to be due, and nothing was called.
      refuse()
    } finally {
      reserving = false
    }
    if (closed) refuse()
  }

  async function learn (perSecond: number): Promise<void> {
    if (ticks() - learntAt < LEARN_EVERY_MS) return
    learntAt = ticks()
    learnt = { perSecond, at: now() }
    await setLearnt(pool, name, learnt)
  }

  function refuse (): void {
    const all = waiting
    waiting = []
    for (const each of all) each(false)
  }

  return {
    turn: () => new Promise((resolve) => {
      if (closed) return resolve(false)
      waiting.push(resolve)
      void work()
    }),
    slowDown: () => learn(slower(rateNow(configured, learnt, now()), configured)),
    async learn (perSecond) {
      if (perSecond < rateNow(configured, learnt, now())) await learn(perSecond)
    },
    rest (ms) {
      restsUntil = Math.max(restsUntil, ticks() + ms)
    },
    close () {
      closed = true
      refuse()
    }
  }
}
