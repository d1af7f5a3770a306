export interface LanesOptions {
  /** Destinations that have something due and may be called. */
  findDue (): Promise<string[]>
  /** Delivers what is due at a destination, until nothing is or it is told not to go on. */
  run (destination: string, control: LaneControl): Promise<void>
  failed (error: unknown): void
  /** Lanes that run at once, at most: with more, each has its slice of time. */
  most: number
  /** Milliseconds on a clock that only goes forward. */
  ticks (): number
}

export interface LaneControl {
  mayGoOn (): boolean
  woken (ms: number): Promise<void>
}

const SLICE_MS = 5000
/** So few lanes look for themselves at once, which is sooner than to ask first which of them has something. */
const FEW = 4

/** One loop per destination that has work: each goes at its own pace, one that is down never delays another. */
export function createLanes ({ findDue, run, failed, most, ticks }: LanesOptions) {
  const running = new Map<string, { ended: Promise<void>, wake (): void }>()
  const queue = new Set<string>()
  let stopped = false

  function fill (): void {
    for (const destination of queue) {
      if (stopped || running.size >= most) return
      queue.delete(destination)
      begin(destination)
    }
  }

  function begin (destination: string): void {
    const signal = createSignal()
    const over = ticks() + SLICE_MS
    const control = { mayGoOn: () => !stopped && (queue.size === 0 || ticks() < over), woken: signal.wait }
    const ended = run(destination, control).catch(failed).then(() => {
      running.delete(destination)
      fill()
    })
    running.set(destination, { ended, wake: signal.fire })
  }

  return {
    /** Starts the lanes that have work and are not running, and wakes those that are; answers none, since they run beside it. */
    async start (): Promise<number> {
      if (running.size <= FEW) for (const lane of running.values()) lane.wake()
      for (const destination of await findDue()) {
        const lane = running.get(destination)
        if (lane === undefined) queue.add(destination)
        else lane.wake()
      }
      fill()
      return 0
    },
    /** Resolves when every call under way has been answered and settled. */
    async stop (): Promise<void> {
      stopped = true
      for (const { wake } of running.values()) wake()
      await Promise.all([...running.values()].map(({ ended }) => ended))
    }
  }
}

/** What fires while nobody waits is not lost: the next one who waits goes on at once. */
function createSignal () {
  let fired = false
  let release = () => {}
  return {
    fire (): void {
      fired = true
      release()
    },
    wait: (ms: number) => new Promise<void>((resolve) => {
      const done = () => {
        fired = false
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(done, ms)
      release = done
      if (fired) done()
    })
  }
}
