import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { Finding } from '../accounts/findings.ts'
import { isBlank } from '../accounts/kinds.ts'
import { inWordsOf, unmappedIn as unmapped, type Meant, type Understood } from '../accounts/meant.ts'
import { statusMeant } from './absence.ts'
import { attributeOf, isListed, linesOf, MANAGERS } from './lines.ts'
import { byId } from './lookups.ts'
import { attributeNamed, mandatoryIn } from './mandatory.ts'
import { leadersMeant } from './leaders.ts'
import type { EngagedlyOptions, EngagedlySettings } from './options.ts'

/** The record in Engagedly's words, before anything is looked up there. */
export function inWords (fields: Fields, options: EngagedlyOptions): Understood {
  const lines = linesOf(fields, options)
  const isFromManagers = (field: string): boolean => MANAGERS.includes(field) || lines.find((line) => line.field === field)?.from.includes('managers') === true
  return inWordsOf(fields, lines, { split: options.split_full_name, special: ({ field }) => isFromManagers(field) ? 'elsewhere' : undefined })
}

export const unmappedIn = (fields: Fields, options: EngagedlyOptions): Register[] => unmapped(fields, linesOf(fields, options))

/** So old may what is known of Engagedly's lists be before anybody is made. */
const LISTS_MS = 24 * 3_600_000
/** So old, before something is taken for missing there. */
const FRESH_MS = 10 * 60_000

/** What should stand there, and what is in question. */
export function meant (desired: Desired, known: KnownAccount | undefined, settings: EngagedlySettings): { meant: readonly Meant[], findings: Finding[] } {
  const { options, catalogue } = settings
  const plain = inWords(desired.fields, options)
  const leaders = leadersMeant(desired, known, options)
  const found = plain.meant.map((each): { meant?: Meant, findings: Finding[] } => {
    if (isListed(each.field)) return byId(each, known, settings, desired.at)
    return attributeOf(each.field) === undefined ? { meant: each, findings: [] } : attributed(each, settings, desired.at)
  })
  const said = found.flatMap((each) => each.meant ?? [])
  // What is missing may not be demanded any more.
  const lacks = mandatoryIn(catalogue).some((field) => !said.some((each) => each.field === field && !isBlank(each.value)))
  const isUnread = catalogue.readAt === undefined || (known === undefined && desired.at - catalogue.readAt > (lacks ? FRESH_MS : LISTS_MS))
  const findings: Finding[] = [
    // What the organisation demands has to be known before the first body is made.
    ...(isUnread ? [{ unread: [ALL] }] : []),
    ...plain.withheld.map((withheld) => ({ withheld })), ...found.flatMap((each) => each.findings), ...leaders.findings
  ]
  return {
    meant: [...said, ...leaders.meant, ...statusMeant(desired, known, options)],
    // No list keeps an ending.
    findings: desired.state === 'ended' ? findings.filter((each) => !('unread' in each)) : findings
  }
}

/** A custom attribute by its key; one that the organisation does not have is not sent. */
function attributed (meant: Meant, { catalogue }: EngagedlySettings, at: number): { meant?: Meant, findings: Finding[] } {
  const field = attributeNamed(attributeOf(meant.field)!, catalogue)
  if (field !== undefined) return { meant: { ...meant, field }, findings: [] }
  // It may have been made since.
  if (catalogue.readAt === undefined || at - catalogue.readAt > FRESH_MS) return { findings: [{ unread: meant.registers }] }
  return { findings: [{ withheld: { field: meant.field, why: 'unknown_attribute', registers: meant.registers } }] }
}
