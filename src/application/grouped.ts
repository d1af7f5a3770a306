/** How many statements of a kind are under way at once. */
const MOST_IN_FLIGHT = 2

interface Waiting<I, O> { item: I, resolve: (value: O) => void, reject: (reason: unknown) => void }

export interface GroupOptions {
  /** Items that one statement carries at most. */
  most: number
  inFlight?: number
}

/**
 * Turns single reads or writes into common ones: what waits while one is under way goes together with the next, so that
 * nobody waits for company, and a crowd shares. Resolves when the statement that carried the item is committed. What is
 * refused together is tried one by one where that is safe (`alone`), so that one does not fail the others.
 */
export function grouped<I, O> ({ most, inFlight = MOST_IN_FLIGHT }: GroupOptions, run: (items: I[]) => Promise<O[]>, { alone = false } = {}): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = []
  let running = 0

  async function flush (): Promise<void> {
    if (running >= inFlight || waiting.length === 0) return
    const group = waiting.slice(0, most)
    waiting = waiting.slice(most)
    running += 1
    void flush()   // what did not fit
    try {
      await answer(group)
    } finally {
      running -= 1
      void flush()
    }
  }

  async function answer (group: Waiting<I, O>[]): Promise<void> {
    try {
      const results = await run(group.map(({ item }) => item))
      group.forEach(({ resolve }, i) => resolve(results[i]!))
    } catch (error) {
      if (!alone || group.length === 1) return group.forEach(({ reject }) => reject(error))
      for (const each of group) await answer([each])
    }
  }

  return (item) => new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject })
    if (waiting.length > 1) return
    // At the end of this turn: whoever asks in the same moment goes along.
    queueMicrotask(() => { void flush() })
  })
}
