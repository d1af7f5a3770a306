import type pg from 'pg'
import type { Logger } from 'pino'
import type { Instant } from '../../domain/calendar.ts'
import type { Mailer } from '../../domain/mail.ts'
import type { Outbound } from '../../outbound/request.ts'
import type { Vault } from '../../postgres/vault.ts'

/** What alerting needs from outside. */
export interface Alerting {
  pool: pg.Pool
  vault: Vault
  outbound: Outbound
  now (): Instant
  random (): number
  newId (prefix: 'alert' | 'alertmsg'): string
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Where the world reaches us, without a slash at the end. */
  publicUrl: string
  /** Whoever operates the instance, when they want to be told. */
  operator?: { url: string, secrets: string }
  /** The mail server, and whoever operates the instance as its reader; absent: nobody is told by mail. */
  mail?: { mailer: Mailer, to?: string | undefined }
  /** Tells this process from the others. */
  holder: string
  wakeSender (): void
}
