import type { MappingOptions } from '../mapping/fields.ts'
import type { Defaults } from '../mapping/row.ts'
import { memberOf, valuesAt, type Json } from './paths.ts'
import { parsePath } from './patch.ts'
import { matches } from './filter.ts'

type Mapping = NonNullable<MappingOptions['mapping']>

/**
 * A user as a mapping reads it: every place that is asked for by a path in the notation of SCIM lies flat under a name of its
 * own. A place that held something before and does not any more is empty (null): the user is kept whole, so that is said on purpose.
 */
export function flattened (user: Json, previous: Json | undefined, defaults: Defaults, { mapping = {} }: MappingOptions): { flat: Json, defaults: Defaults, mapping: Mapping } {
  const flat: Json = { ...user }
  const place = (path: string): string => {
    const key = keyOf(path)
    if (key === undefined) return path
    const now = at(user, path)
    if (now !== undefined) flat[key] = now
    else if (previous !== undefined && at(previous, path) !== undefined) flat[key] = null
    return key
  }
  const placed = (paths: readonly string[]): string[] => paths.map(place)
  return {
    defaults: { ...defaults, fields: Object.fromEntries(Object.entries(defaults.fields).map(([name, paths]) => [name, placed(paths)])) },
    mapping: Object.fromEntries(Object.entries(mapping).map(([name, rule]) => [name, typeof rule === 'string'
      ? place(rule)
      : Array.isArray(rule) ? placed(rule) : { ...rule, ...(rule.path !== undefined && { path: typeof rule.path === 'string' ? place(rule.path) : placed(rule.path) }) }])),
    flat
  }
}

/** A name without dots, since dots lead into an object; undefined: the path is none of SCIM's, and is followed as it stands. */
function keyOf (path: string): string | undefined {
  try {
    parsePath(path)
    return `at ${path.replaceAll('.', '·')}`
  } catch {
    return undefined   // such as name.0: a dotted path into what was sent
  }
}

function at (user: Json, path: string): unknown {
  const { where, sub, ...name } = parsePath(path)
  const found = where === undefined ? valuesAt(user, { ...name, ...(sub !== undefined && { sub }) }) : valuesAt(user, name).filter((each) => matches(where, each)).map((each) => sub === undefined ? each : memberOf(each, sub))
  const told = found.filter((each) => each !== undefined && each !== null && !(typeof each === 'string' && each.trim() === ''))
  return told.length > 1 && told.every((each) => typeof each !== 'object') && where === undefined && LISTED.has(name.attribute!) ? told : told[0]
}

/** What is taken as a list where several stand there. */
const LISTED: ReadonlySet<string> = new Set(['roles', 'entitlements'])
