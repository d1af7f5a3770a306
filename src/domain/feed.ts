import type { Instant } from './calendar.ts'
import type { KnownAccount } from './known.ts'

/** What a platform reads from us, instead of being called or beside it. */
export interface Feed<O, C> {
  /** What whoever reads it proves themselves with; undefined: nobody may. Never one of our own keys. */
  keyOf (credentials: C): string | undefined
  /** A header in which the key may come, beside Authorization. */
  headerOf (options: O): string | undefined
  /** One person as the platform is to see them: nothing but what is mapped. undefined: they are not told of. Of somebody who is gone, only who it was. */
  entryOf (account: KnownAccount, options: O): FeedEntry | undefined
}

export interface FeedEntry { gone: boolean, item: unknown }

export interface FeedQuery {
  limit: number
  /** Only what changed at or after; those who are gone come along. */
  changedSince?: Instant
  /** After this entry. */
  after?: { changedAt: Instant, link: string }
  /** Counted from 1, instead of a cursor. */
  page?: number
  withGone: boolean
}

export interface FeedPage {
  entries: { id: string, changedAt: Instant, gone: boolean, item: unknown }[]
  next?: { changedAt: Instant, link: string }
  /** How many there are in all; only with page numbers. */
  total?: number
  /** Whatever changed before has been told by somebody who read to the end: what to give as changed_since next time. */
  asOf: Instant
}
