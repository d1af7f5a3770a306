import type { Desired, Settings, Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { Change, Finding } from './findings.ts'
import type { Kind } from './kinds.ts'
import type { Meant } from './meant.ts'

/** Options that planning needs of every platform with accounts. */
export interface AccountOptions {
  clear: 'hold' | 'skip' | 'send'
}

/** A platform that has an account for each person, as planning sees it: everything in which platforms differ. All of it is pure. */
export interface Platform<O extends AccountOptions> {
  /** As texts for people name it. */
  name: string
  kindOf (field: string): Kind
  /** Fields of which an account keeps at least one: nobody could be found again. */
  identifiers: readonly string[]
  /** Fields that somebody else's work depends on: counted by the brake when one value becomes another. */
  rekeys: readonly string[]
  /** Fields that an empty text does not empty there. */
  cannotBeCleared (meant: Meant, options: O): boolean
  /** What should stand there, and what is in question. `known` undefined: of an account that is to be made. */
  meant (desired: Desired, known: KnownAccount | undefined, settings: Settings<O>): { meant: readonly Meant[], findings: Finding[] }
  unmapped (fields: Fields, options: O): Register[]
  /** What is missing for an account; empty: it can be made of this. */
  lacking (changes: Change[], settings: Settings<O>): string[]
  create (changes: Change[], desired: Desired, settings: Settings<O>): Step
  /** The steps of these changes, or what has to be done before them. */
  update (known: KnownAccount, changes: Change[], desired: Desired, settings: Settings<O>): Finding[]
  end (desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[]
  /** The end of somebody of whom nothing is known there. `asked`: somebody wants it although nobody ever hired them. Absent: nothing to do. */
  endUnseen? (desired: Desired, settings: Settings<O>, asked: boolean): Finding[]
  /** Of somebody who is to have ended and has: what is wrong with how. */
  endedOtherwise? (desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[]
  /** The end of somebody whose account was not found any more. Absent: nothing to do. */
  endGone? (desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[]
  rehire: Rehire<O>
  /** What else it may mean that a known account is not found any more, for whoever is asked. */
  goneHint?: string
  /** Reads the platform's lists; absent: it has none. */
  readLists? (registers: Register[]): Step
}

/** What is done for somebody whose account has ended and who is hired again. */
export interface Rehire<O> {
  /** The way to go without a question; undefined: it is asked. */
  way (options: O, known: KnownAccount, desired: Desired): string | undefined
  /** Ways that an answer may choose, with what they mean. */
  ways: Readonly<Partial<Record<'update' | 'end_and_create', string>>>
  steps (way: string, desired: Desired, known: KnownAccount, settings: Settings<O>): Finding[]
}
