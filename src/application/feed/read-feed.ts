import { hash, timingSafeEqual } from 'node:crypto'
import type { DestinationAdapter } from '../../domain/destination.ts'
import { Refusal } from '../../domain/errors.ts'
import type { FeedEntry, FeedPage, FeedQuery } from '../../domain/feed.ts'
import type { Db } from '../../postgres/db.ts'
import { countFeedEntries, feedHorizon, findFeedEntries } from '../../postgres/record/feed.ts'
import type { Vault } from '../../postgres/vault.ts'
import { openDestination } from '../configure/open-destination.ts'
import type { Allowance } from './allowance.ts'

export interface Feeding {
  pool: Db
  vault: Vault
  kinds: Readonly<Record<string, DestinationAdapter>>
  allowance: Allowance
}

/** How whoever asks proves themselves. */
export interface Proof {
  /** From Authorization. */
  key: string | undefined
  header (name: string): string | undefined
}

/** One page of what a destination's platform may read; undefined: whoever asks may not, or there is nothing to read, which is the same to them. */
export async function readFeed ({ pool, vault, kinds, allowance }: Feeding, id: string, proof: Proof, query: FeedQuery): Promise<FeedPage | undefined> {
  const opened = await openDestination({ vault, kinds }, pool, id)
  const key = opened?.adapter.feed?.keyOf(opened.credentials)
  const header = opened?.adapter.feed?.headerOf(opened.options as never)
  const shown = [proof.key, header === undefined ? undefined : proof.header(header.toLowerCase())].filter((each) => each !== undefined)
  // Compared also where there is nothing: how long it takes says nothing about what is there.
  const admitted = shown.map((each) => isSame(each, key ?? '')).includes(true)
  if (opened === undefined || key === undefined || !admitted) return undefined
  const wait = allowance.take(id)
  if (wait !== undefined) throw new Refusal('too_many_requests', '', [], wait)
  const asOf = await feedHorizon(pool)
  const rows = await findFeedEntries(pool, id, query)
  const keys = await vault.asking().keysOf(pool, opened.row.tenant)
  const entries = rows.slice(0, query.limit).map(({ link, changed_at: changedAt, gone, sealed }) => {
    const entry = keys.open<FeedEntry>(sealed)
    // Told as gone without a word of its own: then nothing of the person goes along.
    return { id: link, changedAt, gone, item: gone && !entry.gone ? {} : entry.item }
  })
  const last = entries.at(-1)
  return {
    entries,
    asOf,
    ...(rows.length > query.limit && last !== undefined && query.page === undefined && { next: { changedAt: last.changedAt, link: last.id } }),
    ...(query.page !== undefined && { total: await countFeedEntries(pool, id, query) })
  }
}

const isSame = (given: string, known: string): boolean => timingSafeEqual(digestOf(given), digestOf(known)) && known !== ''
const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer')
