import { cpfOf, dayBefore, DEPARTMENTS, LOCATIONS, phoneOf, REASONS, TITLES } from './names.ts'
import type { Random } from './random.ts'

export type Type = 'hire' | 'change' | 'termination' | 'leave' | 'return' | 'upsert'

/** One thing that HR says about one person. The number never changes, so it is the person. */
export interface Statement {
  person: string
  type: Type
  body: Record<string, unknown>
  /** When HR said it; undefined: it counts from its arrival. Milliseconds. */
  at?: number
  /** Where it stands in the queue of the sender: a late one stands further behind. */
  slot: number
}

export interface Person {
  number: string
  /** Its statements count from their arrival, so they are sent one after the other. */
  byArrival: boolean
  statements: Statement[]
}

export interface HistoryOptions {
  random: Random
  /** Every value carries it, so that a value of another tenant is recognised wherever it turns up. */
  tenant: string
  events: number
  /** Statements per person at most. */
  longest?: number
  /** Whether days to come are spoken of: the clock has to be moved for those. */
  ahead?: boolean
  now: number
}

const HOUR = 3_600_000
const LEADERS = 0.05

/** People and all that HR says about them, in the order in which it counts. */
export function historyOf (options: HistoryOptions): Person[] {
  const { random, events, longest = 8 } = options
  const people: Person[] = []
  const leaders = Math.max(1, Math.floor(events / ((longest + 1) / 2) * LEADERS))
  for (let said = 0; said < events;) {
    const person = lifeOf(people.length, leaders, options, random.fork(`person ${people.length}`))
    people.push(person)
    said += person.statements.length
  }
  return people
}

const numberOf = (index: number): string => String(index + 1).padStart(6, '0')

interface Life {
  person: Person
  random: Random
  options: HistoryOptions
  index: number
  leaders: number
  row: Record<string, unknown>
  /** What the nightly list says: it does not know what was corrected by a change. */
  nightly: Record<string, unknown> | undefined
  open: boolean
  hireDate: string
  count: number
}

function lifeOf (index: number, leaders: number, options: HistoryOptions, random: Random): Person {
  const number = numberOf(index)
  const person: Person = { number, byArrival: random.chance(0.3), statements: [] }
  const isLeader = index < leaders
  const hireDate = dayBefore(options.now, random.between(200, 2000))
  const life: Life = { person, random, options, index, leaders, row: {}, nightly: undefined, open: true, hireDate, count: 0 }
  Object.assign(life.row, identityOf(life), contractOf(life))
  say(life, 'hire', { ...life.row, hire_date: hireDate })
  const length = random.between(1, options.longest ?? 8)
  while (person.statements.length < length) next(life, isLeader)
  if (options.ahead === true && life.open && !isLeader) dayToCome(life)
  inTime(life)
  return person
}

function next (life: Life, isLeader: boolean): void {
  const { random } = life
  if (!life.open) return random.chance(0.6) ? rehire(life) : end(life, true)
  const kind = random.pick(['fields', 'fields', 'fields', 'email', 'leader', 'absence', 'row', isLeader ? 'fields' : 'end'] as const)
  if (kind === 'fields') change(life, someOf(life))
  else if (kind === 'email') change(life, { work_email: `${life.options.tenant}.${life.person.number}.${life.count}@example.com` })
  else if (kind === 'leader') change(life, { managers: leaderOf(life) })
  else if (kind === 'absence') absence(life)
  else if (kind === 'row') fullRow(life)
  else end(life, false)
}

/** The last word about a person may be about a day that is still to come. */
function dayToCome (life: Life): void {
  const { random, options: { now } } = life
  const date = dayBefore(now, -random.between(1, 4))
  if (random.chance(0.2)) say(life, 'termination', { date, reason: random.pick(REASONS) })
  else if (random.chance(0.3)) say(life, 'change', { department: `${life.options.tenant} ${random.pick(DEPARTMENTS)}`, effective_on: date })
}

function identityOf ({ person, options, index }: Life): Record<string, unknown> {
  return { cpf: cpfOf(index), full_name: `${options.tenant} Person ${person.number}`, work_email: `${options.tenant}.${person.number}@example.com`, mobile_phone: phoneOf(index) }
}

/** Everything about the contract that these histories speak of: a rehire says all of it again. */
function contractOf (life: Life): Record<string, unknown> {
  const { random, options: { tenant } } = life
  return { job_title: random.pick(TITLES), department: `${tenant} ${random.pick(DEPARTMENTS)}`, location: `${tenant} ${random.pick(LOCATIONS)}`, managers: leaderOf(life) }
}

