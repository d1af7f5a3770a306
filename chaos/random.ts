/** Chance that can be repeated: the same seed draws the same things. */
export interface Random {
  /** In [0, 1). */
  next (): number
  /** A whole number in [0, n). */
  below (n: number): number
  between (low: number, high: number): number
  pick<T> (list: readonly T[]): T
  chance (p: number): boolean
  /** Another stream, so that drawing more in one place changes nothing in the others. */
  fork (name: string): Random
}

/** mulberry32. */
export function randomFrom (seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(next() * n)
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)]!,
    chance: (p) => next() < p,
    fork: (name) => randomFrom([...name].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0)!, 16777619), seed ^ 0x811C9DC5))
  }
}
