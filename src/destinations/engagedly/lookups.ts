import type { Ask } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { labelKey, tidy } from '../../domain/text.ts'
import { asking, valueIn, type Finding } from '../accounts/findings.ts'
import { labelled, listed, type Listing } from '../accounts/labels.ts'
import type { Meant } from '../accounts/meant.ts'
import { LISTS } from './lines.ts'
import type { EngagedlySettings } from './options.ts'
import { addsEntry } from './steps.ts'

const CALLED: Record<keyof typeof LISTS, string> = { departments: 'departments', businesses: 'businesses', location: 'locations', job_title: 'job titles' }

/** A department, business, location or title by its id there; one that is not listed is asked about, left, or created first. */
export function byId (meant: Meant, known: KnownAccount | undefined, settings: EngagedlySettings, at: number): { meant?: Meant, findings: Finding[] } {
  const field = meant.field as keyof typeof LISTS
  if (meant.value === null) return { meant, findings: [] }
  const listing: Listing = { platform: 'Engagedly', list: LISTS[field], called: CALLED[field], policy: settings.options.unknown_value, catalogue: settings.catalogue, byId: true }
  const names = [meant.value].flat().map(String)
  const found = names.map((name) => idOf(name, meant, listing, known, settings, at))
  const ids = found.flatMap(({ id }) => id ?? [])
  const findings = found.flatMap((each) => each.findings)
  // A set of which a part is in question would take away what stands there: the rest is added to it.
  const there = ids.length < names.length && Array.isArray(known?.fields[field]) ? known.fields[field] as string[] : []
  const value = Array.isArray(meant.value) ? [...new Set([...there, ...ids])] : ids[0]
  return value === undefined || (ids.length === 0 && names.length > 0) ? { findings } : { meant: { ...meant, value }, findings }
}

function idOf (name: string, meant: Meant, listing: Listing, known: KnownAccount | undefined, settings: EngagedlySettings, at: number): { id?: string, findings: Finding[] } {
  const { entry, findings } = labelled(listing, name, meant, settings, at)
  if (entry === undefined) return { findings }
  const there = entry.remoteId ?? listed(listing, entry.label)?.remoteId
  if (there !== undefined) return { id: there, findings }
  // The account first: it does not wait for a department that may be refused.
  if (known === undefined) return { findings }
  return { findings: [...findings, ...creatable(tidy(entry.label), meant, listing, known, settings)] }
}

/** A new entry, unless Engagedly has refused it before: then somebody is asked. */
function creatable (label: string, { field, registers }: Meant, { list, called }: Listing, known: KnownAccount, settings: EngagedlySettings): Finding[] {
  const step: Finding = { step: addsEntry(list, label, field, registers, settings) }
  const refused = known.refused?.[field]
  if (refused === undefined || refused.code.startsWith('entry:') === false || labelKey(String(refused.value)) !== labelKey(label)) return [step]
  const key = `entry:${list}:${labelKey(label)}`
  const ask: Ask = {
    reason: 'refused_value',
    registers,
    field,
    cause: key,
    asked: `${key}:${refused.times}`,
    detail: `Engagedly did not create "${label}" among its ${called} (${refused.code.slice('entry:'.length)}). Create it there, or name another.`,
    choices: { [`values.${field}`]: 'the label to write instead; left out: the same once more' }
  }
  return asking(ask, settings, (answer) => {
    const instead = valueIn(answer, field, registers)
    const entry = instead === undefined ? undefined : settings.catalogue.find(list, instead)
    return entry?.remoteId === undefined ? [step] : [{ change: { field, from: known.fields[field], to: Array.isArray(known.fields[field]) ? [entry.remoteId] : entry.remoteId, registers } }]
  })
}
