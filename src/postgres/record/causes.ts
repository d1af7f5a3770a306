import type { Db } from '../db.ts'
import type { HoldRow } from './holds.ts'

export interface Cause { tenant: string, reason: string, cause: string }

/** The newest question of a cause: who asks later is not meant by an answer given now. */
export async function findLastOfCause (db: Db, { tenant, reason, cause }: Cause): Promise<number> {
  const { rows } = await db.query<{ last: number | null }>("SELECT max(seq) AS last FROM hold WHERE tenant = $1 AND reason = $2 AND cause = $3 AND state = 'open'", [tenant, reason, cause])
  return rows[0]?.last ?? 0
}

/** Some of the open questions of a cause up to one, locked in the order of their ids. */
export async function lockSomeOfCause (db: Db, { tenant, reason, cause }: Cause, upTo: number, limit: number): Promise<HoldRow[]> {
  const { rows } = await db.query<HoldRow>(`
    SELECT * FROM hold WHERE tenant = $1 AND reason = $2 AND cause = $3 AND state = 'open' AND seq <= $4 ORDER BY id LIMIT $5 FOR UPDATE`, [tenant, reason, cause, upTo, limit])
  return rows
}
