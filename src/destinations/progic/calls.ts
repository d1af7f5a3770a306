import type { Call } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import { isObject } from '../accounts/exchange.ts'
import { isBlank } from '../accounts/kinds.ts'
import { EXTRA, isExtra } from './fields.ts'
import { numberIn, written } from './formats.ts'
import { isNamed } from './lines.ts'
import type { ProgicOptions } from './options.ts'
import { at, having } from './paths.ts'
import { filled, pathOf, valuesOf, valuesOfAccount, type Values } from './templates.ts'

export interface Field { field: string, to: RemoteValue }

/** A template that some value is missing for: nothing can be called. */
const NOWHERE = ''
export const canBeCalled = ({ path }: Call): boolean => path !== NOWHERE

export function creates (fields: Field[], options: ProgicOptions): Call {
  const values = valuesOf(fieldsIn(fields), options)
  const { method, path, wrap, set } = options.create
  return { method, path: pathOf(path, values) ?? NOWHERE, body: bodyOf(fields, { wrap, set }, values, options) }
}

/** What changes, and what stands in every body beside it; where a body replaces, everything that is known. */
export function updates (account: KnownAccount, fields: Field[], options: ProgicOptions): Call {
  const values = valuesOfAccount(account, options)
  const { method, path, wrap, set, body, always } = options.update
  const changing = new Set(fields.map(({ field }) => field))
  const beside = Object.entries(account.fields).flatMap(([field, to]) =>
    !changing.has(field) && !isBlank(to) && isNamed(field, options) && (body === 'all' || always.includes(field) || isBesideExtras(field, changing, options)) ? [{ field, to }] : [])
  return { method, path: pathOf(path, values) ?? NOWHERE, body: bodyOf([...beside, ...fields], { wrap, set }, values, options) }
}

/** Whether the API merges extra fields or replaces them is not known: they go together. */
const isBesideExtras = (field: string, changing: Set<string>, { extra, names }: ProgicOptions): boolean =>
  extra !== undefined && isExtra(field) && names[field] === undefined && [...changing].some(isExtra)

export function removes (account: KnownAccount, options: ProgicOptions): Call {
  const values = valuesOfAccount(account, options)
  const { method, path, wrap, set } = options.delete
  return { method, path: pathOf(path, values) ?? NOWHERE, ...(set !== undefined && { body: bodyOf([], { wrap, set }, values, options) }) }
}

export function reads (account: KnownAccount, options: ProgicOptions): Call | undefined {
  const path = options.read.path === undefined ? undefined : pathOf(options.read.path, valuesOfAccount(account, options))
  return path === undefined ? undefined : { method: 'GET', path }
}

/** One page of the look-up, without a query for what has no value; undefined: this person cannot be looked up so. */
export function finds (values: Values, page: Record<string, string>, options: ProgicOptions): Call | undefined {
  const { by, method, query } = options.find
  const path = pathOf(options.find.path, values)
  const asked = Object.entries(query).map(([name, template]) => [name, filled(template, values)] as const)
  if (by === 'none' || path === undefined) return undefined
  // Company code and number are one: a person without a code is asked for by number.
  const given = asked.filter((each): each is readonly [string, string] => each[1] !== undefined)
  if (asked.length > 0 && given.length === 0) return undefined
  if (method === 'POST') return { method, path, body: searchOf(given, page, values, options), asks: true }
  const search = new URLSearchParams({ ...Object.fromEntries(given), ...page }).toString()
  return { method, path: search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}` }
}

/** The body of a search: names are dotted paths, and what is counted is a number. */
function searchOf (given: (readonly [string, string])[], page: Record<string, string>, values: Values, options: ProgicOptions): unknown {
  const { query, paging: { style, parameter } } = options.find
  const asked = given.map(([name]) => [name, constant(query[name]!, values, options)] as const)
  const paged = Object.entries(page).map(([name, text]) => [name, style === 'cursor' && name === parameter ? text : numberIn(text)] as const)
  return [...asked, ...paged].reduce<unknown>((body, [name, value]) => having(body, name, value), {})
}

const fieldsIn = (fields: Field[]): RemoteFields => Object.fromEntries(fields.map(({ field, to }) => [field, to]))

export function bodyOf (fields: Field[], { wrap, set = {} }: Pick<ProgicOptions['create'], 'wrap' | 'set'>, values: Values, options: ProgicOptions): unknown {
  let body: unknown = {}
  const extras: [string, unknown][] = []
  for (const { field, to } of fields) {
    const name = options.names[field] ?? (options.extra === undefined || !isExtra(field) ? field : undefined)
    if (name === undefined) extras.push([field.slice(EXTRA.length), written(field, to, options)])
    else body = having(body, name, written(field, to, options))
  }
  if (extras.length > 0) body = having(body, options.extra!.path, extrasAs(extras, options.extra!, at(body, options.extra!.path)))
  const fixed = Object.entries(set).map(([path, value]) => [path, typeof value === 'string' ? constant(value, values, options) : value] as const)
  return fixed.reduce<unknown>((whole, [path, value]) => having(whole, path, value), having(undefined, wrap, body))
}

function constant (template: string, values: Values, { numbers }: ProgicOptions): unknown {
  const text = filled(template, values) ?? null
  const [, only] = /^\{([^{}]+)\}$/.exec(template) ?? []
  return text !== null && only !== undefined && numbers.includes(only) ? numberIn(text) : text
}

/** Beside those that have a name of their own. */
function extrasAs (entries: [string, unknown][], { as, name, value }: NonNullable<ProgicOptions['extra']>, beside: unknown): unknown {
  return as === 'object' ? { ...isObject(beside) && beside, ...Object.fromEntries(entries) } : entries.map(([key, each]) => having(having({}, name, key), value, each))
}
