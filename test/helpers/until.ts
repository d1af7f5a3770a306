import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until the condition holds; fails when it does not in time. Milliseconds. Asking takes time from what is waited for: what
 * is not there soon is asked for less often.
 */
export async function until (condition: () => unknown, patience = 20_000): Promise<void> {
  const began = Date.now()
  while (!await condition()) {
    const waited = Date.now() - began
    if (waited > patience) throw new Error(`still not: ${condition}`)
    await pause(Math.min(100, Math.max(10, waited / 10)))
  }
}
