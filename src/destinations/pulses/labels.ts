import type { Ask, KnownAccount } from '../../domain/destination.ts'
import { labelKey, tidy } from '../../domain/text.ts'
import { asking, insisting, type Finding, type PulsesSettings, valueIn } from './findings.ts'
import { asList, without } from './kinds.ts'
import type { Meant } from './meant.ts'

/** Names of Pulses' lists, as the catalogue and the option `known` call them. */
export const LISTS = { position: 'job_titles', groups: 'groups' } as const
type Listed = keyof typeof LISTS

/** A list that is older says nothing about what Pulses lacks. */
const FRESH_MS = 10 * 60_000

interface Place {
  settings: PulsesSettings
  at: number
  /** What stands there now: a label that is there already needs no list. */
  there: string[]
}

/**
 * The job title as Pulses has it. Pulses makes a new title of every misspelt one, so one that is neither listed there, nor
 * named by the owner, nor delivered before, is a question; everything else of the person goes.
 */
export function titled (meant: Meant, known: KnownAccount | undefined, settings: PulsesSettings, at: number): { meant?: Meant, findings: Finding[] } {
  if (typeof meant.value !== 'string') return { meant, findings: [] }
  const there = known?.fields.position
  const { label, findings } = labelled('position', meant.value, meant, { settings, at, there: typeof there === 'string' ? [there] : [] })
  return { findings, ...(label !== undefined && { meant: { ...meant, value: label } }) }
}

/** The set of groups that should stand there: what HR says, and, unless they are to be replaced, those that we did not put there. */
export function grouped (meant: Meant, known: KnownAccount | undefined, settings: PulsesSettings, at: number): { meant: Meant, findings: Finding[] } {
  const there = asList(known?.fields.groups)
  const found = asList(meant.value).map((name) => labelled('groups', name, meant, { settings, at, there }))
  const wanted = found.flatMap(({ label }) => label ?? [])
  // A group in question that stands there stays; it cannot be, since what stands there is never in question.
  const others = settings.options.groups_mode === 'add' ? without('groups', there, [...wanted, ...asList(known?.put.groups)]) : []
  return { meant: { ...meant, value: [...others, ...wanted] }, findings: found.flatMap(({ findings }) => findings) }
}

function labelled (list: Listed, name: string, meant: Meant, place: Place): { label?: string, findings: Finding[] } {
  const { settings, there } = place
  const standing = there.find((each) => labelKey(each) === labelKey(name))
  if (standing !== undefined) return { label: standing, findings: [] }
  const entry = listed(list, name, settings)
  if (list === 'groups' && name.includes(';') && entry?.remoteId === undefined) return separated(name, meant, place)
  return entry === undefined ? unlisted(list, name, meant, place) : { label: entry.label, findings: [] }
}

/** A label as Pulses, or the owner, writes it. */
function listed (list: Listed, name: string, { catalogue, options }: PulsesSettings): { label: string, remoteId?: string } | undefined {
  const own = options.known[LISTS[list]]?.find((each) => labelKey(each) === labelKey(name))
  return catalogue.find(LISTS[list], name) ?? (own === undefined ? undefined : { label: own })
}

function unlisted (list: Listed, name: string, { field, registers }: Meant, { settings, at }: Place): { label?: string, findings: Finding[] } {
  const policy = settings.options.unknown_value
  if (policy === 'create') return { label: name, findings: [] }
  if (policy === 'reject') return { findings: [{ withheld: { field, why: 'unknown_value', registers } }] }
  const key = `${LISTS[list]}:${labelKey(name)}`
  const ask: Ask = {
    reason: 'unknown_value',
    registers,
    field,
    cause: key,
    asked: key,
    detail: `Pulses has no "${name}" among its ${list === 'groups' ? 'groups' : 'job titles'} and would create it.`,
    choices: { [`values.${field}`]: 'the label to write instead; left out: this one is created' }
  }
  return answered(ask, { settings, at }, (answer) => {
    const use = valueIn(answer, field, registers)
    if (use === undefined && answer.values !== undefined) return undefined
    return { label: use === undefined ? name : listed(list, use, settings)?.label ?? tidy(use) }
  })
}

/** A semicolon separates groups and nothing escapes it: without an id the name cannot be written. */
function separated (name: string, { field, registers }: Meant, { settings, at }: Place): { label?: string, findings: Finding[] } {
  const ask: Ask = {
    reason: 'separator_in_name',
    registers,
    field,
    cause: `separator:${labelKey(name)}`,
    asked: `separator:${labelKey(name)}`,
    detail: `The group "${name}" has a semicolon in its name, which Pulses takes for two groups, and is not listed there with an id.`,
    choices: { [`values.${field}`]: 'the name to write instead, without a semicolon' }
  }
  return answered(ask, { settings, at }, (answer) => {
    const use = valueIn(answer, field, registers)
    return use !== undefined && !use.includes(';') ? { label: listed('groups', use, settings)?.label ?? tidy(use) } : undefined
  })
}

/** Before anybody is asked, the lists are read if they are old. */
function answered (ask: Ask, { settings, at }: Pick<Place, 'settings' | 'at'>, use: (answer: Record<string, unknown>) => { label: string } | undefined): { label?: string, findings: Finding[] } {
  const decision = settings.answerTo(ask)
  if (decision?.decision === 'approved') {
    const chosen = use(decision.answer)
    return chosen === undefined ? { findings: insisting(ask, settings) } : { ...chosen, findings: [] }
  }
  const { readAt } = settings.catalogue
  if (decision === undefined && (readAt === undefined || at - readAt > FRESH_MS)) return { findings: [{ unread: ask.registers }] }
  return { findings: asking(ask, settings, () => []) }
}
