import type { Instant } from './calendar.ts'
import type { Fields, Identifiers } from './fields.ts'

export const EVENT_TYPES = ['hire', 'change', 'termination', 'leave', 'return', 'upsert'] as const
export type EventType = typeof EVENT_TYPES[number]

/** From when a statement counts. A function of the message alone, fixed at intake. */
export interface Stamp {
  time: Instant
  /** Sequence of the message in the database. */
  sequence: number
  /** Index of the statement in its message. */
  index: number
}

/** What one message says about one person: immutable; it can only be withdrawn. */
export interface Event {
  id: string
  type: EventType
  stamp: Stamp
  /** The source it came from: rows are compared with the same source's previous row. */
  source: string
  who: Identifiers
  /** Identifiers known until now; those in `who` are then new values. */
  match?: Identifiers
  fields: Fields
  /** By the database's clock; known of those that have been stored. */
  arrivedAt?: Instant
}

/** Order of stamps; ids decide between equal ones, so that the order is total. */
export function byStamp (a: Pick<Event, 'id' | 'stamp'>, b: Pick<Event, 'id' | 'stamp'>): number {
  return compareStamps(a.stamp, b.stamp) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

export function compareStamps (a: Stamp, b: Stamp): number {
  return a.time - b.time || a.sequence - b.sequence || a.index - b.index
}

/** Hires and full rows open an employment and allow an account to be created; nothing else does. */
export const opens = (type: EventType): boolean => type === 'hire' || type === 'upsert'