/** Leaders have leaders before them only, so there is no circle, and they stay. */
function leaderOf ({ random, index, leaders }: Life): object[] {
  const before = Math.min(index, leaders)
  return before === 0 ? [] : [{ employee_number: numberOf(random.below(before)) }]
}

function someOf ({ random, options: { tenant }, index, count }: Life): Record<string, unknown> {
  const all: (() => Record<string, unknown>)[] = [
    () => ({ job_title: random.pick(TITLES) }),
    () => ({ department: random.chance(0.1) ? null : `${tenant} ${random.pick(DEPARTMENTS)}` }),
    () => ({ location: `${tenant} ${random.pick(LOCATIONS)}` }),
    () => ({ full_name: `${tenant} Person ${numberOf(index)} v${count}` }),
    () => ({ mobile_phone: phoneOf(index + 100_000 * (count % 9)) }),
    () => ({ tags: [`${tenant} tag ${random.below(4)}`, `${tenant} tag ${4 + random.below(4)}`] }),
    () => ({ custom: { [random.pick(['shirt', 'shoe'])]: `${tenant} ${random.below(50)}` } })
  ]
  return Object.assign({}, ...Array.from({ length: random.between(1, 3) }, () => random.pick(all)()))
}

function change (life: Life, fields: Record<string, unknown>): void {
  Object.assign(life.row, fields)
  say(life, 'change', fields)
}

function absence (life: Life): void {
  const away = life.row.away !== true
  life.row.away = away
  // Before it is said: of a day that is still to come it would count from that day.
  const day = dayBefore(life.options.now, life.random.between(4, 20))
  say(life, away ? 'leave' : 'return', away ? { from: day } : { date: day })
}

/** A full row of a nightly list: at times old, and only what differs from the list's own last row counts. */
function fullRow (life: Life): void {
  const { random } = life
  const { away: _, custom: __, tags: ___, ...row } = life.row
  life.nightly = { ...(life.nightly ?? row), ...(random.chance(0.5) && contractOf(life)), hire_date: life.hireDate }
  say(life, 'upsert', life.nightly)
}

/** `again`: the same ending, told once more. */
function end (life: Life, again: boolean): void {
  const { random, person } = life
  const last = person.statements.findLast(({ type }) => type === 'termination')
  if (again && last !== undefined) return say(life, 'termination', without(last.body, 'employee_number'))
  life.open = false
  say(life, 'termination', { date: dayAfter(life.hireDate, random.between(5, 60)), reason: random.pick(REASONS) })
}

function rehire (life: Life): void {
  const { random, person } = life
  const ended = String(person.statements.findLast(({ type }) => type === 'termination')!.body.date)
  const hireDate = dayAfter(ended, random.between(1, 20))
  if (hireDate >= dayBefore(life.options.now, 4)) return end(life, true)
  life.open = true
  life.hireDate = hireDate
  life.nightly = undefined
  delete life.row.away
  Object.assign(life.row, contractOf(life))
  const { custom: _, tags: __, ...row } = life.row
  say(life, 'hire', { ...row, hire_date: hireDate })
}

function say (life: Life, type: Type, body: Record<string, unknown>): void {
  life.count += 1
  life.person.statements.push({ person: life.person.number, type, body: { employee_number: life.person.number, ...body }, slot: 0 })
}

const ROWS_APART = 0.05

/** Gives each its time and its place in the queue; some are said twice, some come late. */
function inTime ({ person, random, options: { now } }: Life): void {
  let at = now - 48 * HOUR + random.below(HOUR)
  let slot = random.next()
  let row = 0
  for (const statement of [...person.statements]) {
    at += random.between(1, 600_000)
    slot += random.next() * 0.1
    statement.slot = slot + (!person.byArrival && random.chance(0.1) ? random.next() * 0.3 : 0)
    // Rows of one list come in the list's order: one that comes before the row it differs from says all it has, until that one is there.
    if (statement.type === 'upsert') row = statement.slot = Math.max(statement.slot, row + ROWS_APART)
    if (!person.byArrival) statement.at = at
    if (random.chance(0.02)) person.statements.splice(person.statements.indexOf(statement) + 1, 0, { ...statement })
  }
}

function dayAfter (date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10)
}

const without = (body: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== name))
