import type { Snapshot } from './store.ts'

export interface Persist {
  /** What `save` was last given, or anything else for "nothing yet". */
  load (): Promise<unknown>
  save (snapshot: Snapshot): Promise<void>
}

export interface Saving {
  changed (): void
  /** Resolves when nothing is being written. */
  settled (): Promise<void>
}

/** Changes that come while a save is running share the next one. A failed save is tried again with the next change. */
export function createSaving (persist: Persist | undefined, snapshot: () => Snapshot, failed: (error: unknown) => void): Saving {
  let dirty = false
  let running: Promise<void> | undefined

  async function run (save: Persist['save']) {
    await Promise.resolve()
    while (dirty) {
      dirty = false
      await save(snapshot()).catch(failed)
    }
    running = undefined
  }

  return {
    changed () {
      if (!persist) return
      dirty = true
      running ??= run(snapshot => persist.save(snapshot))
    },
    async settled () { await running }
  }
}

export function isSnapshot (value: unknown): value is Snapshot {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1
}
