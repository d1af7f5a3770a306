import type { Fault } from './faults.ts'

/** One request as it came, and what became of it. */
export interface RequestRecord {
  number: number
  at: string
  method: string
  /** below the base URL */
  path: string
  query: Record<string, string>
  /** with the value of Authorization taken out */
  headers: Record<string, string>
  /** the parsed JSON body; absent when there is none or it cannot be parsed */
  body?: unknown
  raw: string
  /** null while it is open, and when no answer was given */
  status: number | null
  /** A write that was accepted: visible, or waiting in the background queue. */
  applied: boolean
  operation?: string
  /** Why it was refused, in the sandbox's words; the vendor tells its callers less. */
  why?: string
  fault?: Fault['kind']
}

export interface Journal {
  add (record: Omit<RequestRecord, 'number'>): RequestRecord
  list (): RequestRecord[]
  clear (): void
}

const KEPT = 10_000

export function createJournal (): Journal {
  let records: RequestRecord[] = []
  let count = 0
  return {
    add (record) {
      const added = { number: ++count, ...record }
      records.push(added)
      if (records.length >= 2 * KEPT) records = records.slice(-KEPT)
      return added
    },
    list () { return records.slice(-KEPT) },
    clear () { records = [] }
  }
}
