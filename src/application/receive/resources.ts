import type { Before } from '../../domain/reading.ts'
import type { Resource, Resources } from '../../domain/serving.ts'
import type { Db } from '../../postgres/db.ts'
import { countResources, findLastGone, findResource, findResourcesHaving, listResources, type ResourceRow } from '../../postgres/resources.ts'
import type { Keys } from '../../postgres/vault.ts'

/** What is sealed of a resource: as its sender wrote it, and what the next row of it is compared with. */
export interface KeptResource { content: unknown, before: Before }

export interface OpenedResources extends Resources {
  /** What was said of one that was looked up. */
  beforeOf (id: string): Before
}

/** Resources with one key: nobody has so many with the same. */
const MOST_ALIKE = 200

export const keyHash = (keys: Keys, source: string, key: string): Buffer => keys.hash(`resource:${source}:${key}`)

/** The resources of a source, opened. */
export function resourcesIn (db: Db, source: { id: string }, keys: Keys): OpenedResources {
  const before = new Map<string, Before>()

  function opened ({ id, version, sealed, created_at: createdAt, modified_at: modifiedAt }: ResourceRow): Resource {
    const kept = keys.open<KeptResource>(sealed)
    before.set(id, kept.before)
    return { id, version, createdAt, modifiedAt, content: kept.content }
  }
  const maybe = (row: ResourceRow | undefined): Resource | undefined => row && opened(row)

  return {
    // A NUL, which PostgreSQL cannot compare with anything, is in no id.
    find: async (id, toWrite = false) => id.includes('\0') ? undefined : maybe(await findResource(db, source.id, id, toWrite)),
    having: async (key, toWrite = false) => (await findResourcesHaving(db, source.id, keyHash(keys, source.id, key), MOST_ALIKE, toWrite)).map(opened),
    lastGone: async (key) => maybe(await findLastGone(db, source.id, keyHash(keys, source.id, key))),
    count: () => countResources(db, source.id),
    page: async (skip, most) => (await listResources(db, source.id, skip, most)).map(opened),
    beforeOf: (id) => before.get(id) ?? {}
  }
}
