import type { Db } from '../db.ts'

export interface MirrorAt {
  id: string
  seq: number
  /** The mirror. */
  sealed: Buffer | null
  /** They have an account at the destination that works, as far as we know. */
  has_account: boolean
}

/** Everybody whom HR has as active, in the order in which they were made, from behind `after` on. */
export async function listMirrorsAt (db: Db, tenant: string, destination: string, after: number, limit: number): Promise<MirrorAt[]> {
  const { rows } = await db.query<MirrorAt>(`
    SELECT employee.id, employee.seq, employee.sealed, coalesce(link.known IN ('active', 'stale'), false) AS has_account
    FROM employee LEFT JOIN link ON link.employee = employee.id AND link.destination = $2
    WHERE employee.tenant = $1 AND employee.merged_into IS NULL AND employee.state = 'active' AND employee.seq > $3
    ORDER BY employee.seq LIMIT $4`, [tenant, destination, after, limit])
  return rows
}
