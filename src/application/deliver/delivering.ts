import type pg from 'pg'
import type { Logger } from 'pino'
import type { CommonOptions, Context, DestinationAdapter, Known } from '../../domain/destination.ts'
import type { TenantSettings } from '../../domain/tenant.ts'
import type { Outbound } from '../../outbound/request.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'

/** What delivering needs from outside. */
export interface Delivering {
  pool: pg.Pool
  vault: Vault
  outbound: Outbound
  adapters: Readonly<Record<string, DestinationAdapter>>
  now (): number
  random (): number
  /** Resolves after so many milliseconds. */
  pause (ms: number): Promise<void>
  newId (prefix: 'hold'): string
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
}

/** What a link keeps about its person at the destination, sealed. */
export interface LinkContent {
  known: Known
  /** A write may be under way there whose answer nobody got: until then "not found" does not count. */
  doubtUntil?: number
}

export type LaneContext = Context<CommonOptions, unknown>

/** The lease of a link, and the time one call may take: no call starts that its lease does not outlive. Milliseconds. */
export const LEASE_MS = 30_000
export const CALL_MS = 10_000
