export interface LanesOptions {
  /** Destinations that have something due and may be called. */
  findDue (): Promise<string[]>
  /** Leases what a destination allows and delivers it; answers how many links that were. */
  round (destination: string): Promise<number>
  failed (error: unknown): void
}

/** One loop per destination that has work: each goes at its own pace, one that is down never delays another. */
export function createLanes ({ findDue, round, failed }: LanesOptions) {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  let stopped = false

  async function run (destination: string): Promise<void> {
    try {
      do again.delete(destination)
      while (!stopped && (await round(destination) > 0 || again.has(destination)))
    } catch (error) {
      failed(error)
    } finally {
      running.delete(destination)
    }
  }

  return {
    /** Starts the lanes that have work and are not running; answers none, since they run beside it. */
    async start (): Promise<number> {
      for (const destination of await findDue()) {
        if (running.has(destination)) again.add(destination)   // what became due while its last lease was taken
        else if (!stopped) running.set(destination, run(destination))
      }
      return 0
    },
    /** Resolves when every call under way has been answered and settled. */
    async stop (): Promise<void> {
      stopped = true
      await Promise.all(running.values())
    }
  }
}
