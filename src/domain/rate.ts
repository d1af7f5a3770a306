import type { Instant } from './calendar.ts'

/** Calls may begin so much later than their turn, in seconds; a rate is kept as if each second were so much longer. */
const LATE = 0.02
/** How much of a second's calls one block has at most: what of it crosses a second's edge is above the limit. */
const BLOCK = 1 / 20

/** How many calls are reserved together: one for a slow rate, and never more than are wanted. */
export const blockOf = (perSecond: number, wanted: number): number => Math.max(1, Math.min(Math.floor(perSecond * BLOCK), wanted))

/** How long a block of so many calls takes, in milliseconds. */
export const spanOf = (calls: number, perSecond: number): number => calls * 1000 * (1 + LATE) / perSecond

/** How long after its beginning calls of a block may begin, in milliseconds: one by itself nearly at once, several in their span. */
export const goodFor = (calls: number, perSecond: number): number => (calls === 1 ? 0 : spanOf(calls, perSecond)) + LATE * 1000

/** What a destination was seen to allow, calls per second, and when. */
export interface Learnt { perSecond: number, at: Instant }

const GROWTH = 1.1
const GROWS_EVERY_MS = 10_000
/** Of what is configured: a destination that refuses at random is not served ever more slowly. */
const SLOWEST = 1 / 10

/** The rate that counts now: what was learnt grows back by a tenth every ten seconds, up to what is configured. */
export function rateNow (configured: number, learnt: Learnt | undefined, now: Instant): number {
  if (learnt === undefined) return configured
  return Math.min(configured, learnt.perSecond * GROWTH ** (Math.max(0, now - learnt.at) / GROWS_EVERY_MS))
}

/** After an answer that says "too many": a third slower, and never slower than a tenth of what is configured. */
export const slower = (rate: number, configured: number): number => Math.max(configured * SLOWEST, rate * 2 / 3)
