import type pg from 'pg'
import { findStalledDestinations, findStalledMessages, STALLED_MS } from './postgres/alerts/stalled.ts'
import { pendingMigrations } from './postgres/migrate.ts'

/** A worker that has not finished looking for work for so long is not working. */
const SILENT_MS = 60_000

/** A database that takes longer to answer is away for whoever asks whether we are ready. */
const PATIENCE_MS = 3000

interface Check { ok: boolean, detail?: string }

export interface Ready {
  ok: boolean
  /** Something does not work that this process is not needed for. */
  degraded: boolean
  checks: Record<string, Check>
}

export interface ReadinessNeeds {
  pool: pg.Pool
  /** When this process last looked for work; undefined: it does none. */
  lastRound (): number | undefined
  now (): number
  /** Whether calls are answered here, or only work is done. */
  answers: boolean
}

/**
 * Whether this process can do what it is there for: database, migrations, and its own worker, when it has one. That work waits
 * which no worker takes is told by every process; one that answers calls stays ready for them all the same: what it accepts is
 * stored, and turning senders away would help nobody.
 */
export async function readiness ({ pool, lastRound, now, answers }: ReadinessNeeds): Promise<Ready> {
  const database = await check(async () => { await pool.query('SELECT 1') })
  const migrations = database.ok ? await check(() => migrated(pool)) : database
  const last = lastRound()
  const own: Record<string, Check> = { database, migrations, ...(last !== undefined && { worker: workerSince(last, now()) }) }
  const work = database.ok && migrations.ok ? await check(() => taken(pool, now())) : undefined
  const checks: Ready['checks'] = { ...own, ...(work && { work }) }
  const healthy = Object.values(checks).every(({ ok }) => ok)
  return { ok: answers ? Object.values(own).every(({ ok }) => ok) : healthy, degraded: !healthy, checks }
}

const workerSince = (last: number, now: number): Check =>
  ({ ok: now - last < SILENT_MS, detail: `looked for work ${Math.max(0, Math.round((now - last) / 1000))} s ago` })

async function migrated (pool: pg.Pool): Promise<void> {
  const pending = await pendingMigrations(pool)
  if (pending.length > 0) throw new NotReady(`${pending.length} migrations are pending`)
}

/** Any process can tell from the tables whether anybody works. */
async function taken (pool: pg.Pool, now: number): Promise<void> {
  const [destinations, messages] = [await findStalledDestinations(pool, now), await findStalledMessages(pool)]
  const waiting = [
    ...destinations === undefined ? [] : [`people are due at ${destinations.count} destination(s)`],
    ...messages === undefined ? [] : [`${messages.count} message(s) wait to be interpreted`]
  ]
  if (waiting.length > 0) throw new NotReady(`no worker takes the work: ${waiting.join(', ')} for more than ${STALLED_MS / 60_000} min`)
}

/** Says why in words of our own: everything else is named by its code only. */
class NotReady extends Error {}

async function check (look: () => Promise<void>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new NotReady(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS) })
  try {
    await Promise.race([look(), late])
    return { ok: true }
  } catch (error) {
    return { ok: false, detail: error instanceof NotReady ? error.message : (error as { code?: string }).code ?? (error as Error).name }
  } finally {
    clearTimeout(timer)
  }
}
