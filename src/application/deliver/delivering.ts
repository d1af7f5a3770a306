import type pg from 'pg'
import type { Logger } from 'pino'
import type { Context, DestinationAdapter } from '../../domain/destination.ts'
import type { CommonOptions } from '../../domain/common-options.ts'
import type { Known } from '../../domain/known.ts'
import type { TenantSettings } from '../../domain/tenant.ts'
import type { Outbound } from '../../outbound/request.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import type { Tokens } from './tokens.ts'

/** What delivering needs from outside. */
export interface Delivering {
  pool: pg.Pool
  vault: Vault
  outbound: Outbound
  adapters: Readonly<Record<string, DestinationAdapter>>
  /** The business clock. */
  now (): number
  /** Milliseconds on a clock that only goes forward. */
  ticks (): number
  random (): number
  /** Resolves after so many milliseconds. */
  pause (ms: number): Promise<void>
  /** Does something again and again; what it answers stops that, and resolves when nothing of it is under way. */
  every (ms: number, work: () => Promise<void>): () => Promise<void>
  /** Names this process among all workers. */
  owner: string
  newId (prefix: 'hold'): string
  tokens: Tokens
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  wakeLanes (): void
}

/** A destination as its links are delivered to: opened, with the tenant it belongs to. */
export interface Lane {
  id: string
  name: string
  tenant: string
  settings: TenantSettings
  keys: Keys
  adapter: DestinationAdapter
  options: CommonOptions
  credentials: unknown
  baseUrl: string
  /** Failures of the destination in a row, as they stood when the lane was opened. */
  failures: number
  /** It was parked, and has not served since. */
  wasParked: boolean
  /** The state of its settings. */
  configRevision: number
}

/** What a link keeps about its person at the destination, sealed. */
export interface LinkContent {
  known: Known
  /** A write may be under way there whose answer nobody got: until then "not found" does not count. */
  doubtUntil?: number
}

export type LaneContext = Context<CommonOptions, unknown>

/**
 * The lease of a link, the time one call may take, and what is left of the lease when it has: no call starts that its lease does
 * not outlive. The lease of a lane is shorter: nothing is in doubt when it ends. Milliseconds.
 */
export const LEASE_MS = 30_000
export const CALL_MS = 10_000
export const RESERVE_MS = 5000
export const LANE_MS = 10_000
