import type { Test } from 'tap'
import type { Instant } from '../../../src/domain/calendar.ts'
import type { DestinationAdapter } from '../../../src/domain/destination.ts'
import type { Fields } from '../../../src/domain/fields.ts'

/** Somebody as the sandbox has them, in the words of the record; undefined: this platform has no such field. */
export interface Person {
  id: string
  state: 'active' | 'blocked' | 'ended'
  name?: string
  email?: string
  number?: string
  title?: string
  /** Remote id of the direct manager; null: has none. */
  manager?: string | null
}

/** A sandbox of one platform, started for one test, and how to connect to it. */
export interface Stage {
  /** What the owner would put as base_url. A fault that a test wishes for comes between this address and whoever calls it. */
  url: string
  /** Where else the platform is called, as options that name it: these come through without faults. */
  options: Record<string, unknown>
  credentials: Record<string, unknown>
  people (): Person[]
  /** Makes an account by hand there, as if before us. Answers its id. */
  seed (fields: Fields): string | Promise<string>
  /** Takes an account away by hand. */
  remove (id: string): void
  /** Lets whatever happens in the background there happen. */
  settle (): void | Promise<void>
  close (): Promise<void>
}

export const CASES = [
  'create', 'adopt', 'change', 'clear', 'leave', 'terminate', 'rehire', 'manager first', 'duplicate', 'lost answer', 'throttled', 'unauthorised', 'gone', 'garbage', 'unknown outcome', 'switched off', 'law'
] as const
export type Case = typeof CASES[number]

/** How one destination folder takes part in the conformance suite. */
export interface Play {
  /** As the test calls it: the kind, and the mode where there are several. */
  name: string
  adapter: DestinationAdapter
  /** `clock`: the time of the test; the sandbox has no other. */
  start (t: Test, clock: { at: Instant }): Promise<Stage>
  /** Cases that cannot be for this platform, each with the reason that the suite prints. */
  lacks?: Partial<Record<Case, string>>
  /** Histories that the law is tried with; of a variant of a platform a few will do. */
  histories?: number
  /** What a leave looks like there under the options of the stage. */
  onLeave: 'blocked' | 'active'
}
