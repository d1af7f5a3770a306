import type { FeedEntry } from '../../domain/feed.ts'
import type { Known } from '../../domain/known.ts'
import type { Db } from '../../postgres/db.ts'
import { setFeedEntries } from '../../postgres/record/feed.ts'
import type { Lane } from '../deliver/delivering.ts'

/** Writes what a destination's feed tells of these people from now on; joins the settling transaction. Nothing where there is no feed. */
export async function publish (tx: Db, { id, tenant, adapter, credentials, options, keys }: Lane, settled: { link: string, known: Known }[]): Promise<void> {
  const { feed } = adapter
  if (feed?.keyOf(credentials) === undefined) return
  await setFeedEntries(tx, id, tenant, settled.flatMap(({ link, known }) => {
    const entry: FeedEntry | undefined = known.kind === 'active' || known.kind === 'ended' ? feed.entryOf(known, options) : undefined
    return entry === undefined ? [] : [{ link, gone: entry.gone, digest: keys.hash(JSON.stringify(entry)), sealed: keys.seal(entry) }]
  }))
}
