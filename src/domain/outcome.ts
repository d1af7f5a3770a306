import type { Instant } from './calendar.ts'
import type { Known } from './known.ts'

/** Why something waits for a person. A closed list: part of the HTTP contract. */
export const HOLD_REASONS = [
  'has_reports', 'unknown_value', 'separator_in_name', 'identity_conflict', 'rehire', 'brake', 'protected', 'unknown_person',
  'missing_required', 'reason_missing', 'clear', 'refused_value', 'unconfirmed', 'gone'
] as const
export type HoldReason = typeof HOLD_REASONS[number]

/** What became of one step at a destination. A value, never an exception. */
export type Outcome =
  /** The destination said yes; this is what we know of the person there now. */
  | { kind: 'delivered', known: Known }
  /** Only a person can go on. The next plan asks it, from what `known` now says. */
  | { kind: 'held', reason: HoldReason, known: Known }
  /** The destination does not want this value, or this call at all; the same again would be refused again. */
  | { kind: 'refused', code: string, field?: string }
  /** Nothing happened there; later it may. `lane`: the destination itself is unwell or throttles, not this person. */
  | { kind: 'retry', code: string, notBefore?: Instant, lane?: boolean }
  /** Got on, and is not done: again when others have been served. No failure of anybody. */
  | { kind: 'later', code: string, known: Known }
  /** Sent and not answered: look before repeating. `known`: where nobody can look, what the adapter remembers of it; the next plan is made from that. */
  | { kind: 'unknown', code: string, known?: Known }
  /** The credentials are not accepted: nobody at this destination can be served. `detail` names the setting to look at. */
  | { kind: 'unauthorized', code: string, detail: string }
  /** The destination wants no more of this from anybody, such as a receiver that is gone: its lane stops. */
  | { kind: 'stopped', code: string, detail: string }
