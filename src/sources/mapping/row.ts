import type { TerminationReason } from '../../domain/fields.ts'
import type { RowReading, Standing, Told } from '../../domain/reading.ts'
import { dateFrom } from '../dates.ts'
import { isObject } from '../json.ts'
import { evaluate } from '../../adapting/expression.ts'
import { BOOLEANS, DATES, LISTS, NEVER_CLEARED, ORGANISATION, type Field, type MappingOptions, type Rule } from './fields.ts'
import { meaning, valueAt } from './lookup.ts'

/** How a vendor's rows are read unless the owner says otherwise. */
export interface Defaults {
  /** Dotted paths, tried in order. */
  fields: Partial<Record<Field, readonly string[]>>
  /** 'ignore': such a row says nothing. */
  statuses: Record<string, Standing | 'ignore'>
  reasons?: Record<string, TerminationReason>
  workerTypes?: Record<string, string>
  /** The calendar date of a text. Absent: as most write it. */
  dateOf?: (text: string) => string | undefined
}

/** A status as its owner knows it, when it looks like one: what has to be translated has to be shown. */
const worded = (status: unknown): string => typeof status === 'string' && /^[\p{L}\p{N}][\p{L}\p{N} ._/()-]{0,39}$/u.test(status) ? status : '(not a name)'

type Values = Record<string, unknown>

/**
 * What one record says, by the vendor's mapping and the owner's own. An absent place is not told, an empty one (null) clears; an
 * empty text is not told. Whoever has no status is taken by the date of their ending.
 */
export async function rowFrom (record: unknown, defaults: Defaults, options: MappingOptions & { organisation?: boolean }): Promise<RowReading> {
  const values = await valuesOf(record, defaults, options)
  const standing = standingOf(values, defaults, options)
  if (standing === undefined) return { kind: 'unclear', reason: `The status ${worded(values.status)} is not translated: say in options.statuses what it means.` }
  if (standing === 'ignore') return { kind: 'ignored', reason: `Rows of the status ${worded(values.status)} are left alone.` }
  return { kind: 'row', told: toldBy(values, standing, defaults, options) }
}

/** What a record says of somebody whose standing is known otherwise, as from a message that names what happened. */
export async function toldAs (standing: Standing, record: unknown, defaults: Omit<Defaults, 'statuses'>, options: MappingOptions & { organisation?: boolean }): Promise<Told> {
  return toldBy(await valuesOf(record, defaults, options), standing, defaults, options)
}

async function valuesOf (record: unknown, { fields, dateOf = dateFrom }: Pick<Defaults, 'fields' | 'dateOf'>, { mapping = {}, company_code: company }: MappingOptions): Promise<Values> {
  const values: Values = {}
  for (const name of new Set([...Object.keys(fields), ...Object.keys(mapping)])) {
    const rule: Rule = mapping[name] ?? [...fields[name as Field] ?? []]
    const value = formed(name, await found(record, rule), dateOf)
    if (value !== undefined && !(value === null && NEVER_CLEARED.has(name))) values[name] = value
  }
  if (company !== undefined && values.employee_number !== undefined) values.company_code ??= company
  return values
}

async function found (record: unknown, rule: Rule): Promise<unknown> {
  if (typeof rule === 'string') return valueAt(record, rule)
  if (Array.isArray(rule)) return firstAt(record, rule)
  const { path = [], expression, values } = rule
  const value = expression === undefined ? firstAt(record, typeof path === 'string' ? [path] : path) : await evaluate(expression, record)
  const word = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  return word === undefined ? value : meaning(word, values) ?? value
}

/** The first place that holds something; null when some are there and all of them are empty. An object is no value: it only leads to some. */
function firstAt (record: unknown, paths: readonly string[]): unknown {
  let empty: null | undefined
  for (const path of paths) {
    const value = valueAt(record, path)
    if (value === null) empty = null
    else if (value !== undefined && !isObject(value) && !(typeof value === 'string' && value.trim() === '')) return value
  }
  return empty
}

/** A value in the form that the record takes; undefined: not told. */
function formed (name: string, value: unknown, dateOf: (text: string) => string | undefined): unknown {
  if (value === undefined || value === null) return value
  if (LISTS.has(name)) return (Array.isArray(value) ? value : [value]).flatMap((each) => textOf(each) ?? [])
  if (BOOLEANS.has(name) && typeof value === 'boolean') return value
  const text = textOf(value)
  if (text === undefined) return undefined
  if (DATES.has(name)) return dateOf(text)
  if (name.endsWith('cpf')) return elevenDigits(text)
  return text
}

function textOf (value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean' ? String(value) : ''
  return text === '' ? undefined : text
}

/** A CPF however it is punctuated; what has not eleven digits comes back as it came, and is held by the record. */
function elevenDigits (text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length === 11 && /^[\d\s./-]+$/.test(text) ? digits : text
}

function standingOf ({ status }: Values, { statuses }: Defaults, options: MappingOptions): Standing | 'ignore' | undefined {
  if (typeof status === 'string') return meaning(status, options.statuses as Record<string, Standing | 'ignore'>, statuses)
  return 'active'   // until the day of their ending, if one is told
}

const PARTS = /^(termination_|leave_|vacation_|manager_|custom\.)|^(status|last_working_day)$/

function toldBy (values: Values, standing: Standing, defaults: Omit<Defaults, 'statuses'>, options: MappingOptions & { organisation?: boolean }): Told {
  const body: Record<string, unknown> = Object.fromEntries(Object.entries(values).filter(([name]) => !PARTS.test(name)))
  if (options.organisation === false) for (const name of ORGANISATION) delete body[name]
  if (typeof values.worker_type === 'string') body.worker_type = meaning(values.worker_type, options.worker_types as Record<string, string>, defaults.workerTypes) ?? values.worker_type
  const manager = partsOf(values, 'manager_')
  if (Object.keys(manager).length > 0) body.managers = [manager]
  else if (Object.keys(values).some((name) => name.startsWith('manager_'))) body.managers = []
  const custom = partsOf(values, 'custom.', true)
  if (Object.keys(custom).length > 0) body.custom = custom
  const vacation = partsOf(values, 'vacation_')
  if (vacation.from !== undefined && vacation.until !== undefined) body.vacation = vacation
  const termination = terminationOf(values, defaults, options)
  const leave = partsOf(values, 'leave_')
  return {
    standing,
    body,
    ...(Object.keys(leave).length > 0 && { leave }),
    ...((termination.date !== undefined || standing === 'ended') && { termination })
  }
}

function terminationOf ({ termination_date: date, termination_reason: wording, last_working_day: day }: Values, { reasons }: Pick<Defaults, 'reasons'>, options: MappingOptions): NonNullable<Told['termination']> {
  const reason = typeof wording === 'string' ? meaning(wording, options.reasons as Record<string, string>, reasons) : options.default_reason
  return {
    ...(typeof date === 'string' && { date }),
    ...(reason !== undefined && { reason }),
    ...(typeof day === 'string' && { last_working_day: day }),
    ...(typeof wording === 'string' && { source_reason: wording })
  }
}

/** The values whose names begin so, without the beginning; those that are empty only where that says something. */
function partsOf (values: Values, prefix: string, keepsNull = false): Values {
  return Object.fromEntries(Object.entries(values)
    .filter(([name, value]) => name.startsWith(prefix) && (keepsNull || value !== null))
    .map(([name, value]) => [name.slice(prefix.length), value]))
}
