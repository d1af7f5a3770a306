import type { Event } from '../../domain/event.ts'
import { lineOf, type Db } from '../../postgres/db.ts'
import { upsertEmployees, type MirrorRow } from '../../postgres/record/employees.ts'
import { findLiveEvents, insertEvents, type EventContent, type NewEvent } from '../../postgres/record/events.ts'
import { insertHold, type NewHold } from '../../postgres/record/holds.ts'
import { findIdentifiers, insertIdentifiers, replaceReporting, type Claim, type HeldIdentifier } from '../../postgres/record/identifiers.ts'
import { makeDue } from '../../postgres/record/links.ts'
import type { Keys } from '../../postgres/vault.ts'

/**
 * What one transaction has read of a tenant's record and not yet written to it. The transaction holds the tenant's lock, so
 * what was read stays true; what is noted is seen by everybody who reads through the book, and is written in a few statements
 * for all people together. SQL that goes around the book goes through `db`: what was noted is written first, and everything
 * that was read is forgotten, so that neither ever works on what is not true any more.
 */
export interface Book {
  /** For SQL around the book. */
  db: Db
  /** For SQL about what the book neither reads nor notes: nothing is written before it, nothing forgotten. */
  beside: Db
  /** Reads in two statements what is going to be asked for: by these hashes, and of these people, whether they exist yet or not. */
  readAhead (hashes: Buffer[], employees: string[]): Promise<void>
  /** Identifiers with one of the hashes, whole or, for numbers, without their company. */
  identifiers (hashes: Buffer[]): Promise<HeldIdentifier[]>
  /** All that was said of people and not withdrawn. */
  liveEvents (employees: string[]): Promise<Map<string, Event[]>>
  addEmployee (id: string): void
  /** Claims what nobody has; `take` takes what somebody else holds, too (an address that moves). */
  claim (employee: string, claims: Claim[], take: boolean): Promise<void>
  /** People who got an identifier in this transaction. */
  renamed: Set<string>
  addEvent (row: NewEvent, content: EventContent, event: Event): void
  addHold (hold: NewHold): void
  /** Of whom nothing had been said before this transaction. */
  isNew (employee: string): boolean
  /** The mirror, whom somebody reports to, and that their links are due; `events` of theirs are new, and under way from now on. */
  setPerson (person: NotedPerson): void
  /** Sends what was noted of statements and people, and does not wait: the database writes while more is being worked out. */
  sendSoFar (): void
  /** Sends all that was noted, and waits until everything is written. */
  write (): Promise<void>
}

export interface NotedPerson { mirror: MirrorRow, managers: Buffer[], urgency: 0 | 1, events: string[] }

const keyOf = (hash: Buffer): string => hash.toString('latin1')

