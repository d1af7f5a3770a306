export interface BrakeLimit { count: number, percent: number, hours: number }

/** More distinct people than this within the window, and each waits for a person's word. */
export function brakeLimit ({ count, percent }: BrakeLimit, active: number): number {
  return Math.max(count, Math.min(Math.floor(active * percent / 100), 10 * count))
}
