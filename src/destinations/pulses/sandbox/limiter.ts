export interface Allowance {
  allowed: boolean
  headers: Record<string, string>
}

/** Counts in windows of one second of the sandbox's clock. Without a limit nothing is said about one. */
export function createLimiter (perSecond: number | undefined): (at: Date) => Allowance {
  let window = 0
  let used = 0
  return at => {
    if (perSecond === undefined) return { allowed: true, headers: {} }
    const second = Math.floor(at.getTime() / 1000)
    if (second !== window) used = 0
    window = second
    used += 1
    const headers = { 'x-ratelimit-limit': String(perSecond), 'x-ratelimit-remaining': String(Math.max(0, perSecond - used)), 'x-ratelimit-reset': '1' }
    return used <= perSecond ? { allowed: true, headers } : { allowed: false, headers: { ...headers, 'retry-after': '1' } }
  }
}
