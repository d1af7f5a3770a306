import type pg from 'pg'
import { insertMissingLinks } from '../../postgres/bulk-links.ts'
import { listAllDestinations } from '../../postgres/destinations.ts'

/** Every employee has a link at every destination of their tenant, whoever was made first. Safe to repeat. */
export async function linkEverybody ({ pool, now }: { pool: pg.Pool, now: () => number }): Promise<void> {
  for (const id of await listAllDestinations(pool)) await insertMissingLinks(pool, id, now())
}
