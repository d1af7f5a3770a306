import type { CalendarDate } from '../../domain/calendar.ts'
import { dateFrom } from '../dates.ts'
import { isObject, type Json } from '../json.ts'
import { wordKey } from '../mapping/lookup.ts'
import type { Options } from './settings.ts'

/** How a dated row stands to the day on which it was read. Kept with it, so that the row can be read again on any day. */
export type When = 'past' | 'now' | 'to_come'

const DEEPEST = 12

/** Without what OData wraps around: lists bare, no metadata, no links to what was not asked for. */
export function withoutEnvelope (value: Json): Json {
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => name.startsWith('__') ? [] : [[name, bare(each, 1)]]))
}

function bare (value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return undefined
  if (Array.isArray(value)) return value.map((each) => bare(each, depth + 1))
  if (!isObject(value)) return value
  if (isObject(value.__deferred)) return undefined
  if (Array.isArray(value.results)) return value.results.map((each) => bare(each, depth + 1))
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => name.startsWith('__') ? [] : [[name, bare(each, depth + 1)]]))
}

/** Objects of a navigation, whether it leads to many or to one. */
export const listed = (value: unknown): Json[] => Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : []

/** The calendar day of a value; undefined: none, or the open end. */
export function dayIn (value: unknown): CalendarDate | undefined {
  const date = typeof value === 'string' ? dateFrom(value) : undefined
  return date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined
}

/** What is kept of a person: dated rows with how they stand to `today`, no history, and of national ids only the CPF. */
export function recordOf (person: Json, today: CalendarDate, managers: ReadonlyMap<string, string>, { cpf_card_types: cards = ['CPF'] }: Options): Json {
  const contracts = listed(person.employmentNav).map((contract): Json => ({
    ...contract,
    when: (dayIn(contract.startDate) ?? '') > today ? 'to_come' : 'now',
    ...(contract.jobInfoNav !== undefined && { jobInfoNav: timeline(listed(contract.jobInfoNav), today) })
  }))
  const named = contracts.flatMap((contract) => listed(contract.jobInfoNav)).map(({ managerId }) => String(managerId))
  return {
    person: {
      ...person,
      ...(person.personalInfoNav !== undefined && { personalInfoNav: timeline(listed(person.personalInfoNav), today) }),
      ...(person.nationalIdNav !== undefined && { nationalIdNav: listed(person.nationalIdNav).filter(({ cardType }) => cards.some((card) => wordKey(card) === wordKey(String(cardType)))) }),
      ...(person.employmentNav !== undefined && { employmentNav: contracts })
    },
    managers: Object.fromEntries(named.flatMap((id) => managers.has(id) ? [[id, managers.get(id)]] : []))
  }
}

/** In their order, each with how it stands to today; of the past only what goes on into the present under one status. */
function timeline (rows: Json[], today: CalendarDate): Json[] {
  const begun = ({ startDate }: Json): string => dayIn(startDate) ?? ''
  const ordered = rows.toSorted((a, b) => begun(a) < begun(b) ? -1 : begun(a) > begun(b) ? 1 : Number(a.seqNumber ?? 0) - Number(b.seqNumber ?? 0))
  const at = ordered.findLastIndex((row) => begun(row) <= today)
  const marked = ordered.map((row, i): Json => ({ ...row, when: (i < at ? 'past' : i === at ? 'now' : 'to_come') satisfies When }))
  return marked.slice(marked.slice(0, Math.max(at, 0)).findLastIndex((row) => statusIn(row) === undefined || statusIn(row) !== statusIn(marked[at]!)) + 1)
}

/** The letter of a status; the bare field holds the id of an option that every company numbers for itself. */
export function statusIn ({ emplStatusNav: option, emplStatus: id }: Json): string | undefined {
  const code = isObject(option) ? option.externalCode : undefined
  return [code, id].map((each) => typeof each === 'number' ? String(each) : each).find((each): each is string => typeof each === 'string' && each.trim() !== '')?.trim()
}
