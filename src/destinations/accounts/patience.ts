import type { Instant } from '../../domain/calendar.ts'
import type { Answer } from '../../domain/destination.ts'
import { retryAfter } from '../../domain/retry-after.ts'

const LONGEST_MS = 24 * 3_600_000

/** When a server that throttles wants to be asked again, as far as it said so: Retry-After before X-RateLimit-Reset. */
export function notBefore ({ headers }: Pick<Answer, 'headers'>, now: Instant): Instant | undefined {
  const asked = retryAfter(headerIn(headers, 'retry-after'), now) ?? reset(headers, now)
  return asked === undefined ? undefined : Math.min(Math.max(asked, now), now + LONGEST_MS)
}

/** Seconds from now, or seconds since the epoch: both are in use. */
function reset (headers: Answer['headers'], now: Instant): Instant | undefined {
  const text = headerIn(headers, 'x-ratelimit-reset')
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return undefined
  return Number(text) > 1e9 ? Number(text) * 1000 : now + Number(text) * 1000
}

function headerIn (headers: Answer['headers'], name: string): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return [found].flat()[0]?.trim()
}
