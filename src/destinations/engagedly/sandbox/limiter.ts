const COOLDOWNS_MS = [1, 3, 5, 10, 15].map((minutes) => minutes * 60_000)
const MINUTE_MS = 60_000

export interface Allowed { allowed: boolean, headers: Record<string, string>, retryMs: number }

/** So many requests a minute; whoever goes on after that is shut out, longer with each repeat. */
export function createLimiter (perMinute: () => number | undefined) {
  let window = { began: -Infinity, used: 0 }
  let shutUntil = -Infinity
  let repeats = 0
  return (at: number): Allowed => {
    const most = perMinute()
    if (most === undefined) return { allowed: true, headers: {}, retryMs: 0 }
    if (at - window.began >= MINUTE_MS) {
      if (at - window.began >= 20 * MINUTE_MS) repeats = 0
      window = { began: at, used: 0 }
    }
    const isShut = at < shutUntil
    if (!isShut) window.used += 1
    const isOver = isShut || window.used > most
    if (isOver && !isShut) {
      shutUntil = at + COOLDOWNS_MS[Math.min(repeats, COOLDOWNS_MS.length - 1)]!
      repeats += 1
    }
    const resetAt = isOver ? shutUntil : window.began + MINUTE_MS
    const headers = { 'x-ratelimit-limit': String(most), 'x-ratelimit-remaining': String(isOver ? 0 : most - window.used), 'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)) }
    return { allowed: !isOver, headers, retryMs: shutUntil - at }
  }
}
