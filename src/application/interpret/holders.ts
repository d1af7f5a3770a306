import { keysOf, numberKey, type Found, type Holder, type IdentifierKey } from '../../domain/identity.ts'
import type { Identifiers, Reference } from '../../domain/fields.ts'
import { view } from '../../domain/view/view.ts'
import type { Event } from '../../domain/event.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { findIdentifiers, type Claim, type HeldIdentifier } from '../../postgres/record/identifiers.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Recording } from './recording.ts'

/** Who holds each of the identifiers: a number without its company is the only contract's with that number. */
export async function findHolders (record: Recording, who: Identifiers, source: string): Promise<Found> {
  const { db, tenant, keys } = record
  const wanted = keysOf(who, source)
  if (wanted.length === 0) return {}
  const rows = await findIdentifiers(db, tenant, wanted.flatMap((key) => hashesOf(keys, key, who)))
  const found: { [K in IdentifierKey['kind']]?: string | 'several' } = {}
  for (const key of wanted) {
    const holder = pick(rows, keys, key, who)
    if (holder !== undefined) found[key.kind] = holder
  }
  const holders = await loadHolders(record, [...new Set(Object.values(found))].filter((id) => id !== 'several'))
  return Object.fromEntries(Object.entries(found).map(([kind, id]) => [kind, id === 'several' ? 'several' : holders.get(id)]))
}

function hashesOf (keys: Keys, { text, part }: IdentifierKey, who: Identifiers | Reference): Buffer[] {
  if (part === undefined) return [keys.hash(text)]
  return [keys.hash(text), who.company_code === undefined ? keys.hash(part) : keys.hash(numberKey(who.employee_number!))]
}

function pick (rows: HeldIdentifier[], keys: Keys, key: IdentifierKey, who: Identifiers): string | 'several' | undefined {
  const [exact, loose] = hashesOf(keys, key, who)
  const whole = rows.find(({ kind, hash }) => kind === key.kind && hash.equals(exact!))
  if (whole !== undefined || loose === undefined) return whole?.employee
  const matching = rows.filter(({ hash, part_hash: part }) => hash.equals(loose) || part?.equals(loose))
  const people = [...new Set(matching.map(({ employee }) => employee))]
  return people.length > 1 ? 'several' : people[0]
}

async function loadHolders (record: Recording, employees: string[]): Promise<Map<string, Holder>> {
  if (employees.length === 0) return new Map()
  const events = await findLiveEvents(record.db, record.keys, employees)
  return new Map(employees.map((employee) => [employee, holderFrom(employee, events.get(employee) ?? [], record)]))
}

/** A person as identity needs to know them now. */
export function holderFrom (employee: string, events: Event[], { now, settings }: Pick<Recording, 'now' | 'settings'>): Holder {
  const { state, fields, employments } = view(events, now, { zone: settings.time_zone })
  return {
    employee,
    told: employments.some(({ told }) => told),
    left: state === 'leaver',
    openContracts: employments.filter(({ open }) => open).length,
    numbers: events.flatMap(({ who, match }) => [who.employee_number, match?.employee_number]).filter((number) => number !== undefined),
    cpf: fields.cpf ?? undefined,
    workEmail: fields.work_email ?? undefined
  }
}

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
