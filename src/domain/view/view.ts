import { dateIn, daysAfter, instantIn, type CalendarDate, type Instant } from '../calendar.ts'
import { byStamp, compareStamps, type Event } from '../event.ts'
import { EMPLOYMENT_FIELDS, type FieldValues, type Fields } from '../fields.ts'
import { contractsOf, type Contract, type Saying } from './contracts.ts'
import { fieldsIn, sameValue, say, type Register, type Registers } from './registers.ts'
import { stintsOf, type Stint } from './stints.ts'

/** One employment of a person as it stands at an instant. */
export interface Employment {
  told: boolean
  stints: Stint[]
  /** The stint that counts now: the last one that has begun, else the first. */
  current: Stint
  open: boolean
  fields: Fields
  registers: Registers
}

/** What should be true of a person at an instant. */
export interface Employee {
  /** unknown: nobody ever said a hire or a full row. */
  state: 'unknown' | 'active' | 'leaver'
  /** The person's own fields with those of the employment that counts. */
  fields: Fields
  employments: Employment[]
  /** The employment whose fields are shown: the open one that began last, else the last one that ended. */
  primary: Employment | undefined
  /** Registers in force, with the event each was said by; `hire` is the existence of the primary employment. */
  owners: Map<Register, string>
  /** Events that own something only in an employment that is not shown. */
  aside: Set<string>
  /** Events that changed nothing when they were said. */
  idle: Set<string>
  /** When the view changes next without a new event; undefined: never. */
  changesAt: Instant | undefined
}

export interface ViewOptions {
  zone: string
  /** Days before a hire date on which a stint already counts. */
  leadDays?: number
  /** When a termination takes effect; default: the start of its date. */
  endsAt?: (termination: FieldValues['termination']) => Instant
}

/**
 * A person's events, at an instant → the employee. Pure, and a function of the *set* of events: any order and any repetition
 * give the same answer. Withdrawn events are simply not passed.
 */
export function view (events: Iterable<Event>, at: Instant, { zone, leadDays = 0, endsAt = ({ date }) => instantIn(zone, date) }: ViewOptions): Employee {
  const all = [...new Map([...events].map((event) => [event.id, event])).values()].sort(byStamp)
  const visible = all.filter(({ stamp }) => stamp.time <= at)
  const contracts = contractsOf(visible, zone)
  const idle = new Set(visible.map(({ id }) => id))
  const begunOn = daysAfter(dateIn(zone, at), leadDays)
  const employments = contracts.map((contract) => employmentOf(contract))
  const person = personOf(contracts.flatMap(({ sayings }) => sayings).sort((a, b) => byStamp(a.event, b.event)))

  function employmentOf (contract: Contract): Employment {
    const { stints, different } = stintsOf(contract.sayings, zone)
    for (const id of different) idle.delete(id)
    const current = stints.findLast(({ hireDate }) => hireDate === undefined || hireDate <= begunOn) ?? stints[0]!
    const registers = registersOf(contract.sayings, stints, current, at)
    if (current.opener !== undefined) registers.set('hire', { value: true, event: current.opener })
    const open = current.termination === undefined || at < endsAt(current.termination.value)
    if (current.termination !== undefined) registers.set('termination', current.termination)
    else if (current.undoneBy !== undefined) registers.set('termination', { value: null, event: current.undoneBy })
    if (current.hireDate !== undefined && registers.get('hire_date')?.value !== current.hireDate) registers.set('hire_date', { value: current.hireDate, event: current.datedBy })
    const { hire: _, ...fields } = fieldsIn(registers) as Fields & { hire?: boolean }
    return { told: contract.told, stints, current, open, fields, registers }
  }

  /** Employment registers hold what was said since the stint began to be spoken of: an earlier, ended one does not come back. */
  function registersOf (sayings: Saying[], stints: Stint[], current: Stint, at: Instant): Registers {
    const starts = stints.map((stint, i) => i === 0 ? -Infinity : Math.max(stint.announced.time, instantIn(zone, stints[i - 1]!.termination?.value.date ?? '1900-01-01')))
    const hires = new Map(stints.flatMap((stint, i) => stint.hires.map((event) => [event, i])))
    const wanted = stints.indexOf(current)
    const registers: Registers = new Map()
    const scratch: Registers[] = stints.map(() => new Map())
    const mine: Saying[] = []
    for (const saying of sayings) {
      const { event, fields, row } = saying
      const index = hires.get(event.id) ?? Math.max(0, starts.findLastIndex((start, i) => start <= event.stamp.time && (i === 0 || compareStamps(stints[i]!.announced, event.stamp) <= 0)))
      if (index === wanted) mine.push(saying)
      // Of the row that begins a stint all counts: its source's previous row was about the one before.
      const told = only(index > 0 && stints[index]!.opener === event.id ? row ?? fields : fields, true)
      const { termination: _, employee_number: number, company_code: company, ...employment } = told
      if (say(index === wanted ? registers : scratch[index]!, employment, event.id)) idle.delete(event.id)
      // What names the contract belongs to all of its stints: a rehire need not say it again.
      const name = { ...(number !== undefined && { employee_number: number }), ...(company !== undefined && { company_code: company }) }
      if (say(registers, name, event.id)) idle.delete(event.id)
    }
    for (const span of ['leave', 'vacation'] as const) {
      const applicable = inForce(differing(mine, span), span, dateIn(zone, at))
      if (applicable !== undefined) registers.set(span, { value: applicable.fields[span] ?? null, event: applicable.event.id })
    }
    return registers
  }

  function personOf (sayings: Saying[]): Registers {
    const registers: Registers = new Map()
    for (const { event, fields } of sayings) if (say(registers, only(fields, false), event.id)) idle.delete(event.id)
    return registers
  }

  const primary = primaryOf(employments, begunOn)
  const owners = new Map<Register, string>()
  for (const registers of [person, primary?.registers ?? new Map()]) for (const [register, { event }] of registers) owners.set(register, event)
  const shown = new Set(owners.values())
  const aside = new Set(employments.flatMap(({ registers }) => [...registers.values()].map(({ event }) => event)).filter((event) => !shown.has(event)))
  const counting = toldOf(employments)
  const over = counting.length > 0 && counting.every(({ open }) => !open)
  return {
    state: over ? 'leaver' : counting.some(({ told }) => told) ? 'active' : 'unknown',
    fields: { ...fieldsIn(person), ...primary?.fields },
    employments,
    primary,
    owners,
    aside,
    idle,
    changesAt: nextChange(all, employments, at, zone, leadDays, endsAt)
  }
}

