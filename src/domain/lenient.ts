import { isoOf, type Instant } from './calendar.ts'
import type { EventType } from './event.ts'
import type { Fault } from './faults.ts'
import { IDENTIFIER_NAMES } from './fields.ts'
import type { Draft } from './source.ts'
import { VENDOR_STATEMENTS, type Statement } from './statement.ts'
import { soften } from './soften.ts'
import { understand } from './understand.ts'

/**
 * What a vendor's draft comes to. `warnings` are what was left out or repaired, each with its place. With neither a statement
 * nor a hold the draft says nothing that the record keeps.
 */
export interface Sense {
  statement?: Statement
  warnings: Fault[]
  held?: { reason: 'missing_required', faults: Fault[] }
}

type Body = Record<string, unknown>

/** Every round repairs all faults it was told of (50 at most); whoever needs more rounds than this sends no HR data. */
const MOST_ROUNDS = 8

/**
 * The statement that a vendor's draft makes, read with good will: what is unusable and optional is left out, what the statement
 * cannot do without is held. Nothing is guessed. It asks `understand` until nothing is wrong any more, so the two cannot differ
 * on what is right.
 */
export function makeSense ({ type, body }: Draft, receivedAt: Instant): Sense {
  const warnings: Fault[] = []
  let current = soften(body, warnings)
  // Without the `match` that was meant, the identifiers beside it would name somebody instead of being new values.
  if (typeof body.match === 'object' && !('match' in current)) return held([{ pointer: '/match', code: 'no_identifier' }], warnings)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const understood = understand(type, current, receivedAt, VENDOR_STATEMENTS)
    if (understood.ok) return { statement: understood.statement, warnings }
    const { faults } = understood
    if (faults.every(({ code }) => code === 'nothing_to_change')) return { warnings }
    const essential = faults.filter((fault) => isEssential(type, fault))
    if (essential.length > 0) return held(essential, warnings)
    const repaired = faults.reduce((rest, fault) => repair(rest, fault, receivedAt, warnings), current)
    if (repaired === current) return held(faults, warnings)
    current = repaired
  }
  return held([{ pointer: '', code: 'too_many', params: { limit: MOST_ROUNDS * 50 } }], warnings)
}

const held = (faults: Fault[], warnings: Fault[]): Sense => ({ warnings, held: { reason: 'missing_required', faults } })

/** Fields that say whom or when: without the right one, what is left says something else. */
const DECISIVE = new Set<string>([...IDENTIFIER_NAMES, 'match', 'effective_on'])
const DECISIVE_DATES: Record<EventType, readonly string[]> = {
  hire: ['/hire_date'], change: [], termination: ['/date'], leave: ['/from', '/until'], return: ['/date'], upsert: ['/hire_date']
}
const DECISIVE_PARTS = new Set(['/leave', '/leave/from', '/leave/until', '/termination', '/termination/date'])

function isEssential (type: EventType, { pointer, code }: Fault): boolean {
  if (code === 'nothing_to_change') return false
  if (pointer === '' || code === 'no_identifier') return true
  // A leave where none belongs is left out; an ending never is.
  if (pointer === '/leave' && code === 'unknown_field') return false
  // Of two dates that contradict each other the optional one goes; the end of a leave is not optional, once told.
  if (code === 'order_of_dates') return pointer === '/until' || pointer === '/leave/until'
  const [first = ''] = segmentsOf(pointer)
  return DECISIVE.has(first) || DECISIVE_DATES[type].includes(pointer) || DECISIVE_PARTS.has(pointer)
}

/** The body without what is at fault; the same body when there is nothing there to leave out. */
function repair (body: Body, fault: Fault, receivedAt: Instant, warnings: Fault[]): Body {
  if (fault.code === 'in_the_future') {
    warnings.push({ pointer: fault.pointer, code: 'clock_ahead' })
    return { ...body, occurred_at: isoOf(receivedAt) }
  }
  const path = leftOut(fault, body)
  const rest = without(body, path)
  if (rest !== body) warnings.push(fault.code === 'order_of_dates' ? { ...fault, pointer: pointerOf(path) } : fault)
  return rest
}

/** What has to go so that the fault is gone: a whole register of the record, because half of a list or a span is another statement. */
function leftOut ({ pointer, code, params }: Fault, body: Body): string[] {
  const path = segmentsOf(pointer)
  const [first = '', second, third] = path
  if (code === 'order_of_dates' && first !== 'vacation') return [...path.slice(0, -1), String(params?.other)]
  if (first === 'custom' && second !== undefined) return [first, second]
  if ((first === 'termination' || first === 'leave') && second !== undefined) return [first, second]
  if (first === 'managers' && third !== undefined && stillNames(body.managers, Number(second), third)) return path
  return [first]
}

/** Whether the manager at `index` is named by an identifier that is not at fault. */
function stillNames (managers: unknown, index: number, faulty: string): boolean {
  const manager = Array.isArray(managers) ? managers[index] as Body | null : null
  return manager !== null && typeof manager === 'object' &&
    Object.keys(manager).some((name) => name !== faulty && name !== 'company_code' && (IDENTIFIER_NAMES as string[]).includes(name))
}

function without<T> (value: T, [key, ...rest]: string[]): T {
  if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value
  if (Array.isArray(value)) return value.map((each, i) => String(i) === key ? without(each, rest) : each) as T
  const entries = Object.entries(value)
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key)) as T
  return Object.fromEntries(entries.map(([name, each]) => [name, name === key ? without(each, rest) : each])) as T
}

const segmentsOf = (pointer: string): string[] =>
  pointer.split('/').slice(1).map((segment) => segment.replace(/~1/g, '/').replace(/~0/g, '~'))

const pointerOf = (path: string[]): string =>
  path.map((segment) => `/${segment.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')
