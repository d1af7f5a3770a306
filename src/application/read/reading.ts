import type pg from 'pg'
import type { Logger } from 'pino'
import type { Instant } from '../../domain/calendar.ts'
import type { Authorization } from '../../domain/reading.ts'
import type { Outbound } from '../../outbound/request.ts'
import type { Vault } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'

/** What reading from HR systems needs of the process it runs in. */
export interface Reading {
  pool: pg.Pool
  vault: Vault
  outbound: Outbound
  openSource (id: string): Promise<OpenSource | undefined>
  now (): Instant
  /** Milliseconds on a clock that only goes forward. */
  ticks (): number
  random (): number
  pause (ms: number): Promise<void>
  /** Does something again and again; what it answers stops that, and resolves when nothing of it is under way. */
  every (ms: number, work: () => Promise<void>): () => Promise<void>
  /** Names this process among all workers. */
  owner: string
  newId (prefix: 'msg' | 'run'): string
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  wakeInterpreter (): void
  /** What authorizes, by connection: kept between runs. */
  authorizations: Map<string, { authorization: Authorization, until: number }>
}

/** Whether to go on: a worker that stops, or whose turn is over, leaves the rest to be due. */
export interface ReadControl { mayGoOn (): boolean }
