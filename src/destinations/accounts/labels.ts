import type { Ask, Catalogue } from '../../domain/destination.ts'
import { labelKey, tidy } from '../../domain/text.ts'
import { answered, valueIn, type Answers, type Finding } from './findings.ts'
import type { Meant } from './meant.ts'

/** A list that is older says nothing about what a platform lacks. */
const FRESH_MS = 10 * 60_000

/** What is made of a label that a platform does not have: ask, leave the field as it is there, or make it. */
export const UNKNOWN_VALUE = ['hold', 'reject', 'create'] as const

export interface Entry { label: string, remoteId?: string }

/** A list of a platform, such as its job titles, and what its owner wants of it. */
export interface Listing {
  platform: string
  /** Its name in the catalogue. */
  list: string
  /** As a question calls its entries. */
  called: string
  policy: typeof UNKNOWN_VALUE[number]
  /** Labels that may be written although nobody has them yet. */
  known?: readonly string[] | undefined
  catalogue: Catalogue
  /** Entries are written by their ids: whether there is one is known only from the list. */
  byId?: true
}

/** A label as the platform, or its owner, writes it. */
export function listed ({ list, known, catalogue }: Pick<Listing, 'list' | 'known' | 'catalogue'>, name: string): Entry | undefined {
  const own = known?.find((each) => labelKey(each) === labelKey(name))
  return catalogue.find(list, name) ?? (own === undefined ? undefined : { label: own })
}

/** The entry to write, which is new there when `isNew`; without one, what has to be asked or read first. */
export interface Labelled { entry?: Entry, isNew?: true, findings: Finding[] }

/** A misspelt label must not become a new one: what is not listed, not named by the owner and not delivered before is a question. */
export function labelled (listing: Listing, name: string, meant: Pick<Meant, 'field' | 'registers'>, settings: Answers, at: number): Labelled {
  const entry = listed(listing, name)
  if (entry !== undefined) return { entry, findings: [] }
  const { field, registers } = meant
  const { platform, list, called, policy } = listing
  if (policy === 'create' && (listing.byId !== true || isRead(listing, at))) return { entry: { label: name }, isNew: true, findings: [] }
  if (policy !== 'hold' && !isRead(listing, at)) return { findings: [{ unread: registers }] }
  if (policy === 'reject') return { findings: [{ withheld: { field, why: 'unknown_value', registers } }] }
  const key = `${list}:${labelKey(name)}`
  const ask: Ask = {
    reason: 'unknown_value',
    registers,
    field,
    cause: key,
    asked: key,
    detail: `${platform} has no "${name}" among its ${called} and would create it.`,
    choices: { [`values.${field}`]: 'the label to write instead; left out: this one is created' }
  }
  return choosing(ask, listing, settings, at, (answer) => {
    const use = valueIn(answer, field, registers)
    if (use === undefined && answer.values !== undefined) return undefined
    return listed(listing, use ?? name) ?? { label: use === undefined ? name : tidy(use) }
  })
}

const isRead = ({ catalogue: { readAt } }: Pick<Listing, 'catalogue'>, at: number): boolean => readAt !== undefined && at - readAt <= FRESH_MS

/** Before anybody is asked, the lists are read if they are old. */
export function choosing (ask: Ask, listing: Pick<Listing, 'list' | 'known' | 'catalogue'>, settings: Answers, at: number, use: (answer: Record<string, unknown>) => Entry | undefined): Labelled {
  if (settings.answerTo(ask) === undefined && !isRead(listing, at)) return { findings: [{ unread: ask.registers }] }
  const { value: entry, findings } = answered(ask, settings, use)
  if (entry === undefined) return { findings }
  return { entry, ...(listed(listing, entry.label) === undefined && { isNew: true }), findings }
}
