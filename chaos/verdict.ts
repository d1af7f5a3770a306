import type { Person } from '../src/destinations/pulses/sandbox/index.ts'
import type { Ledger } from './ledger.ts'
import { expectedOf, type Expected } from './oracle.ts'
import type { Call } from './watch.ts'

/** What one tenant's people, calls and events say against the promise; each a sentence. */
export interface Findings {
  lost: string[]
  twice: string[]
  reordered: string[]
  wrong: string[]
  foreign: string[]
}

export interface Evidence {
  ledger: Ledger
  /** Every event that the product knows of, with its status. */
  events: Map<string, string>
  calls: Call[]
  /** As they stand at the destination at the end. */
  people: Person[]
  /** Names of the other tenants: nothing of theirs may be here. */
  others: string[]
}

const FINAL = new Set(['delivered', 'superseded', 'ignored'])

export function judge (evidence: Evidence): Findings {
  const { ledger, people } = evidence
  const numbers = new Map(people.map((person) => [person.id_person, person.internal_number ?? '']))
  const expected = new Map([...Map.groupBy(ledger.acknowledged, ({ statement }) => statement.person)].map(([number, entries]) => [number, expectedOf(entries)!]))
  return {
    lost: lostOf(evidence),
    twice: [...twiceOf(evidence), ...ledger.wrongs],
    reordered: reorderedOf(evidence.calls, numbers, expected),
    wrong: wrongOf(people, numbers, expected),
    foreign: foreignOf(evidence)
  }
}

/** Acknowledged, and then not there, or not at its end. */
function lostOf ({ ledger, events }: Evidence): string[] {
  return ledger.acknowledged.flatMap(({ id, statement }) => {
    const status = events.get(id)
    return status !== undefined && FINAL.has(status) ? [] : [`${statement.type} of ${statement.person} (${id}) is ${status ?? 'not there'}`]
  })
}

/** A second account, an attempt at one, a second ending, or one request that became two events. */
function twiceOf ({ ledger, events, calls }: Evidence): string[] {
  const known = new Set(ledger.acknowledged.map(({ id }) => id))
  const phantoms = [...events.keys()].filter((id) => !known.has(id)).map((id) => `${id} was made of a request that has another id`)
  const created = new Set<string>()
  const more = calls.flatMap(({ method, path, applied, why, body }) => {
    const number = String((body as { internal_number?: string } | undefined)?.internal_number)
    if (method === 'DELETE') return why?.includes('has resigned') ? [`${path} was ended again`] : []
    if (method !== 'POST' || path !== '/employees/') return []
    if (why !== undefined && created.has(number)) return [`${number} was to be created again: ${why}`]
    if (!applied) return []
    if (created.has(number)) return [`${number} was created again`]
    created.add(number)
    return []
  })
  return [...phantoms, ...more]
}

/** What the destination saw of each field must be a subsequence of what HR said of it. */
function reorderedOf (calls: Call[], numbers: Map<string, string>, expected: Map<string, Expected>): string[] {
  const seen = new Map<string, Map<string, unknown[]>>()
  for (const call of calls) {
    if (!call.applied || typeof call.body !== 'object' || call.body === null) continue
    const told = toldIn(call.body as Record<string, unknown>, numbers)
    const number = numbers.get(/^\/employees\/(\d+)\/$/.exec(call.path)?.[1] ?? '') ?? String(told.internal_number)
    const fields = seen.get(number) ?? seen.set(number, new Map()).get(number)!
    for (const [field, value] of Object.entries(told)) {
      const values = fields.get(field) ?? fields.set(field, []).get(field)!
      // The same value again changes nothing there.
      if (!same(values.at(-1), value)) values.push(value)
    }
  }
  return [...seen].flatMap(([number, fields]) => [...fields].flatMap(([field, values]) => {
    if (field === 'internal_number' || field === 'resignation_reason' || field === 'move_subordinates') return []
    const said = expected.get(number)?.said[field] ?? []
    const back = expected.get(number)?.fromADay.has(field) === true ? values.flatMap(() => said.slice(-2)) : []
    return isSubsequence(values, [...said, ...back]) ? [] : [`${field} of ${number}: HR said ${JSON.stringify(said)}, the destination saw ${JSON.stringify(values)}`]
  }))
}

function isSubsequence (values: unknown[], of: unknown[]): boolean {
  let at = 0
  for (const each of of) if (at < values.length && same(values[at], each)) at += 1
  return at === values.length
}

function toldIn (body: Record<string, unknown>, numbers: Map<string, string>): Record<string, unknown> {
  const told: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(body)) {
    if (field === 'leaders') told.leaders = String(value).split(';').filter(Boolean).map((id) => numbers.get(id) ?? id)
    else if (field === 'custom_attributes') for (const [key, each] of Object.entries(value as object)) told[`custom_attributes.${key}`] = each
    else if (field === 'tags') told.tags = [...value as string[]].sort()
    else told[field] = value
  }
  return told
}

/** The people who stand there at the end, against the oracle's. */
function wrongOf (people: Person[], numbers: Map<string, string>, expected: Map<string, Expected>): string[] {
  const there = new Map(people.map((person) => [person.internal_number ?? '', person]))
  const unknown = people.filter(({ internal_number: number }) => !expected.has(number ?? '')).map(({ id_person: id }) => `nobody is account ${id}`)
  return [...unknown, ...[...expected].flatMap(([number, { state, fields, endings }]) => {
    const person = there.get(number)
    if (person === undefined) return state === 'active' ? [`${number} has no account`] : []   // hired and gone before anybody was called
    if (person.resigned !== (state === 'ended')) return [`${number} is ${person.resigned ? 'ended' : 'active'} there and ${state} in truth`]
    const shown: Record<string, unknown> = {
      ...person,
      tags: [...person.tags].sort(),
      leaders: person.leaders.map((id) => numbers.get(id) ?? id),
      ...Object.fromEntries(Object.entries(person.custom_attributes).map(([key, value]) => [`custom_attributes.${key}`, value]))
    }
    if (endings?.some((ending) => Object.entries(ending).every(([field, value]) => same(shown[field], value)))) return []
    return Object.entries(fields).flatMap(([field, value]) => same(shown[field], value) ? [] : [`${field} of ${number} is ${JSON.stringify(shown[field])} there and ${JSON.stringify(value)} in truth`])
  })]
}

/** A call with a token that is not this account's, about an account that is not there, or with a value of another tenant. */
function foreignOf ({ calls, others, people }: Evidence): string[] {
  const ids = new Set(people.map(({ id_person: id }) => id))
  return calls.flatMap((call) => {
    const id = /^\/employees\/(\d+)\/$/.exec(call.path)?.[1]
    const text = JSON.stringify([call.body, call.query])
    if (call.status === 401) return [`${call.method} ${call.path} came with the token of another`]
    if (id !== undefined && !ids.has(id)) return [`${call.method} ${call.path} is about an account of another`]
    return others.some((name) => text.includes(name)) ? [`${call.method} ${call.path} carries a value of another`] : []
  })
}

/** A text that is empty is no text. */
function same (a: unknown, b: unknown): boolean {
  const plain = (value: unknown): string => JSON.stringify(value === '' || value === undefined ? null : value)
  return plain(a) === plain(b)
}
