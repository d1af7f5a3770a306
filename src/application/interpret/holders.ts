import { keysOf, numberKey, type Found, type Holder, type IdentifierKey } from '../../domain/identity.ts'
import type { Identifiers, Reference } from '../../domain/fields.ts'
import { CLOCK_TOLERANCE_MS } from '../../domain/understand.ts'
import { view } from '../../domain/view/view.ts'
import { compareStamps, opens, type Event, type Stamp } from '../../domain/event.ts'
import type { Claim, HeldIdentifier } from '../../postgres/record/identifiers.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Recording } from './recording.ts'

/** Who holds each of the identifiers, for a statement with this stamp: a number without its company is the only contract's with that number. */
export async function findHolders (record: Recording, who: Identifiers, source: string, asOf: Stamp): Promise<Found> {
  const { keys } = record
  const wanted = keysOf(who, source)
  if (wanted.length === 0) return {}
  const rows = await record.book.identifiers(lookUpHashes(keys, who, source))
  const found: { [K in IdentifierKey['kind']]?: string | 'several' } = {}
  for (const key of wanted) {
    const holder = pick(rows, keys, key, who)
    if (holder !== undefined) found[key.kind] = holder
  }
  const holders = await loadHolders(record, asOf, [...new Set(Object.values(found))].filter((id) => id !== 'several'))
  return Object.fromEntries(Object.entries(found).map(([kind, id]) => [kind, id === 'several' ? 'several' : holders.get(id)]))
}

/** All hashes that are asked for when somebody is looked up by these identifiers. */
export const lookUpHashes = (keys: Keys, who: Identifiers, source: string): Buffer[] =>
  keysOf(who, source).flatMap((key) => [...hashesOf(keys, key, who), ...(key.part === undefined ? [] : [keys.hash(key.part)])])

function hashesOf (keys: Keys, { text, part }: IdentifierKey, who: Identifiers | Reference): Buffer[] {
  if (part === undefined) return [keys.hash(text)]
  return [keys.hash(text), who.company_code === undefined ? keys.hash(part) : keys.hash(numberKey(who.employee_number!))]
}

function pick (rows: HeldIdentifier[], keys: Keys, key: IdentifierKey, who: Identifiers): string | 'several' | undefined {
  const [exact, loose] = hashesOf(keys, key, who)
  const whole = rows.find(({ kind, hash }) => kind === key.kind && hash.equals(exact!))
  if (whole !== undefined || loose === undefined) return whole?.employee
  const part = keys.hash(key.part!)
  const numbers = rows.filter(({ part_hash: held }) => held?.equals(part))
  const people = [...new Set(numbers.map(({ employee }) => employee))]
  if (who.company_code === undefined) return people.length > 1 ? 'several' : people[0]
  // A number told without its company is this one's, unless it is known to be another company's.
  return people.find((employee) => numbers.every((row) => row.employee !== employee || row.hash.equals(loose)))
}

async function loadHolders (record: Recording, asOf: Stamp, employees: string[]): Promise<Map<string, Holder>> {
  if (employees.length === 0) return new Map()
  const events = await record.book.liveEvents(employees)
  return new Map(employees.map((employee) => [employee, holderFrom(employee, events.get(employee) ?? [], asOf, record)]))
}

/** A person as identity needs to know them now. */
export function holderFrom (employee: string, events: Event[], asOf: Stamp, { now, settings }: Pick<Recording, 'now' | 'settings'>): Holder {
  // Most questions are answered without a view. A sender's clock may be ahead: what was said a minute from now is known.
  const current = lazily(() => view(events, now + CLOCK_TOLERANCE_MS, { zone: settings.time_zone }))
  const before = lazily(() => saidBefore(events, asOf))
  return {
    employee,
    told: events.some(({ type }) => opens(type)),
    get toldBefore () { return before().some(({ type }) => opens(type)) },
    get left () { return current().state === 'leaver' },
    get openContracts () { return view(before(), asOf.time, { zone: settings.time_zone }).employments.filter(({ told, open }) => told && open).length },
    get numbers () { return numbersIn(events) },
    get numbersBefore () { return numbersIn(before()) },
    get cpf () { return current().fields.cpf ?? undefined },
    get workEmail () { return current().fields.work_email ?? undefined }
  }
}

function lazily<T> (compute: () => T): () => T {
  let value: { is: T } | undefined
  return () => (value ??= { is: compute() }).is
}

const numbersIn = (events: Event[]): string[] =>
  events.flatMap(({ who, match }) => [who.employee_number, match?.employee_number]).filter((number) => number !== undefined)

export const saidBefore = (events: Event[], asOf: Stamp): Event[] => events.filter(({ stamp }) => compareStamps(stamp, asOf) < 0)

/** What an event's identifiers claim. */
export function claimsOf (keys: Keys, who: Identifiers, source: string): Claim[] {
  return keysOf(who, source).map(({ kind, text, part }) => ({ kind, hash: keys.hash(text), part: part === undefined ? null : keys.hash(part) }))
}

/** Every hash under which somebody named like this may be found. */
export function referenceHashes (keys: Keys, reference: Reference, source: string): Buffer[] {
  return keysOf(reference, source).flatMap((key) => {
    const hashes = hashesOf(keys, key, reference)
    // Without a company the whole hash would only match numbers without one; the part matches those too.
    return key.part !== undefined && reference.company_code === undefined ? hashes.slice(1) : hashes
  })
}
