import type { Instant } from '../../domain/calendar.ts'
import type { TenantSettings } from '../../domain/tenant.ts'
import type { Db } from '../../postgres/db.ts'
import type { Keys } from '../../postgres/vault.ts'

/** What writing a tenant's record needs, inside one transaction that holds the tenant's lock. */
export interface Recording {
  db: Db
  tenant: string
  keys: Keys
  settings: TenantSettings
  now: Instant
  newId (prefix: 'hold'): string
  /** Hashes of people of whom something is new: who waits for them is woken after the commit. */
  news: Buffer[]
}
