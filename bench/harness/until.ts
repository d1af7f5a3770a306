import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a condition, looking every `everyMs`; fails when it does not come in time. */
export async function until (what: string, condition: () => Promise<boolean> | boolean, patienceMs = 600_000, everyMs = 50): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`in ${patienceMs / 1000} s it did not come to this: ${what}`)
    await pause(everyMs)
  }
}
