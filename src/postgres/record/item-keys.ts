import type { Db } from '../db.ts'

export interface ItemKey { key: string, fingerprint: Buffer, event: string }

/** Claims the senders' ids of a batch's items; answers, by index, those that were claimed before, with the event they made. */
export async function claimItemKeys (db: Db, tenant: string, claims: (ItemKey & { index: number })[]): Promise<Map<number, ItemKey>> {
  const { rows: inserted } = await db.query<{ key: string, event: string }>(`
    INSERT INTO item_key (tenant, key, fingerprint, event) SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::text[])
    ON CONFLICT DO NOTHING RETURNING key, event`, [tenant, claims.map(({ key }) => key), claims.map(({ fingerprint }) => fingerprint), claims.map(({ event }) => event)])
  const ours = new Set(inserted.map(({ event }) => event))
  const others = claims.filter(({ event }) => !ours.has(event))
  return await findItemKeys(db, tenant, others)
}

/** The claims that were made before, by index. */
export async function findItemKeys (db: Db, tenant: string, claims: { index: number, key: string }[]): Promise<Map<number, ItemKey>> {
  if (claims.length === 0) return new Map()
  const { rows } = await db.query<ItemKey>('SELECT key, fingerprint, event FROM item_key WHERE tenant = $1 AND key = ANY($2)', [tenant, claims.map(({ key }) => key)])
  const found = new Map(rows.map((row) => [row.key, row]))
  return new Map(claims.flatMap(({ index, key }) => found.has(key) ? [[index, found.get(key)!]] : []))
}