export function openBook (transaction: Db, tenant: string, keys: Keys, now: number): Book {
  const line = lineOf(transaction)
  const tx = line.db
  /** Every row with one of the hashes that were asked for. */
  const asked = new Set<string>()
  const byHash = new Map<string, Set<HeldIdentifier>>()
  const byClaim = new Map<string, HeldIdentifier>()
  const events = new Map<string, Event[]>()

  const newEmployees = new Set<string>()
  const claimed = new Set<HeldIdentifier>()
  const newEvents: { row: NewEvent, content: EventContent }[] = []
  const newHolds: NewHold[] = []
  /** Of whom nothing had been said: they name nobody as manager yet. */
  const strangers = new Set<string>()
  const renamed = new Set<string>()
  const people = new Map<string, NotedPerson>()

  function keep (row: HeldIdentifier): HeldIdentifier {
    const known = byClaim.get(`${row.kind} ${keyOf(row.hash)}`)
    if (known !== undefined) return known
    byClaim.set(`${row.kind} ${keyOf(row.hash)}`, row)
    for (const hash of row.part_hash === null ? [row.hash] : [row.hash, row.part_hash]) {
      const key = keyOf(hash)
      const rows = byHash.get(key)
      if (rows === undefined) byHash.set(key, new Set([row]))
      else rows.add(row)
    }
    return row
  }

  async function ask (hashes: Buffer[]): Promise<void> {
    const unknown = hashes.filter((hash) => !asked.has(keyOf(hash)))
    if (unknown.length === 0) return
    for (const row of await findIdentifiers(tx, tenant, unknown)) keep(row)
    for (const hash of unknown) asked.add(keyOf(hash))
  }

  async function readEvents (employees: Iterable<string>): Promise<void> {
    const unknown = [...employees].filter((employee) => !events.has(employee))
    if (unknown.length === 0) return
    if (newEvents.length > 0) sendSoFar()
    for (const [employee, said] of await findLiveEvents(tx, keys, unknown)) {
      events.set(employee, said)
      if (said.length === 0) strangers.add(employee)
    }
  }

  /** Whoever is new and not derived yet is left for later: they are mostly written with their mirror. */
  function sendSoFar (bare: string[] = []): void {
    const noted = [...people.values()]
    people.clear()
    for (const { mirror } of noted) newEmployees.delete(mirror.id)
    line.send(upsertEmployees(tx, tenant, bare, noted.map(({ mirror }) => mirror)))
    line.send(insertIdentifiers(tx, tenant, [...claimed]))
    claimed.clear()
    line.send(insertEvents(tx, keys, newEvents.splice(0)))
    for (const hold of newHolds.splice(0)) line.send(insertHold(tx, hold))
    const reporting = noted.filter(({ mirror, managers }) => managers.length > 0 || !strangers.has(mirror.id))
    line.send(replaceReporting(tx, tenant, reporting.map(({ mirror, managers }) => ({ employee: mirror.id, hashes: managers }))))
    for (const { mirror } of noted) strangers.delete(mirror.id)
    for (const urgency of [0, 1] as const) {
      line.send(makeDue(tx, tenant, noted.filter((one) => one.urgency === urgency).map(({ mirror, events }) => ({ employee: mirror.id, events })), now, urgency))
    }
  }

  function send (): void {
    const bare = [...newEmployees].filter((id) => !people.has(id))
    newEmployees.clear()
    sendSoFar(bare)
  }

  const db: Db = {
    async query (text, values) {
      send()
      for (const read of [asked, byHash, byClaim, events]) read.clear()
      return await tx.query(text, values)
    }
  }

  return {
    db,
    beside: tx,
    renamed,
    sendSoFar: () => sendSoFar(),
    async write () {
      send()
      await line.landed()
    },
    async readAhead (hashes, employees) {
      await ask(hashes)
      await readEvents(new Set([...employees, ...[...byClaim.values()].map(({ employee }) => employee)]))
    },
    async identifiers (hashes) {
      await ask(hashes)
      return [...new Set(hashes.flatMap((hash) => [...byHash.get(keyOf(hash)) ?? []]))]
    },
    async liveEvents (employees) {
      await readEvents(employees)
      return new Map(employees.map((employee) => [employee, [...events.get(employee) ?? []]]))
    },
    addEmployee (id) {
      newEmployees.add(id)
    },
    async claim (employee, claims, take) {
      await ask(claims.map(({ hash }) => hash))
      for (const { kind, hash, part } of claims) {
        const held = byClaim.get(`${kind} ${keyOf(hash)}`)
        if (held !== undefined && (!take || held.employee === employee)) continue
        const row = held ?? keep({ kind, hash, part_hash: part, employee })
        row.employee = employee
        claimed.add(row)
        renamed.add(employee)
      }
    },
    addEvent (row, content, event) {
      newEvents.push({ row, content })
      if (row.employee !== null) events.get(row.employee)?.push(event)
    },
    addHold (hold) {
      newHolds.push(hold)
    },
    isNew: (employee) => strangers.has(employee),
    setPerson (person) {
      const { mirror, urgency, events } = person
      const before = people.get(mirror.id)
      people.set(mirror.id, { ...person, urgency: before?.urgency === 0 ? 0 : urgency, events: [...before?.events ?? [], ...events] })
    }
  }
}
