import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { wakeWaiting } from '../../postgres/record/links.ts'
import { lockTenant, tryLockTenant, type TenantRow } from '../../postgres/tenants.ts'
import { rememberingHashes, type RememberingKeys, type Vault } from '../../postgres/vault.ts'
import { tenantOf } from '../configure/tenants.ts'
import { inTurn } from '../in-turn.ts'
import { openBook } from './book.ts'
import type { Recording } from './recording.ts'

export interface Writing {
  pool: pg.Pool
  vault: Vault
  now (): Instant
  newId (prefix: 'hold'): string
  /** Something became due at destinations. */
  wakeLanes (): void
}

/**
 * Writes a tenant's record in one transaction that nobody else's overlaps, and wakes whom it concerns after the commit: who
 * begins to wait meanwhile either is found then, or sees what was committed. Undefined: somebody else was at it, and `wait`
 * was not asked for. `hashes` are remembered already, if the tenant's keys are still the same.
 */
export async function writeRecord<T> (needs: Writing, tenant: string, wait: boolean, work: (recording: Recording) => Promise<T>, hashes?: RememberingKeys): Promise<T | undefined> {
  const writing = () => write(needs, tenant, wait, work, hashes)
  return wait ? await inTurn(needs.pool, tenant, writing) : await writing()
}

async function write<T> (needs: Writing, tenant: string, wait: boolean, work: (recording: Recording) => Promise<T>, hashes: RememberingKeys | undefined): Promise<T | undefined> {
  const { pool, now, wakeLanes } = needs
  const written = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    const row = wait ? await lockTenant(tx, tenant) : await tryLockTenant(tx, tenant)
    if (row === undefined) return undefined
    const recording = await startRecording(needs, tx, row, hashes)
    const result = await work(recording)
    await recording.book.write()
    return { result, news: recording.news }
  }))
  if (written === undefined) return undefined
  wakeLanes()
  if (written.news.size > 0 && await unlessDeadlocked(() => wakeWaiting(pool, tenant, [...written.news], now())) > 0) wakeLanes()
  return written.result
}

/** A recording inside the caller's transaction, which holds the tenant's lock. */
export async function startRecording ({ vault, now, newId }: Pick<Writing, 'vault' | 'now' | 'newId'>, db: Db, row: TenantRow, hashes?: RememberingKeys): Promise<Recording> {
  const tenant = row.id
  const keys = rememberingHashes(await vault.keysOf(db, tenant), hashes)
  const at = now()
  const book = openBook(db, tenant, keys, at)
  return { db: book.db, book, tenant, keys, settings: tenantOf(row, keys).settings, now: at, newId, news: new Set(), merged: new Map() }
}
