import type { Instant } from '../../domain/calendar.ts'

/** How long Engagedly shuts out whoever goes on calling too often: longer with each repeat in a row. */
const COOLDOWNS_MS = [1, 3, 5, 10, 15].map((minutes) => minutes * 60_000)

interface Repeats { count: number, until: Instant }

/** By ClientKey, as Engagedly counts. A process that has just started does not know, and is told by the next refusal. */
const repeats = new Map<string, Repeats>()

/** Refused once more: when to call again, if Engagedly does not say so itself. Refusals within one cooldown are one. */
export function refused (clientKey: string, now: Instant): Instant {
  const before = repeats.get(clientKey)
  if (before !== undefined && now < before.until) return before.until
  const count = before === undefined ? 0 : Math.min(before.count + 1, COOLDOWNS_MS.length - 1)
  const until = now + COOLDOWNS_MS[count]!
  repeats.set(clientKey, { count, until })
  return until
}

/** Answered again: the next refusal is a first one. */
export function served (clientKey: string): void {
  repeats.delete(clientKey)
}
