import type pg from 'pg'
import { pendingMigrations } from './postgres/migrate.ts'

/** A worker that has not looked for work for so long is not working. */
const SILENT_MS = 30_000

/** Whether this process can do what it is there for: database, migrations, and its own worker, when it has one. */
export async function readiness ({ pool, lastRound, now }: { pool: pg.Pool, lastRound: () => number | undefined, now: () => number }) {
  const database = await check(async () => { await pool.query('SELECT 1') })
  const migrations = await check(async () => {
    const pending = await pendingMigrations(pool)
    if (pending.length > 0) throw new Error(`${pending.length} migrations are pending`)
  })
  const last = lastRound()
  const worker: Record<string, { ok: boolean, detail: string }> = last === undefined ? {} : { worker: { ok: now() - last < SILENT_MS, detail: `looked for work ${Math.round((now() - last) / 1000)} s ago` } }
  const checks: Record<string, { ok: boolean, detail?: string }> = { database, migrations, ...worker }
  return { ok: Object.values(checks).every(({ ok }) => ok), checks }
}

async function check (look: () => Promise<void>): Promise<{ ok: boolean, detail?: string }> {
  try {
    await look()
    return { ok: true }
  } catch (error) {
    return { ok: false, detail: (error as { code?: string }).code ?? (error as Error).name }
  }
}
