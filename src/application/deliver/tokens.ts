import type { TokenCache } from '../../domain/destination.ts'
import type { Authorization } from '../../domain/reading.ts'

/** A token is asked for again a little before it ends; one that does not say when, every hour. Milliseconds. */
const EARLY_MS = 30_000
const UNLIMITED_MS = 3_600_000

interface Kept { asked: Promise<Authorization>, until: number }

/** Tokens of this process, by connection: kept between runs of a lane. Who asks while one is being got gets the same. */
export type Tokens = (connection: string) => TokenCache

/** `ticks`: milliseconds on a clock that only goes forward. */
export function createTokens (ticks: () => number): Tokens {
  const kept = new Map<string, Kept>()
  return (connection) => ({
    async get (ask) {
      const known = kept.get(connection)
      if (known !== undefined && ticks() < known.until) return await known.asked
      const fresh: Kept = { asked: ask(), until: Infinity }
      kept.set(connection, fresh)
      try {
        const { expiresIn } = await fresh.asked
        fresh.until = ticks() + (expiresIn === undefined ? UNLIMITED_MS : Math.max(0, expiresIn * 1000 - EARLY_MS))
      } catch (error) {
        if (kept.get(connection) === fresh) kept.delete(connection)
        throw error
      }
      return await fresh.asked
    },
    async drop (refused) {
      const known = kept.get(connection)
      // Another may have been got meanwhile.
      if (known !== undefined && await known.asked.catch(() => undefined) === refused && kept.get(connection) === known) kept.delete(connection)
    }
  })
}

/** New settings or credentials are another connection. */
export const connectionOf = ({ id, configRevision }: { id: string, configRevision: number }): string => `${id}:${configRevision}`
