import type { Offer } from './destination.ts'
import type { EventType } from './event.ts'
import { describeFault, type Fault, type Language } from './faults.ts'
import { labelOf } from './field-labels.ts'
import { QUESTIONS } from './hold-texts.ts'
import type { HoldReason } from './outcome.ts'
import { inWords } from './sentences.ts'

/** One thing that is in question. `field` is the destination's name for it, or the record's own. */
export interface AskedField {
  field: string
  register: string
  /** What HR says. */
  value?: unknown
  /** What the destination has. */
  there?: unknown
  /** An answer may give another value for it; the rest only helps to decide. */
  asked: boolean
}

/** What a question is about, as far as its sentence and its answers need to know. */
export interface HoldFacts {
  reason: HoldReason
  /** Which of the reason's questions, when it has several. */
  variant?: string
  /** Name of the destination; undefined for a question of an event: whom it means. */
  destination?: string
  /** The type of the event in question. */
  type?: EventType
  fields: AskedField[]
  /** Ids of accounts at the destination. */
  accounts: string[]
  /** Whom an event may mean. */
  people: { id: string, name?: string }[]
  /** Rejecting it takes a termination back. */
  ending: boolean
  /** How many open questions share the cause. */
  sameCause: number
  /** The adapter's own words, where nothing else says it. */
  said?: string
  /** The approvals that there are, where a platform has its own. */
  offers?: Offer[]
  /** What is wrong with an event that cannot be used. */
  faults: Fault[]
}

/** The question in the reader's language. Names nobody but by what the question itself is about. */
export function questionOf (facts: HoldFacts, language: Language): string {
  const { reason, variant, destination, fields, accounts, people, sameCause, said, faults } = facts
  const sentence = QUESTIONS[`${reason}/${variant}`] ?? QUESTIONS[reason]
  const asked = fields.find((field) => field.asked) ?? fields[0]
  return inWords(sentence, language, {
    there: destination,
    field: asked && labelOf(asked.register, language),
    value: asked && textOf(asked.value),
    stands: asked && textOf(asked.there),
    accounts: accounts.join(', '),
    people: people.length,
    count: sameCause,
    said,
    faults: faults.map((fault) => `${fault.pointer.slice(1)}: ${describeFault(fault, language)}`).join(' ')
  })
}

/** A value as a sentence shows it. */
function textOf (value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(textOf).join(', ')
  if (typeof value === 'object') {
    const { date, name, employee_number: number, work_email: email } = value as Record<string, unknown>
    return String(date ?? name ?? number ?? email ?? '—')
  }
  return typeof value === 'string' && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? `“${value}”` : String(value)
}
