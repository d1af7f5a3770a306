import type { Desired } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { lists } from './calls.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { identified, type Found as FoundSomebody, type Identifying } from '../accounts/identity.ts'
import { same } from '../accounts/kinds.ts'
import { IDENTIFIERS, kindOf } from './lines.ts'
import { meantBy } from './meant.ts'
import { peopleIn, type Person } from './person.ts'

type Identifiers = { field: string, value: string }[]
export type Found = FoundSomebody<Person>

/** An e-mail address changes hands. */
const BY: Identifying = { kindOf, weak: ['email'], endedOn: ({ resignation_date: on }) => typeof on === 'string' ? on : undefined }

/**
 * Who this is at Pulses: by number, then by e-mail. By CPF only when nobody was found and it matters, since URLs end up in
 * other people's logs: a create does not need it, Pulses refuses a duplicate by itself and is then asked `thoroughly`.
 */
export async function find (desired: Desired, context: PulsesContext, thoroughly = false): Promise<Found> {
  const wanted = identifiersOf(desired, context)
  const hits = new Map<string, Person>()
  for (const { field, value } of wanted) {
    // Whoever has this value already cannot share it.
    if ([...hits.values()].some((person) => same(kindOf(field), person.fields[field], value))) continue
    if (field === 'cpf' && !isCpfNeeded(desired, wanted, hits, thoroughly)) continue
    const found = await withValue(field, value, context)
    if ('outcome' in found) return { kind: 'stop', outcome: found.outcome }
    for (const person of found.people) hits.set(person.remoteId, person)
  }
  return identified([...hits.values()], wanted, BY)
}

/** Only the fields given: who else has these values. */
export async function holdersOf (wanted: Identifiers, self: string, context: PulsesContext): Promise<string[] | Outcome> {
  const fields: string[] = []
  for (const { field, value } of wanted) {
    const found = await withValue(field, value, context)
    if ('outcome' in found) return found.outcome
    if (found.people.some(({ remoteId }) => remoteId !== self)) fields.push(field)
  }
  return fields
}

function identifiersOf (desired: Desired, { options }: PulsesContext): Identifiers {
  const meant = meantBy(desired, options).meant
  return IDENTIFIERS.flatMap((field) => {
    const value = meant.find((each) => each.field === field)?.value
    return typeof value === 'string' && value !== '' ? [{ field, value }] : []
  })
}

function isCpfNeeded ({ state, mayBeCreated }: Desired, wanted: Identifiers, hits: Map<string, Person>, thoroughly: boolean): boolean {
  if (wanted.length === 1 || thoroughly) return true
  return hits.size === 0 && (state === 'ended' || !mayBeCreated)
}

/** A filter may match parts, or be ignored so that everybody comes: only equality counts. */
async function withValue (field: string, value: string, context: PulsesContext): Promise<{ people: Person[] } | { outcome: Outcome }> {
  const people: Person[] = []
  const { page_parameter: parameter } = context.options
  for (let page = 1; page <= MOST_PAGES; page++) {
    const reply = await exchange(lists({ [field]: value, ...(parameter !== undefined && page > 1 && { [parameter]: String(page) }) }), context)
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal') {
      if (reply.why === 'not_found') break
      return { outcome: unexpected(reply.why) }
    }
    const shown = peopleIn(reply.values)
    const fresh = shown.filter(({ remoteId }) => !people.some((each) => each.remoteId === remoteId))
    people.push(...fresh)
    if (parameter === undefined || fresh.length === 0) break
  }
  return { people: people.filter((person) => same(kindOf(field), person.fields[field], value)) }
}

const MOST_PAGES = 1000
