import type { RemoteFields, RemoteValue } from '../../domain/known.ts'
import { tidy } from '../../domain/text.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { attributeField, kindOf, LISTS } from './lines.ts'

/** One user as Engagedly shows them, by the names they are written with and in the form in which fields are compared. */
export interface User {
  remoteId: string
  blocked: boolean
  /** Only what the answer really held. */
  fields: RemoteFields
}

/** Whose ids a name in an answer may stand for, where the answer has a name and no id. */
export type IdOf = (list: string, label: string) => string | undefined

/** Read names by the written one: they differ. */
const READ: Readonly<Record<string, readonly string[]>> = {
  email: ['email'],
  employee_id: ['employee_id'],
  first_name: ['first_name'],
  last_name: ['last_name'],
  middle_name: ['middle_name'],
  employee_type: ['employee_type'],
  level: ['level'],
  phone_number: ['phone_number'],
  secondary_phone_number: ['secondary_phone_number'],
  joining_date: ['joining_date'],
  birth_date: ['birthdate', 'birth_date'],
  promotion_date: ['promotion_date'],
  review_date: ['review_date'],
  departments: ['departments', 'department'],
  businesses: ['business_unit', 'businesses'],
  location: ['location'],
  job_title: ['job_title'],
  manager_id: ['manager_id', 'manager'],
  secondary_managers: ['secondary_managers'],
  hr_managers: ['hr_managers']
}
const ENDED = /^(?:blocked|inactive|deactivated)$/i

/** Undefined: it is not said. Never throws. */
export const isBlockedIn = ({ status }: Record<string, unknown>): boolean | undefined => typeof status === 'string' && status.trim() !== '' ? ENDED.test(status.trim()) : undefined

/** Everybody in the `data` of an answer, whether it is a list or one. Never throws. */
export function usersIn (data: unknown, idOf: IdOf = () => undefined): User[] {
  return [data].flat().flatMap((each) => isObject(each) ? userIn(each, idOf) ?? [] : [])
}

function userIn (values: Record<string, unknown>, idOf: IdOf): User | undefined {
  const remoteId = idIn(values.id)
  if (remoteId === undefined) return undefined
  const fields: RemoteFields = {}
  for (const [field, names] of Object.entries(READ)) {
    const name = names.find((each) => values[each] !== undefined)
    if (name !== undefined) fields[field] = valueIn(field, values[name], idOf)
  }
  const blocked = isBlockedIn(values) === true
  return { remoteId, blocked, fields: { ...fields, ...attributesIn(values), status: blocked ? 'Blocked' : 'Active' } }
}

function valueIn (field: string, value: unknown, idOf: IdOf): RemoteValue {
  const list = LISTS[field as keyof typeof LISTS]
  switch (kindOf(field)) {
    case 'ids': return entriesIn(value).flatMap((each) => idOfEntry(each, list, idOf) ?? [])
    case 'word': return entriesIn(value).map((each) => idOfEntry(each, list, idOf)).find((each) => each !== undefined) ?? null
    case 'date': return dateIn(textIn(value))
    case 'email': return textIn(value)?.toLowerCase() ?? null
    default: return textIn(value)
  }
}

/** Blanks come back as null or []. */
const entriesIn = (value: unknown): unknown[] => value === null || value === '' ? [] : [value].flat()

function idOfEntry (value: unknown, list: string | undefined, idOf: IdOf): string | undefined {
  const text = textIn(isObject(value) ? value.id ?? value.name : value)
  return text === null ? undefined : (list === undefined ? undefined : idOf(list, text)) ?? idIn(text) ?? text
}

/** A text, also where it stands in an object of a name, such as an employee type. */
function textIn (value: unknown): string | null {
  const plain = isObject(value) ? value.name ?? value.label ?? value.value : Array.isArray(value) ? value[0] : value
  if (typeof plain !== 'string' && typeof plain !== 'number' && typeof plain !== 'boolean') return null
  return tidy(String(plain)) || null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** YYYY-MM-DD, with or without a time, or MMM DD, YYYY: both are shown. */
export function dateIn (text: string | null): string | null {
  if (text === null) return null
  const named = /^([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})$/i.exec(text)
  const month = named === null ? 0 : MONTHS.indexOf(named[1]!.toLowerCase()) + 1
  if (named !== null && month > 0) return `${named[3]}-${String(month).padStart(2, '0')}-${named[2]!.padStart(2, '0')}`
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : text
}

/** As an object, a list of attributes, or beside the other fields. */
function attributesIn (values: Record<string, unknown>): RemoteFields {
  const { custom_attributes: own } = values
  const listed = Array.isArray(own) ? own.flatMap((each) => isObject(each) ? [[textIn(each.key ?? each.id) ?? '', each.value]] : []) : isObject(own) ? Object.entries(own) : []
  const beside = Object.entries(values).filter(([name]) => name.startsWith('custom-attribute-'))
  return Object.fromEntries([...beside, ...listed].filter(([key]) => key !== '').map(([key, value]) => [attributeField(String(key)), textIn(value)]))
}
