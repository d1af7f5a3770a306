import type { Instant } from '../../domain/calendar.ts'
import type { TenantSettings } from '../../domain/tenant.ts'
import type { Db } from '../../postgres/db.ts'
import type { RememberingKeys } from '../../postgres/vault.ts'
import type { Book } from './book.ts'

/** What writing a tenant's record needs, inside one transaction that holds the tenant's lock. */
export interface Recording {
  /** For SQL around the book: what is noted there is written first. */
  db: Db
  /** What was read of the record and is not yet written. */
  book: Book
  tenant: string
  keys: RememberingKeys
  settings: TenantSettings
  now: Instant
  newId (prefix: 'hold'): string
  /** People of whom something is new: who waits for them is woken after the commit. */
  news: Set<string>
  /** People who turned out to be somebody else in this transaction. */
  merged: Map<string, string>
}
