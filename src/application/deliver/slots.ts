/** At most so many at once; the others wait in their order. */
export interface Slots {
  /** Runs `work` when there is room. */
  run<T> (work: () => Promise<T>): Promise<T>
}

export function createSlots (most: number): Slots {
  let busy = 0
  const waiting: (() => void)[] = []
  return {
    async run (work) {
      if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve))
      else busy += 1
      try {
        return await work()
      } finally {
        // The room goes to the next one without being free in between.
        const next = waiting.shift()
        if (next === undefined) busy -= 1
        else next()
      }
    }
  }
}
