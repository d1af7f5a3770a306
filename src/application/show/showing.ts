import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import type { Vault } from '../../postgres/vault.ts'

/** What showing needs from outside. */
export interface Showing {
  pool: pg.Pool
  vault: Vault
  now (): Instant
}
