import type { Flight } from './run.ts'

/** Those of a message, batch or run who have been looked at and wait, in the air, until the others have been too. */
export interface Together {
  /** Waits for the others of a run, for a moment. False: there is no room for one more who waits, or nobody waits any more. */
  wait (flight: Flight, run: number): Promise<boolean>
  /** Somebody of a run may go: so may all who wait. */
  go (run: number): void
  /** How many wait. */
  size (): number
  /** Nobody waits any more. */
  close (): void
}

/** Who waits holds a lease and no room, so there may be more of them than are on their way: a whole batch, and some. */
const MOST = 768
const MOMENT_MS = 500

interface Waiting { flight: Flight, run: number, goOn (): void }

export interface TogetherNeeds {
  pause (ms: number): Promise<void>
  /** Whoever looks for somebody to land, or for room, looks again. */
  rests (flight: Flight): void
}

export function createTogether ({ pause, rests }: TogetherNeeds): Together {
  const waiting = new Set<Waiting>()
  let closed = false

  function release (some: Waiting[]): void {
    for (const one of some) waiting.delete(one)
    // All are on their way again before the first of them looks for another.
    for (const { flight } of some) flight.rest = Promise.withResolvers()
    for (const { goOn } of some) goOn()
  }

  return {
    async wait (flight, run) {
      if (closed || waiting.size >= MOST) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      const one = { flight, run, goOn: resolve }
      waiting.add(one)
      rests(flight)
      void pause(MOMENT_MS).then(() => { if (waiting.has(one)) release([one]) })
      await promise
      return true
    },
    go: (run) => release([...waiting].filter((one) => one.run === run)),
    size: () => waiting.size,
    close () {
      closed = true
      release([...waiting])
    }
  }
}
