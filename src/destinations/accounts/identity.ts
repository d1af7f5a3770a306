import type { Conflict, RemoteFields } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { isBlank, same, type Kind } from './kinds.ts'
import type { Seen } from './seen.ts'

export type Found<S extends Seen = Seen> =
  | { kind: 'one', person: S }
  | { kind: 'none' }
  | { kind: 'conflict', conflict: Omit<Conflict, 'times'> }
  | { kind: 'stop', outcome: Outcome }

export type Wanted = readonly { field: string, value: string }[]

export interface Identifying {
  kindOf (field: string): Kind
  /** Identifiers that change hands, such as an e-mail address: that they agree says little, that they differ says nothing. */
  weak: readonly string[]
  /** When an account has ended, in a form that sorts; undefined: nobody is told. */
  endedOn? (fields: RemoteFields): string | undefined
}

/** Of the accounts that were found: one, none, or a question. Nothing is written, and nobody ended, on a guess. */
export function identified<S extends Seen> (people: S[], wanted: Wanted, by: Identifying): Exclude<Found<S>, { kind: 'stop' }> {
  const active = people.filter(({ ended }) => !ended)
  const agrees = (person: S): boolean => agreeing(person, wanted, by).some((field) => !by.weak.includes(field))
  // A person who was hired again may have old accounts beside the one that counts.
  const old = people.filter((person) => person.ended && active.length > 0 && agrees(person))
  const candidates = people.filter((person) => !old.includes(person))
  const [first, ...others] = candidates
  if (first === undefined) return { kind: 'none' }
  if (others.length > 0) {
    const last = candidates.every((each) => each.ended && agrees(each) && disagreeing(each, wanted, by).length === 0) ? lastEnded(candidates, by) : undefined
    return last === undefined ? { kind: 'conflict', conflict: between(candidates, wanted, by) } : { kind: 'one', person: last }
  }
  return disagreeing(first, wanted, by).length > 0 ? { kind: 'conflict', conflict: between([first], wanted, by) } : { kind: 'one', person: first }
}

/** Several ended accounts of one person: the latest. */
const lastEnded = <S extends Seen>(people: S[], { endedOn = () => undefined }: Identifying): S | undefined =>
  [...people].sort((a, b) => String(endedOn(a.fields)) < String(endedOn(b.fields)) ? 1 : -1)[0]

const agreeing = ({ fields }: Seen, wanted: Wanted, { kindOf }: Identifying): string[] =>
  wanted.filter(({ field, value }) => same(kindOf(field), fields[field], value)).map(({ field }) => field)

/** A number or a CPF that differs on both sides is another person. */
const disagreeing = ({ fields }: Seen, wanted: Wanted, { kindOf, weak }: Identifying): string[] =>
  wanted.filter(({ field, value }) => !weak.includes(field) && !isBlank(fields[field]) && !same(kindOf(field), fields[field], value)).map(({ field }) => field)

function between (people: Seen[], wanted: Wanted, by: Identifying): Omit<Conflict, 'times'> {
  const told = people.map((person) => `account ${person.remoteId} agrees in ${listed(agreeing(person, wanted, by), person)} and differs in ${listed(disagreeing(person, wanted, by), person)}`)
  const keys = [...new Set(people.flatMap((person) => [...agreeing(person, wanted, by), ...disagreeing(person, wanted, by)]))].sort()
  return { ids: people.map(({ remoteId }) => remoteId).sort(), keys, detail: `The identifiers meet accounts that may be other people's: ${told.join('; ')}.` }
}

const listed = (fields: string[], person: Seen): string =>
  fields.length === 0 ? 'nothing' : fields.map((field) => `${field} ${masked(String(person.fields[field]))}`).join(', ')

const masked = (value: string): string => `••${value.slice(-2)}`
