const WINDOW_MS = 60_000
/** Pages of a feed in a minute: ten thousand people are twenty of the largest. */
const MOST = 120

export interface Allowance {
  /** Seconds to wait; undefined: go on. */
  take (feed: string): number | undefined
}

/** How often each feed is read from this process. `ticks`: milliseconds on a clock that only goes forward. */
export function createAllowance (ticks: () => number, most = MOST): Allowance {
  const windows = new Map<string, { until: number, left: number }>()
  return {
    take (feed) {
      const at = ticks()
      const known = windows.get(feed)
      const window = known !== undefined && known.until > at ? known : { until: at + WINDOW_MS, left: most }
      windows.set(feed, window)
      if (window.left === 0) return Math.ceil((window.until - at) / 1000)
      window.left -= 1
    }
  }
}
