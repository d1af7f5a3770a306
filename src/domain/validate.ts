import type { TSchema } from '@sinclair/typebox'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { Fault } from './faults.ts'
import { FORMATS } from './formats.ts'

// Ajv counts characters as JSON Schema does (code points, not UTF-16 units) and reports every fault at once.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true, ownProperties: true })
for (const [name, { holds }] of Object.entries(FORMATS)) ajv.addFormat(name, { type: 'string', validate: holds })

/** Nobody reads more, and a hostile body must not make us write them. */
const MOST_FAULTS = 50

/** Say only that something inside is wrong, which the others say better. */
const SUMMARIES = new Set(['if', 'anyOf', 'oneOf'])

const compiled = new WeakMap<TSchema, ValidateFunction>()

/** Every fault of `value` against `schema`: none means that it has the schema's type. */
export function faultsOf (schema: TSchema, value: unknown): Fault[] {
  let validate = compiled.get(schema)
  if (validate === undefined) compiled.set(schema, validate = ajv.compile(schema))
  if (validate(value)) return []
  const errors = (validate.errors ?? []).filter(({ keyword }) => !SUMMARIES.has(keyword))
  // A text that is too short for its format is told what its format is.
  const formatted = new Set(errors.filter(({ keyword }) => keyword === 'format').map(({ instancePath }) => instancePath))
  return errors.filter(({ keyword, instancePath }) => keyword !== 'minLength' || !formatted.has(instancePath)).slice(0, MOST_FAULTS).map(faultOf)
}

function faultOf (error: ErrorObject): Fault {
  const { keyword, params, instancePath, parentSchema } = error
  const at = (pointer: string, code: Fault['code'], values?: Fault['params']): Fault => ({ pointer, code, ...(values && { params: values }) })
  switch (keyword) {
    case 'required': return at(`${instancePath}/${params.missingProperty}`, 'required', { field: params.missingProperty })
    case 'additionalProperties': return unknownField(instancePath, params.additionalProperty, parentSchema)
    case 'type': return at(instancePath, 'invalid_type', { expected: [params.type].flat().join(' | ') })
    case 'minLength': return error.data === '' ? at(instancePath, 'empty') : at(instancePath, 'too_short', { limit: params.limit })
    case 'maxLength': return at(instancePath, 'too_long', { limit: params.limit })
    case 'maxItems': case 'maxProperties': return at(instancePath, 'too_many', { limit: params.limit })
    case 'minItems': case 'minProperties': return at(instancePath, 'too_few', { limit: params.limit })
    case 'minimum': case 'maximum': return at(instancePath, 'out_of_range', { minimum: parentSchema?.minimum, maximum: parentSchema?.maximum })
    case 'enum': return at(instancePath, 'not_allowed', { allowed: params.allowedValues.filter((each: unknown) => each !== null).join(', ') })
    case 'const': return at(instancePath, 'not_allowed', { allowed: String(params.allowedValue) })
    case 'format': return at(instancePath, FORMATS[params.format]?.fault ?? 'invalid_value', { why: params.format })
    default: return at(instancePath, 'invalid_value', { why: error.message ?? keyword })
  }
}

function unknownField (path: string, field: string, parent: unknown): Fault {
  const pointer = `${path}/${escapePointer(field)}`
  const shown = field.length > 50 ? `${field.slice(0, 50)}…` : field
  if (field === 'reason' && isLeave(parent)) return { pointer, code: 'health_data' }
  const nearest = nearestOf(field, Object.keys((parent as { properties?: object }).properties ?? {}))
  return nearest === undefined
    ? { pointer, code: 'unknown_field', params: { field: shown } }
    : { pointer, code: 'did_you_mean', params: { field: shown, nearest } }
}

// Only a leave has `from`; a misnamed reason there must not be answered with "did you mean".
const isLeave = (schema: unknown): boolean => 'from' in ((schema as { properties?: object }).properties ?? {})

const escapePointer = (key: string): string => key.replace(/~/g, '~0').replace(/\//g, '~1')

/** The known name closest to `field`, when it is close enough to be meant. */
export function nearestOf (field: string, known: string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const wanted = plain(field.slice(0, 60))
  const ranked = known.map((name) => ({ name, distance: editDistance(wanted, plain(name)) })).sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : undefined
}

function editDistance (a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
