import type { Db } from '../db.ts'

/** Whether `holder` has the lease of that name from now on, for `ms`. By the database's clock. */
export async function takeLease (db: Db, name: string, holder: string, ms: number): Promise<boolean> {
  const { rowCount } = await db.query(`
    INSERT INTO lease (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE lease.holder = excluded.holder OR lease.until <= clock_timestamp()`, [name, holder, ms])
  return rowCount === 1
}

/** The same, and nobody can take it before the caller's transaction has ended. */
export async function lockLease (tx: Db, name: string, holder: string): Promise<boolean> {
  const { rows } = await tx.query('SELECT 1 FROM lease WHERE name = $1 AND holder = $2 AND until > clock_timestamp() FOR UPDATE', [name, holder])
  return rows.length === 1
}

/** The next one need not wait. */
export async function releaseLease (db: Db, name: string, holder: string): Promise<void> {
  await db.query('DELETE FROM lease WHERE name = $1 AND holder = $2', [name, holder])
}
