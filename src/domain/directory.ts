import type { Instant } from './calendar.ts'

/** An account there and the key it has, such as its employee number; null: it has none. */
export interface DirectoryEntry { remoteId: string, key: string | null }

/** `next`: where the page after it begins, in words that are nobody's secret; absent: it was the last one. */
export interface DirectoryPage { entries: DirectoryEntry[], next?: string }

/**
 * Who has which key at a destination that cannot be asked by it: everybody there is read, page by page, and kept as keyed
 * hashes. It belongs to the destination, and is forgotten with its address.
 */
export interface Directory {
  /** Remote ids of the accounts that had the key when they were last seen. */
  find (key: string): Promise<string[]>
  /** What was seen on the way, or has just been written. */
  note (entries: DirectoryEntry[]): Promise<void>
  /** When the last reading that came to its end began: whoever was there by then is in it. */
  completeSince (): Promise<Instant | undefined>
  /** It is found out to lack somebody: the next reading begins anew. */
  expire (): Promise<void>
  /**
   * Reads on from where it was, unless a reading that began at `since` or later is complete: `page` is given where it goes on
   * (undefined: at the beginning). At most `most` pages, and a few seconds; whoever asks meanwhile gets the same. True: complete.
   * What `page` rejects with, this rejects with; the pages before it are kept.
   */
  readOn (since: Instant, most: number, page: (cursor: string | undefined) => Promise<DirectoryPage>): Promise<boolean>
}