/** The statements about an absence that say something else than the one before. */
const differing = (sayings: Saying[], span: 'leave' | 'vacation'): Saying[] =>
  sayings.filter(({ fields }) => span in fields).filter(({ fields }, i, all) => i === 0 || !sameValue(fields[span], all[i - 1]!.fields[span]))

/** Only a hire or a full row opens an employment; what was only mentioned counts while there is no other. */
const toldOf = (employments: Employment[]): Employment[] =>
  employments.some(({ told }) => told) ? employments.filter(({ told }) => told) : employments

function only (fields: Fields, ofEmployment: boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => EMPLOYMENT_FIELDS.has(name) === ofEmployment)) as Fields
}

/**
 * The absence in force on a day: the one said last, unless it is still to come and an earlier one, which ends before it
 * begins, is not over yet.
 */
function inForce (sayings: Saying[], span: 'leave' | 'vacation', today: CalendarDate): Saying | undefined {
  let applicable = sayings.at(-1)
  for (const earlier of sayings.slice(0, -1).reverse()) {
    const next = applicable?.fields[span]
    const before = earlier.fields[span]
    if (next == null || next.from <= today || before == null || before.until === undefined || before.until >= next.from || before.until < today) break
    applicable = earlier
  }
  return applicable
}

/** The open employment that began last; one that is still to begin only counts when no other is open. */
function primaryOf (employments: Employment[], begunOn: CalendarDate): Employment | undefined {
  const rank = (one: Employment): string => one.open ? one.current.hireDate ?? '' : one.current.termination?.value.date ?? ''
  const told = toldOf(employments)
  const open = told.filter((one) => one.open)
  const begun = open.filter(({ current }) => (current.hireDate ?? '') <= begunOn)
  const choice = [begun, open, told].find((list) => list.length > 0) ?? []
  return choice.reduce<Employment | undefined>((best, one) => best === undefined || rank(one) > rank(best) ? one : best, undefined)
}

function nextChange (events: Event[], employments: Employment[], at: Instant, zone: string, leadDays: number, endsAt: NonNullable<ViewOptions['endsAt']>): Instant | undefined {
  const boundaries = events.map(({ stamp }) => stamp.time)
  for (const { stints, fields } of employments) {
    for (const { hireDate, termination } of stints) {
      if (hireDate !== undefined) boundaries.push(instantIn(zone, hireDate), instantIn(zone, daysAfter(hireDate, -leadDays)))
      if (termination !== undefined) boundaries.push(endsAt(termination.value), instantIn(zone, termination.value.date))
    }
    for (const span of [fields.leave, fields.vacation]) {
      if (span == null) continue
      boundaries.push(instantIn(zone, span.from))
      if (span.until !== undefined) boundaries.push(instantIn(zone, daysAfter(span.until, 1)))
    }
  }
  const ahead = boundaries.filter((boundary) => boundary > at)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
