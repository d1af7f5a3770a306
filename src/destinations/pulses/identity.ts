import type { Conflict, Desired } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { lists } from './calls.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { isBlank, same } from './kinds.ts'
import { IDENTIFIERS, kindOf } from './lines.ts'
import { meantBy } from './meant.ts'
import { peopleIn, type Person } from './person.ts'

export type Found =
  | { kind: 'one', person: Person }
  | { kind: 'none' }
  | { kind: 'conflict', conflict: Omit<Conflict, 'times'> }
  | { kind: 'stop', outcome: Outcome }

type Identifiers = { field: string, value: string }[]

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
  return identified([...hits.values()], wanted)
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

/** One account, or a question: nothing is written, and nobody ended, on a guess. */
function identified (people: Person[], wanted: Identifiers): Found {
  const active = people.filter(({ ended }) => !ended)
  // A person who was hired again may have old accounts beside the one that counts.
  const old = people.filter((person) => person.ended && active.length > 0 && agreeing(person, wanted).some((field) => field !== 'email'))
  const candidates = people.filter((person) => !old.includes(person))
  const [first, ...others] = candidates
  if (first === undefined) return { kind: 'none' }
  if (others.length > 0) {
    const last = candidates.every(({ ended }) => ended) ? lastEnded(candidates, wanted) : undefined
    return last === undefined ? { kind: 'conflict', conflict: { ...between(candidates, wanted) } } : { kind: 'one', person: last }
  }
  return disagreeing(first, wanted).length > 0 ? { kind: 'conflict', conflict: between([first], wanted) } : { kind: 'one', person: first }
}

/** Several ended accounts of one person: the latest. */
function lastEnded (people: Person[], wanted: Identifiers): Person | undefined {
  if (people.some((person) => disagreeing(person, wanted).length > 0 || !agreeing(person, wanted).some((field) => field !== 'email'))) return undefined
  return [...people].sort((a, b) => String(a.fields.resignation_date) < String(b.fields.resignation_date) ? 1 : -1)[0]
}

const agreeing = ({ fields }: Person, wanted: Identifiers): string[] =>
  wanted.filter(({ field, value }) => same(kindOf(field), fields[field], value)).map(({ field }) => field)

/** An e-mail address changes hands; a number or a CPF that differs on both sides is another person. */
const disagreeing = ({ fields }: Person, wanted: Identifiers): string[] =>
  wanted.filter(({ field, value }) => field !== 'email' && !isBlank(fields[field]) && !same(kindOf(field), fields[field], value)).map(({ field }) => field)

function between (people: Person[], wanted: Identifiers): Omit<Conflict, 'times'> {
  const told = people.map((person) => `account ${person.remoteId} agrees in ${listed(agreeing(person, wanted), person)} and differs in ${listed(disagreeing(person, wanted), person)}`)
  const keys = [...new Set(people.flatMap((person) => [...agreeing(person, wanted), ...disagreeing(person, wanted)]))].sort()
  return { ids: people.map(({ remoteId }) => remoteId).sort(), keys, detail: `The identifiers meet accounts that may be other people's: ${told.join('; ')}.` }
}

const listed = (fields: string[], person: Person): string =>
  fields.length === 0 ? 'nothing' : fields.map((field) => `${field} ${masked(String(person.fields[field]))}`).join(', ')

const masked = (value: string): string => `••${value.slice(-2)}`
