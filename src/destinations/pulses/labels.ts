import type { Ask } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { labelKey, tidy } from '../../domain/text.ts'
import { valueIn, type Finding } from '../accounts/findings.ts'
import { asList, without } from '../accounts/kinds.ts'
import { choosing, labelled, listed, type Labelled, type Listing } from '../accounts/labels.ts'
import type { Meant } from '../accounts/meant.ts'
import type { PulsesSettings } from './options.ts'

/** Names of Pulses' lists, as the catalogue and the option `known` call them. */
export const LISTS = { position: 'job_titles', groups: 'groups' } as const
type Listed = keyof typeof LISTS

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
  const { entry, findings } = standingOr('position', meant.value, meant, { settings, at, there: typeof there === 'string' ? [there] : [] })
  return { findings, ...(entry !== undefined && { meant: { ...meant, value: entry.label } }) }
}

/** The set of groups that should stand there: what HR says, and, unless they are to be replaced, those that we did not put there. */
export function grouped (meant: Meant, known: KnownAccount | undefined, settings: PulsesSettings, at: number): { meant: Meant, findings: Finding[] } {
  const there = asList(known?.fields.groups)
  const found = asList(meant.value).map((name) => standingOr('groups', name, meant, { settings, at, there }))
  const wanted = found.flatMap(({ entry }) => entry?.label ?? [])
  // A group in question that stands there stays; it cannot be, since what stands there is never in question.
  const others = settings.options.groups_mode === 'add' ? without('labels', there, [...wanted, ...asList(known?.put.groups)]) : []
  return { meant: { ...meant, value: [...others, ...wanted] }, findings: found.flatMap(({ findings }) => findings) }
}

function standingOr (field: Listed, name: string, meant: Meant, { settings, at, there }: Place): Labelled {
  const standing = there.find((each) => labelKey(each) === labelKey(name))
  if (standing !== undefined) return { entry: { label: standing }, findings: [] }
  const listing = listingOf(field, settings)
  if (field === 'groups' && name.includes(';') && listed(listing, name)?.remoteId === undefined) return separated(name, meant, listing, settings, at)
  return labelled(listing, name, meant, settings, at)
}

const listingOf = (field: Listed, { catalogue, options }: PulsesSettings): Listing => ({
  platform: 'Pulses', list: LISTS[field], called: field === 'groups' ? 'groups' : 'job titles', policy: options.unknown_value, known: options.known[LISTS[field]], catalogue
})

/** A semicolon separates groups and nothing escapes it: without an id the name cannot be written. */
function separated (name: string, { field, registers }: Meant, listing: Listing, settings: PulsesSettings, at: number): Labelled {
  const ask: Ask = {
    reason: 'separator_in_name',
    registers,
    field,
    cause: `separator:${labelKey(name)}`,
    asked: `separator:${labelKey(name)}`,
    detail: `The group "${name}" has a semicolon in its name, which Pulses takes for two groups, and is not listed there with an id.`,
    choices: { [`values.${field}`]: 'the name to write instead, without a semicolon' }
  }
  return choosing(ask, listing, settings, at, (answer) => {
    const use = valueIn(answer, field, registers)
    return use !== undefined && !use.includes(';') ? listed(listing, use) ?? { label: tidy(use) } : undefined
  })
}
