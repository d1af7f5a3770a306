import type { Io } from './settings.ts'

const asked = new WeakMap<Io, Map<string, Promise<unknown>>>()

/** What is asked once per run, however many pages need it; what failed is asked again. A run that goes on in another process asks anew. */
export async function remembered<T> (io: Io, what: string, ask: () => Promise<T>): Promise<T> {
  const known = asked.get(io) ?? new Map<string, Promise<unknown>>()
  asked.set(io, known)
  const found = known.get(what) as Promise<T> | undefined
  if (found !== undefined) return await found
  const answer = ask()
  known.set(what, answer)
  return await answer.catch((error: unknown) => {
    known.delete(what)
    throw error
  })
}
