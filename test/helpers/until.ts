import { setTimeout as pause } from 'node:timers/promises'

/** Waits until the condition holds; fails when it does not in time. Milliseconds. */
export async function until (condition: () => unknown, patience = 20_000): Promise<void> {
  const deadline = Date.now() + patience
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`still not: ${condition}`)
    await pause(20)
  }
}
