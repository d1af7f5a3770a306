import type { Db } from '../db.ts'

/** Mirrors of people by any id they have had: `id` is the one asked for, the mirror is the survivor's. */
export async function findMirrors (db: Db, tenant: string, ids: string[]): Promise<{ id: string, sealed: Buffer | null }[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<{ id: string, sealed: Buffer | null }>(`
    SELECT asked.id, kept.sealed FROM employee AS asked JOIN employee AS kept ON kept.id = coalesce(asked.merged_into, asked.id)
    WHERE asked.tenant = $1 AND asked.id = ANY ($2)`, [tenant, ids])
  return rows
}
