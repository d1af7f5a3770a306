/** A loop that runs `work` when it is woken, and at the latest after `everyMs`; never twice at once; again at once while there is work. */
export interface Loop {
  wake (): void
  /** Resolves when the round that is under way has ended. */
  stop (): Promise<void>
  /** When a round last ended, by the clock given. */
  lastRound (): number
}

export interface LoopOptions {
  everyMs: number
  now (): number
  /** Answers how much was done; anything but 0 is followed by another round at once. */
  work (): Promise<number>
  failed (error: unknown): void
}

export function startLoop ({ everyMs, now, work, failed }: LoopOptions): Loop {
  let stopped = false
  let woken = true
  let rouse: (() => void) | undefined
  let ended = now()

  const sleep = () => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, everyMs)
    rouse = () => { clearTimeout(timer); resolve() }
  })

  async function run (): Promise<void> {
    while (!stopped) {
      woken = false
      let done = 0
      try {
        done = await work()
      } catch (error) {
        failed(error)
      }
      ended = now()
      if (!stopped && !woken && done === 0) await sleep()
    }
  }

  const running = run()
  return {
    wake () { woken = true; rouse?.() },
    async stop () { stopped = true; rouse?.(); await running },
    lastRound: () => ended
  }
}
