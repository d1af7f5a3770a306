import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import type { Directory, DirectoryPage } from '../../domain/directory.ts'
import { inTransaction } from '../../postgres/db.ts'
import { completeDirectory, expireDirectory, findDirectoryReading, findInDirectory, noteInDirectory, setDirectoryReading, type ReadingRow } from '../../postgres/record/directory.ts'
import { LeaseLost } from './call.ts'
import type { Lane } from './delivering.ts'

/** So long one step reads on, in milliseconds: the leases of those who wait for it have to outlive that and a call. */
const MOST_MS = 4000

/** A page is kept together with how far it brings the reading. */
export interface DirectoryStore {
  find (key: string): Promise<string[]>
  reading (): Promise<ReadingRow>
  note (entries: DirectoryPage['entries'], at: Instant): Promise<void>
  keep (beganAt: Instant, page: DirectoryPage, at: Instant): Promise<void>
  expire (): Promise<void>
}

export function directoryOver (store: DirectoryStore, now: () => Instant): Directory {
  let underWay: Promise<boolean> | undefined
  async function read (since: Instant, most: number, page: Parameters<Directory['readOn']>[2]): Promise<boolean> {
    const { beganAt, cursor: from, completeSince } = await store.reading()
    if (completeSince !== undefined && completeSince >= since) return true
    const start = now()
    const goesOn = beganAt !== undefined && beganAt >= since
    const began = goesOn ? beganAt : start
    let cursor = goesOn ? from : undefined
    for (let count = 0; count < most && now() - start < MOST_MS; count++) {
      const found = await page(cursor)
      // A page that leads back to itself would never end.
      const { next = undefined, ...whole } = found
      const isLast = next === undefined || next === cursor
      await store.keep(began, isLast ? whole : found, now())
      if (isLast) return true
      cursor = next
    }
    return false
  }
  const directory: Directory = {
    find: (key) => store.find(key),
    note: (entries) => store.note(entries, now()),
    completeSince: async () => (await store.reading()).completeSince,
    expire: () => store.expire(),
    async readOn (since, most, page) {
      const others = underWay
      const mine = others ?? read(since, most, page).finally(() => { underWay = undefined })
      underWay = mine
      try {
        return await mine
      } catch (error) {
        // Whoever read for us has lost their lease, and we have ours.
        if (others === undefined || !(error instanceof LeaseLost)) throw error
        return await directory.readOn(since, most, page)
      }
    }
  }
  return directory
}

/** The directory of a destination, in the record. */
export function directoryOf (pool: pg.Pool, { id, configRevision, keys }: Pick<Lane, 'id' | 'configRevision' | 'keys'>, now: () => Instant): Directory {
  const place = { destination: id, configRevision }
  const hash = (key: string): Buffer => keys.hash(`directory\n${id}\n${key}`)
  const hashed = (entries: DirectoryPage['entries']) => entries.map(({ remoteId, key }) => ({ remoteId, key: key === null ? null : hash(key) }))
  return directoryOver({
    find: (key) => findInDirectory(pool, id, hash(key)),
    reading: () => findDirectoryReading(pool, id),
    note: (entries, at) => noteInDirectory(pool, place, hashed(entries), at),
    expire: () => expireDirectory(pool, id),
    keep: (beganAt, { entries, next }, at) => inTransaction(pool, async (tx) => {
      await noteInDirectory(tx, place, hashed(entries), at)
      await setDirectoryReading(tx, place, beganAt, next ?? null)
      if (next === undefined) await completeDirectory(tx, place, beganAt)
    })
  }, now)
}
