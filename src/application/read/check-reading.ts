import { ReadFailure, type ReadFailureCode } from '../../domain/reading.ts'
import type { Caller } from '../../domain/principal.ts'
import { findSource } from '../../postgres/sources.ts'
import { findTenant } from '../../postgres/tenants.ts'
import { tenantOf } from '../configure/tenants.ts'
import { openIo } from './io.ts'
import type { Reading } from './reading.ts'
import { understood } from './step.ts'

/** Where the owner looks first, by what went wrong. */
const PLACES: Record<ReadFailureCode, string> = {
  unauthorized: '/credentials', forbidden: '/credentials', throttled: '/settings/requests_per_second', unavailable: '/settings', refused: '/settings', unreadable: '/settings', endless: '/options', short: '', not_configured: '/settings'
}

export interface ReadingFinding { pointer: string, code: string, detail: string }

/** Calls the source once and names what is wrong; undefined: nothing is, or it is not read. Stores nothing. */
export async function checkReading (needs: Reading, { tenant }: Caller, name: string): Promise<ReadingFinding | undefined> {
  const row = await findSource(needs.pool, tenant, name)
  const source = row && await needs.openSource(row.id)
  const reads = source?.definition.reads
  const ask = reads?.check ?? reads?.everybody
  if (source === undefined || ask === undefined) return undefined
  const { settings: { time_zone: zone } } = tenantOf((await findTenant(needs.pool, tenant))!, await needs.vault.keysOf(needs.pool, tenant))
  const { io, close } = openIo(needs, source, needs.now(), zone)
  try {
    await understood(needs, async () => { await ask(io) })
    return undefined
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return { pointer: PLACES[error.code], code: error.code, detail: error.detail }
  } finally {
    close()
  }
}
