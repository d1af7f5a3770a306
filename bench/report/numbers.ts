export function median (values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The median of each number over several rounds. */
export function medians<T extends object> (rounds: T[]): { [K in keyof T]: number } {
  const names = Object.keys(rounds[0] ?? {}).filter((name) => typeof rounds[0]![name as keyof T] === 'number')
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name as keyof T] as number))])) as { [K in keyof T]: number }
}

export const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en')}/s`
export const ms = (milliseconds: number): string => `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
export const times = (ratio: number): string => ratio.toFixed(2)
export const mb = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`
