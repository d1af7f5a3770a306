import type { Acknowledged } from './ledger.ts'
import { inOrder } from './ledger.ts'

/**
 * What must be true at the destination, derived from the statements by design.md §4 to §6 alone: nothing of the product is
 * imported here. It knows the kinds of histories that history.ts makes, and no others.
 */
export interface Expected {
  state: 'active' | 'ended'
  /** Of somebody who has left: how the account may have ended. A stint that was over before anybody was told leaves the ending before it. */
  endings?: Record<string, unknown>[]
  /** Fields of Pulses; leaders as numbers; null = empty. */
  fields: Record<string, unknown>
  /** All that HR said of each field, in the order in which it counts. */
  said: Record<string, unknown[]>
  /** Of these, the last value counts from a day to come: a clock that goes back behind that day takes it back. */
  fromADay: Set<string>
}

interface Stint { hireDate: string, fields: Record<string, unknown>, ending?: { date: string, reason: string } }
type Body = Record<string, unknown>

const CONTRACT = new Set(['job_title', 'department', 'location', 'managers'])
const REASON: Record<string, string> = { voluntary: 'V', involuntary: 'I', contract_end: 'TC', not_applicable: 'NA' }
const NAME: Record<string, string> = {
  full_name: 'name', work_email: 'email', cpf: 'cpf', mobile_phone: 'cell_phone', job_title: 'position', department: 'unit_business', location: 'unit_geography', tags: 'tags', managers: 'leaders', hire_date: 'hiring_date'
}

export function expectedOf (entries: Acknowledged[]): Expected | undefined {
  const person: Record<string, unknown> = {}
  const stints: Stint[] = []
  const said: Expected['said'] = {}
  const fromADay: Expected['fromADay'] = new Set()
  let row: Body | undefined

  const tell = (stint: Stint | undefined, fields: Body): void => {
    for (const [field, value] of Object.entries(toPulses(fields))) {
      ;(said[field] ??= []).push(value)
      if (isOfContract(field)) { if (stint !== undefined) stint.fields[field] = value } else person[field] = value
    }
  }

  for (const { statement: { type, body } } of inOrder(entries)) {
    const current = stints.at(-1)
    if (type === 'hire') {
      const date = String(body.hire_date)
      const known = stints.find(({ hireDate }) => hireDate === date)
      // A hire of a stint that has begun says nothing new about it; one with a later date after an ending opens another.
      const stint = known ?? { hireDate: date, fields: { blocked: 0 } }
      if (known === undefined) stints.push(stint)
      // The absence of the stint before does not come back.
      if (known === undefined && stints.length > 1) (said.blocked ??= []).push(0)
      tell(stint, body)
    } else if (type === 'change') {
      tell(current, body)
      if (body.effective_on !== undefined) Object.keys(toPulses(body)).forEach((field) => fromADay.add(field))
    } else if (type === 'leave' || type === 'return') {
      tell(current, { blocked: type === 'leave' ? 1 : 0 })
    } else if (type === 'termination') {
      const ended = stints.findLast(({ hireDate }) => hireDate <= String(body.date))
      if (ended !== undefined) ended.ending = { date: String(body.date), reason: REASON[String(body.reason)]! }
      ;(said.resignation_date ??= []).push(String(body.date))
    } else {
      tell(current, differing(row, body))
      row = { ...row, ...body }
    }
  }
  const last = stints.at(-1)
  if (last === undefined) return undefined
  return last.ending === undefined
    ? { state: 'active', said, fromADay, fields: { ...person, ...last.fields, hiring_date: last.hireDate } }
    : { state: 'ended', said, fromADay, fields: endingOf(last.ending), endings: stints.flatMap(({ ending }) => ending === undefined ? [] : [endingOf(ending)]) }
}

const endingOf = ({ date, reason }: NonNullable<Stint['ending']>) => ({ resignation_date: date, resignation_reason: reason })

/** Full rows state only differences: from the row before of the same source. */
function differing (before: Body | undefined, row: Body): Body {
  return Object.fromEntries(Object.entries(row).filter(([name, value]) => before === undefined || JSON.stringify(before[name]) !== JSON.stringify(value)))
}

const isOfContract = (field: string): boolean => field === 'blocked' || [...CONTRACT].some((name) => NAME[name] === field)

function toPulses (body: Body): Body {
  const fields: Body = {}
  for (const [name, value] of Object.entries(body)) {
    if (name === 'managers') fields.leaders = (value as { employee_number: string }[]).map(({ employee_number: number }) => number)
    else if (name === 'custom') for (const [key, each] of Object.entries(value as object)) fields[`custom_attributes.${key}`] = each
    else if (name === 'tags') fields.tags = [...value as string[]].sort()
    else if (name === 'blocked') fields.blocked = value
    else if (NAME[name] !== undefined) fields[NAME[name]] = value
  }
  return fields
}
