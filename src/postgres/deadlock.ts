const DEADLOCK = '40P01'
const TRIES = 3

/**
 * Does `work`, a whole transaction, again when PostgreSQL ended it to break a deadlock: what changes all links of a
 * destination meets workers that settle the same links in an order of their own.
 */
export async function unlessDeadlocked<T> (work: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || (error as { code?: string }).code !== DEADLOCK) throw error
    }
  }
}
