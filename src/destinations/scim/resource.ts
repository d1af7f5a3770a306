import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import { tidy } from '../../domain/text.ts'
import { isObject } from '../accounts/exchange.ts'
import { asList } from '../accounts/kinds.ts'
import type { Seen } from '../accounts/seen.ts'
import { isNameless, numberIn, placeOf, readAt, textIn, valueIn } from './attributes.ts'
import { kindOf, linesOf } from './lines.ts'
import type { ScimOptions } from './options.ts'

/** An id is whatever the provider says, as long as it can stand in a path; numbers are ids, too. */
export function idIn (value: unknown): string | undefined {
  const id = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  return id.length > 0 && id.length <= 255 && !/[\p{Cc}]/u.test(id) ? id : undefined
}

/** The last part of a location, which is an id. */
export function idOfLocation (location: unknown): string | undefined {
  const last = typeof location === 'string' ? /\/Users\/([^/?#]+)$/i.exec(location)?.[1] : undefined
  try {
    return last === undefined ? undefined : idIn(decodeURIComponent(last))
  } catch {
    return undefined
  }
}

/** One user as a provider shows them. What it left out although it was shown before is not there any more. Never throws. */
export function userIn (body: unknown, options: ScimOptions, before?: KnownAccount): Seen | undefined {
  const remoteId = idIn(valueIn(body, 'id'))
  if (!isObject(body) || remoteId === undefined) return undefined
  const known = before?.remoteId === remoteId ? before : undefined
  const shownBefore = asList(known?.notes?.shown)
  const fields: RemoteFields = {}
  for (const field of fieldsOf(options)) {
    const value = readAt(body, placeOf(field, options.extension))
    if (value !== undefined) fields[field] = valueOf(field, value)
    else if (shownBefore.includes(field)) fields[field] = field === 'manager' ? [] : null
  }
  const active = activeIn(valueIn(body, 'active'))
  if (active !== undefined) fields.active = active
  const shown = Object.keys(fields).filter((field) => fields[field] !== null)
  const version = versionIn(valueIn(valueIn(body, 'meta'), 'version'))
  const nameless = [...new Set(fieldsOf(options).filter((field) => isNameless(body, placeOf(field, options.extension))).map((field) => field.split('.')[0]!))]
  return {
    remoteId,
    // A provider that does not show it says nothing about it.
    ended: active === undefined ? known?.kind === 'ended' : !active,
    fields,
    notes: { shown: [...new Set([...shownBefore, ...shown])], version: version ?? null, nameless }
  }
}

const fieldNames = new WeakMap<ScimOptions, string[]>()

/** Fields that a plan may write, and those by which people are told apart. */
function fieldsOf (options: ScimOptions): string[] {
  const known = fieldNames.get(options) ?? [...new Set(['externalId', 'userName', 'employeeNumber', 'emails.work', ...linesOf({}, options).map(({ field }) => field)])]
  fieldNames.set(options, known)
  return known
}

/** Some write a boolean as a text. */
function activeIn (value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return word === 'true' ? true : word === 'false' ? false : undefined
}

function valueOf (field: string, value: unknown): RemoteValue {
  const text = tidy(textIn(value))
  if (kindOf(field) === 'ids') return text === '' ? [] : [text]
  return text === '' ? null : text
}

export function versionIn (value: unknown): string | undefined {
  return typeof value === 'string' && /^(W\/)?"[\x21\x23-\x7E]{1,250}"$/.test(value) ? value : undefined
}

/** Users of a list, and how many there are in all. Never throws. */
export function usersIn (body: unknown, options: ScimOptions): { users: Seen[], shown: number, total: number } {
  const resources = [valueIn(body, 'Resources') ?? []].flat()
  const total = numberIn(valueIn(body, 'totalResults'))
  return { users: resources.flatMap((each) => userIn(each, options) ?? []), shown: resources.length, total: Number.isFinite(total) ? total : resources.length }
}
