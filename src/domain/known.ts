import type { Instant } from './calendar.ts'

/** A value as a destination holds it, in the form in which it is compared: lists are sets, dates and ids are texts. */
export type RemoteValue = string | number | boolean | null | string[] | Record<string, string>
export type RemoteFields = Record<string, RemoteValue>

/** What we know of one employee at one destination. */
export type Known =
  | { kind: 'never_looked' }
  | { kind: 'absent', lookedAt: Instant, conflict?: Conflict }
  | KnownAccount

/** The identifiers meet accounts that cannot be told to be this person's: nothing is written until somebody has said which. */
export interface Conflict {
  /** Remote ids of the accounts in question; none: the destination says that an identifier is in use, and shows nobody. */
  ids: string[]
  /** The destination's fields that clash. */
  keys: string[]
  /** How often this came out: an approval is for one try. */
  times: number
  /** For the operator; values are masked. */
  detail: string
}

export interface KnownAccount {
  kind: 'active' | 'ended'
  remoteId: string
  /** What stands there, by the destination's own field names; absent: not known. */
  fields: RemoteFields
  /** What we put there: of a set, our part of it; of the rest, the value last sent. */
  put: RemoteFields
  /** What is to be read back, when, and for which time; `doubted`: a write may have been carried out of which nobody knows. */
  confirm?: { at: Instant, fields: string[], round: 1 | 2, doubted?: true }
  /** Fields the destination would not take, or did not keep after two tries, with the value that was meant; `times`: an approval is for one try. */
  refused?: Record<string, { value: RemoteValue, reason: 'refused_value' | 'unconfirmed' | 'identity_conflict', code: string, times: number }>
  /** The last read-back: true when everything sent stood there. */
  confirmed?: boolean
  /** Adapter's own notes that its next plan needs: small, plain JSON. */
  notes?: Record<string, RemoteValue>
  /** A known id that is not found any more, even by look-up. */
  gone?: boolean
}
