import { groupsNamed, positionCreatedBy } from './catalogue.ts'
import { createFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import { createJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { createLimiter } from './limiter.ts'
import type { Allowance } from './limiter.ts'
import { createSaving, isSnapshot } from './saving.ts'
import type { Persist, Saving } from './saving.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'
import { DEFAULTS } from './variants.ts'
import type { Variants } from './variants.ts'

export interface SandboxOptions {
  /** Each opens the same account, as a current and a next token do. */
  tokens: string[]
  /** raw: `Authorization: <token>` (the default) · bearer: `Authorization: Bearer <token>` */
  authScheme?: 'raw' | 'bearer'
  now: () => Date
  variants?: Partial<Variants>
  /** Names that exist before anybody writes one. */
  known?: { positions?: string[], groups?: string[] }
  /** Background application: milliseconds of the sandbox's clock (100), or manual: when `apply` is called. */
  applyAfterMs?: number | 'manual'
  /** Answers 429 above this; no limit unless said */
  requestsPerSecond?: number
  /** Seed of the faults that have a `chance`. */
  chaosSeed?: number
  persist?: Persist
}

/** One Pulses account and its moods; no HTTP in it. */
export interface Sandbox {
  options: SandboxOptions
  variants: Variants
  store: Store
  faults: Faults
  journal: Journal
  allow (at: Date): Allowance
  saving: Saving
  /** Carries out what the background queue has had long enough. */
  catchUp (): void
  clear (): void
  load (): Promise<void>
}

export function createSandbox (options: SandboxOptions, saveFailed: (error: unknown) => void): Sandbox {
  const variants = { ...DEFAULTS, ...options.variants }
  // Nothing is saved before the last snapshot was read: it would be written over.
  let loaded = false
  const store = createStore(variants.largeIds, () => { if (loaded) saving.changed() })
  const saving = createSaving(options.persist, () => store.snapshot(), saveFailed)
  const faults = createFaults(options.chaosSeed ?? 1)
  const journal = createJournal()
  stock(store, options.known)

  return {
    options,
    variants,
    store,
    faults,
    journal,
    saving,
    allow: createLimiter(options.requestsPerSecond),
    catchUp () { store.apply(options.now().getTime()) },
    clear () {
      store.clear()
      faults.clear()
      journal.clear()
      stock(store, options.known)
    },
    async load () {
      const saved = await options.persist?.load()
      if (isSnapshot(saved)) store.restore(saved)
      loaded = true
      stock(store, options.known)
    }
  }
}

function stock (store: Store, { positions = [], groups = [] }: { positions?: string[], groups?: string[] } = {}) {
  const created = groupsNamed(store.accepted, store.nextId, groups).created
  const titles = positions.flatMap(name => positionCreatedBy(store.accepted, store.nextId, name))
  if (created.length + titles.length > 0) store.put({ groups: created, positions: titles })
}
