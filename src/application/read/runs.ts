import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import { Refusal, traceOf } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { ReadingOptions, SourceDefinition } from '../../domain/source.ts'
import type { RunView } from '../../domain/views/run.ts'
import { findScheduled, setNextRun } from '../../postgres/reading/readers.ts'
import { countHeldOf, findRun, findRunning, insertRun, listRuns, stopRun, type RunRow } from '../../postgres/reading/runs.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { findSource, findSourceById, type SourceRow } from '../../postgres/sources.ts'
import { findTenant } from '../../postgres/tenants.ts'
import type { Vault } from '../../postgres/vault.ts'
import { noSource } from '../configure/refusals.ts'
import { adapterOf, withDefaults } from '../configure/said.ts'
import { tenantOf } from '../configure/tenants.ts'
import { newId } from '../configure/ids.ts'
import { nextRun } from './schedule.ts'
import { shownRun } from './shown-run.ts'

export interface RunNeeds {
  pool: pg.Pool
  vault: Vault
  kinds: Readonly<Record<string, SourceDefinition>>
  now (): Instant
  wakeReaders (): void
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Starts a run now; one that is under way is answered instead, since two never run at once. */
export async function askRun (needs: RunNeeds, tenant: string, name: string, what?: RunRow['what']): Promise<RunView> {
  const row = await findSource(needs.pool, tenant, name)
  if (row === undefined) throw noSource()
  if (!isRead(adapterOf(needs.kinds, row.kind))) throw new Refusal('conflict', 'This kind of source is not read: it tells by its webhook.')
  if (row.paused_at !== null) throw new Refusal('conflict', 'The source is paused: nothing is read. Resume it first.')
  // One that was under way may have ended between the two.
  for (;;) {
    const started = await startRun(needs.pool, needs, row, 'asked', what)
    if (started !== undefined) needs.wakeReaders()
    const run = started ?? await findRunning(needs.pool, row.id)
    if (run !== undefined) return shownRun(run)
  }
}

const isRead = ({ reads }: SourceDefinition): boolean => reads?.everybody !== undefined || reads?.changes !== undefined || reads?.queue !== undefined

/** What a run of this source reads now: everybody when it is time for that, otherwise what changed since the last one began. Undefined: one is under way. */
async function startRun (db: Db, needs: RunNeeds, row: SourceRow, why: RunRow['why'], what?: RunRow['what']): Promise<RunRow | undefined> {
  const { settings, options, reads } = adapterOf(needs.kinds, row.kind)
  const said = withDefaults<ReadingOptions>(options, row.options)
  const { full_every_days: days = 7, overlap_minutes: overlap = 10 } = said
  const { looked_until: until, full_at: full } = row
  const hasChanges = reads?.queue !== undefined || (reads?.changes !== undefined && (reads.hasChanges?.(withDefaults(settings, row.settings), said) ?? true))
  const needed = !hasChanges || until === null || full === null || needs.now() - full >= days * DAY_MS ? 'everybody' : 'changes'
  const chosen = reads?.everybody === undefined ? 'changes' : hasChanges ? what ?? needed : needed
  const since = chosen === 'changes' && until !== null ? until - overlap * MINUTE_MS : null
  return await insertRun(db, { id: newId('run'), tenant: row.tenant, source: row.id, what: chosen, why, since })
}

/** Starts the runs whose hour has come. Of several processes one starts each, and its hour passes only with the run. Answers how many. */
export async function startDueRuns (needs: RunNeeds & { log: { error (facts: object, text: string): void } }): Promise<number> {
  let started = 0
  const now = needs.now()
  for (const { id, next_run_at: due } of await findScheduled(needs.pool, now)) {
    try {
      const row = await findSourceById(needs.pool, id)
      if (row === undefined) continue
      const next = await nextOf(needs, row, now)
      const run = await inTransaction(needs.pool, async (tx) =>
        await setNextRun(tx, id, due, next ?? null) && due !== null ? await startRun(tx, needs, row, 'schedule') : undefined)
      if (run === undefined) continue
      needs.wakeReaders()
      started += 1
    } catch (error) {
      needs.log.error({ source: id, ...traceOf(error) }, 'a scheduled run could not be started')
    }
  }
  return started
}

async function nextOf ({ pool, vault, kinds }: RunNeeds, row: SourceRow, now: Instant): Promise<Instant | undefined> {
  const { schedule } = withDefaults<ReadingOptions>(adapterOf(kinds, row.kind).options, row.options)
  const tenant = await findTenant(pool, row.tenant)
  if (schedule === undefined || tenant === undefined) return undefined
  const { settings: { time_zone: zone } } = tenantOf(tenant, await vault.keysOf(pool, row.tenant))
  return nextRun(schedule, now, zone, spreadOf(row.id))
}

/** The same fraction of an hour for the same source, and another one for the next. */
const spreadOf = (id: string): number => [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) / 9973

export async function getRuns (needs: RunNeeds, tenant: string, name: string, { limit, after }: PageRequest): Promise<Page<RunView>> {
  const row = await findSource(needs.pool, tenant, name)
  if (row === undefined) throw noSource()
  const rows = await listRuns(needs.pool, row.id, limit + 1, after?.sequence)
  return { data: rows.slice(0, limit).map(shownRun), ...(rows.length > limit && { next: { sequence: rows[limit - 1]!.seq, index: 0 } }) }
}

export async function getRun (needs: RunNeeds, tenant: string, name: string, id: string): Promise<RunView> {
  const row = await findSource(needs.pool, tenant, name)
  const run = row && await findRun(needs.pool, row.id, id)
  if (run === undefined) throw new Refusal('not_found', 'There is no such run of this source.')
  return { ...shownRun(run), held: await countHeldOf(needs.pool, tenant, run.seq) }
}

/** What was read until now stays; the endings it saw are not told. */
export async function haltRun (needs: RunNeeds, tenant: string, name: string, id: string): Promise<RunView> {
  const row = await findSource(needs.pool, tenant, name)
  if (row === undefined) throw noSource()
  if (!await inTransaction(needs.pool, (tx) => stopRun(tx, row.id, id, needs.now())) && await findRun(needs.pool, row.id, id) === undefined) {
    throw new Refusal('not_found', 'There is no such run of this source.')
  }
  return await getRun(needs, tenant, name, id)
}
