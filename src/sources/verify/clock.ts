import { instantOf, type Instant } from '../../domain/calendar.ts'
import type { Verdict } from '../../domain/source.ts'
import { refused } from './verdict.ts'

export const TOLERANCE_MS = 5 * 60_000

const DAY = 86_400_000

/** The instant that a timestamp header names: Unix seconds, or else milliseconds or RFC 3339; undefined when it is none. */
export function timestampOf (text: string, receivedAt: Instant): Instant | undefined {
  if (!/^\d{1,15}$/.test(text)) return instantOf(text)
  const number = Number(text)
  return Math.abs(number - receivedAt) < Math.abs(number * 1000 - receivedAt) ? number : number * 1000
}

/** A refusal when a signed time is further from ours than is tolerated, saying how far and which way. */
export function offClock (header: string, at: Instant, receivedAt: Instant, tolerance: number): Verdict | undefined {
  const ahead = at - receivedAt
  if (Math.abs(ahead) <= tolerance) return undefined
  const by = `The signature is right, but ${header} is ${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} our clock (${span(tolerance)} are tolerated)`
  return refused('clock_off', ahead > 0
    ? `${by}: the sender's clock is fast. Have it set by a time server.`
    : `${by}: the sender's clock is slow, or an old delivery was sent again without a new timestamp and signature. Have the clock set by a time server and the message sent anew.`)
}

/** "9 min": the largest unit of which there are two or more. */
function span (ms: number): string {
  const units = [[DAY, 'days'], [3_600_000, 'h'], [60_000, 'min']] as const
  const unit = units.find(([size]) => ms >= 2 * size)
  return unit === undefined ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / unit[0])} ${unit[1]}`
}
