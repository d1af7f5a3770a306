import type { RemoteFields } from '../../domain/known.ts'
import { tidy } from '../../domain/text.ts'
import { isObject } from '../accounts/exchange.ts'
import { isBlank } from '../accounts/kinds.ts'
import type { Seen } from '../accounts/seen.ts'
import { EXTRA } from './fields.ts'
import { readAs } from './formats.ts'
import { STATE } from './lines.ts'
import type { ProgicOptions } from './options.ts'
import { at, isValue } from './paths.ts'
import { keyOf } from './templates.ts'

/** An employee as an answer shows them; undefined: what stands there is none. Never throws. */
export function seenIn (item: unknown, options: ProgicOptions): Seen | undefined {
  if (!isObject(item)) return undefined
  const fields: RemoteFields = {}
  for (const [field, path] of Object.entries({ ...options.names, ...options.read_names })) {
    const value = at(item, path)
    if (value !== undefined) fields[field] = readAs(field, value, options)
  }
  Object.assign(fields, extrasIn(item, options))
  const remoteId = idOf(item, fields, options)
  if (remoteId === undefined) return undefined
  const ended = isInactive(item, options)
  return { remoteId, ended, fields: { ...fields, [STATE]: ended ? 'ended' : 'active' } }
}

export function idOf (item: unknown, fields: RemoteFields, { id }: ProgicOptions): string | undefined {
  if (id === 'key') return isBlank(fields.employee_number) ? undefined : keyOf(fields)
  return plainId(at(item, id === 'location' ? 'id' : id))
}

/** Ids are numbers in some answers and texts in others; a text is kept as it is. */
export function plainId (value: unknown): string | undefined {
  const id = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  return id !== '' && id.length <= 200 && !/\p{Cc}/u.test(id) ? id : undefined
}

function isInactive (item: unknown, { inactive }: ProgicOptions): boolean {
  const value = inactive && at(item, inactive.path)
  return value !== undefined && inactive!.values.some((each) => isValue(value, each))
}

function extrasIn (item: unknown, { extra }: ProgicOptions): RemoteFields {
  const shown = extra && at(item, extra.path)
  if (extra === undefined || typeof shown !== 'object' || shown === null) return {}
  const entries = Array.isArray(shown) ? shown.map((each) => [at(each, extra.name), at(each, extra.value)] as const) : Object.entries(shown)
  return Object.fromEntries(entries.flatMap(([name, value]) => typeof name !== 'string' || name === '' ? [] : [[`${EXTRA}${name}`, textIn(value)]]))
}

const textIn = (value: unknown): string | null => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? tidy(String(value)) || null : null
