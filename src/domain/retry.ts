import type { Instant } from './calendar.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const FIRST = [1, 1, 2, 4, 8, 8, 16].map((seconds) => seconds * SECOND)

/** How long a link is tried again before it counts as failed. */
export const RETRY_FOR_MS = 5 * 24 * HOUR

/**
 * The delay before try number `tries` + 1, in milliseconds: within 1, 1, 2, 4, 8, 8, 16 s, then doubling up to 12 h. Full
 * jitter: anywhere between nothing and the bound, so that what failed together does not come back together. `random` is in [0, 1).
 */
export function retryDelay (tries: number, random: number): number {
  const bound = FIRST[tries] ?? Math.min(12 * HOUR, 16 * SECOND * 2 ** (tries - FIRST.length + 1))
  return Math.floor(bound * random)
}

/** Whether something that fails since `since` is given up at `now`: shown as failed, and retried by a person or a new cause. */
export const givenUp = (since: Instant, now: Instant): boolean => now - since >= RETRY_FOR_MS
