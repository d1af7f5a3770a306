import { cpfOf } from '../names.ts'
import type { Random } from '../random.ts'

/** A JSON Schema as the OpenAPI document has it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  examples?: unknown[]
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

const DEEPEST = 6

/** Something that the schema allows, mostly: what it says by patterns is taken from its examples. */
export function valueFor (schema: Schema, all: Record<string, Schema>, random: Random, depth = 0): unknown {
  if (schema.$ref !== undefined) return valueFor(all[schema.$ref.split('/').at(-1)!] ?? {}, all, random, depth)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return valueFor(random.pick(choices), all, random, depth)
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((each) => valueFor(each, all, random, depth)))
  if (schema.examples !== undefined && random.chance(schema.properties === undefined ? 0.1 : 0.02)) return random.pick(schema.examples)
  const type = [schema.type ?? (schema.properties ? 'object' : 'string')].flat()
  switch (random.chance(0.9) ? type[0] : random.pick(type)) {
    case 'object': return objectFor(schema, all, random, depth)
    case 'array': return Array.from({ length: depth > DEEPEST ? 0 : random.between(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3)) }, () => valueFor(schema.items ?? {}, all, random, depth + 1))
    case 'integer': return random.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 1000, (schema.minimum ?? 0) + 1000))
    case 'number': return (schema.minimum ?? 0) + random.next()
    case 'boolean': return random.chance(0.5)
    case 'null': return null
    default: return textFor(schema, random)
  }
}

function objectFor (schema: Schema, all: Record<string, Schema>, random: Random, depth: number): Record<string, unknown> {
  const required = new Set(schema.required)
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name) || (depth < DEEPEST && random.chance(0.4)))
  const free = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : Object.values(schema.patternProperties ?? {})[0]
  return {
    ...Object.fromEntries(entries.map(([name, each]) => [name, valueFor(each, all, random, depth + 1)])),
    ...(free !== undefined && depth < DEEPEST && { [`key ${random.below(5)}`]: valueFor(free, all, random, depth + 1) })
  }
}

function textFor (schema: Schema, random: Random): string {
  switch (schema.format) {
    case 'date': return `20${random.between(10, 29)}-0${random.between(1, 9)}-1${random.below(10)}`
    case 'date-time': return new Date(1_700_000_000_000 + random.below(2 ** 31)).toISOString()
    case 'cpf': return cpfOf(random.below(1_000_000))
    case 'email': return `someone${random.below(1_000_000)}@example.com`
    case 'phone': return '+5511987654321'
    case 'uri': case 'url': return 'http://127.0.0.1:9/'
  }
  if (schema.pattern !== undefined && schema.examples?.length) return String(random.pick(schema.examples))
  const length = Math.max(schema.minLength ?? 0, random.below(Math.min(schema.maxLength ?? 30, 30)))
  return Array.from({ length }, () => random.pick(['a', 'Z', '7', ' ', 'ç', '-', '日'])).join('') || 'x'
}
