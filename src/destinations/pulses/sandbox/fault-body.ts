import type { Fault } from './faults.ts'
import { isObject } from './validation.ts'
import type { JsonObject } from './validation.ts'

type Check = (value: unknown) => boolean

const isString: Check = value => typeof value === 'string'
const isCount: Check = value => Number.isSafeInteger(value) && Number(value) > 0
const optional = (check: Check): Check => value => value === undefined || check(value)
const isHeaders: Check = value => isObject(value) && Object.values(value).every(isString)

const AIM: Record<string, Check> = {
  kind: isString,
  method: optional(isString),
  path: optional(isString),
  times: optional(value => value === 'always' || isCount(value)),
  chance: optional(value => typeof value === 'number' && value >= 0 && value <= 1)
}
const APPLIED = { applied: optional(value => typeof value === 'boolean') }

const KINDS: Record<Fault['kind'], Record<string, Check>> = {
  status: { ...APPLIED, status: value => isCount(value) && Number(value) >= 200 && Number(value) <= 599, body: optional(isString), headers: optional(isHeaders) },
  hang: APPLIED,
  reset: APPLIED,
  html: APPLIED,
  garbage: APPLIED,
  not_json: APPLIED,
  redirect: { ...APPLIED, location: optional(isString) },
  lost: {},
  dropped: {},
  slow: { ms: isCount }
}

/** Faults that came over HTTP, one or a list; or the sentence that says what is wrong with them. */
export function faultsIn (value: unknown): Fault[] | string {
  const list = Array.isArray(value) ? value : [value]
  const wrong = list.map(complaint).find(found => found !== undefined)
  return wrong ?? list
}

function complaint (value: unknown): string | undefined {
  if (!isObject(value)) return 'a fault is an object with a kind'
  if (!isKind(value)) return `kind is one of ${Object.keys(KINDS).join(', ')}`
  const checks: Record<string, Check> = { ...AIM, ...KINDS[value.kind] }
  const key = [...new Set([...Object.keys(checks), ...Object.keys(value)])].find(name => !checks[name]?.(value[name]))
  return key && `${value.kind}: ${key} is unknown or has an unusable value`
}

function isKind (value: JsonObject): value is JsonObject & { kind: Fault['kind'] } {
  return typeof value.kind === 'string' && Object.hasOwn(KINDS, value.kind)
}
