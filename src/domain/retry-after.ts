import type { Instant } from './calendar.ts'

const LONGEST_MS = 24 * 3_600_000

/** When a server wants to be asked again, by its Retry-After header: seconds or a date, a day at most. */
export function retryAfter (text: string | undefined, now: Instant): Instant | undefined {
  // Date.parse makes a date of nearly anything.
  const at = text === undefined ? NaN : /^\d+(\.\d+)?$/.test(text) ? now + Number(text) * 1000 : /^[a-z]{3}, /i.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, now), now + LONGEST_MS)
}
