import { cpfDigits, isCalendarDate } from './formats.ts'
import { INVENTED, malformed, Refused } from './refusals.ts'
import type { Variants } from './variants.ts'
import type { Person } from './world.ts'

/** What a create or an update may say. Leaders and groups are still references here. */
export type Fields = Partial<Omit<Person, 'id_person' | 'permission_profiles' | 'resigned' | 'resignation_date' | 'resignation_reason' | 'created_at'>>

export type JsonObject = Record<string, unknown>

type Reader<T> = (value: unknown, key: string, variants: Variants) => T

/** Lengths from the vendor's reference page of POST /employees/. */
const READERS: { [K in keyof Required<Fields>]: Reader<Required<Fields>[K]> } = {
  name: text(250),
  social_name: text(250),
  birth_name: text(250),
  email: (value, key) => matching(text(250)(value, key), key, address => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)),
  cpf: (value, key) => {
    const cpf = text(15)(value, key)
    return cpf && (cpfDigits(cpf) ?? fail(`${key} is not a CPF`))
  },
  internal_number: text(50),
  cell_phone: text(255),
  gender: (value, key, { genderLength }) => text(genderLength)(value, key),
  position: text(255),
  scholarity: text(255),
  unit_business: text(255),
  unit_geography: text(255),
  language: oneOf('pt-BR', 'en-US', 'es-ES'),
  sex: oneOf('M', 'F'),
  blocked: value => value === 0 || value === 1 ? value : fail('blocked is not the integer 0 or 1'),
  birthday: calendarDate,
  hiring_date: calendarDate,
  custom_attributes: strings,
  tags: value => Array.isArray(value) && value.every(tag => typeof tag === 'string' && tag !== '') ? value : fail('tags is not an array of strings'),
  leaders: references,
  groups: references
}

const KEYS = Object.keys(READERS) as Array<keyof Fields>
const IDENTIFIERS = ['cpf', 'email', 'internal_number'] as const

/** Keys that the vendor does not know, `permission_profiles` among them, vanish without a word. */
export function readFields (body: JsonObject, variants: Variants): Fields {
  const fields: Fields = {}
  for (const key of KEYS) read(fields, key, body, variants)
  if (!IDENTIFIERS.some(key => fields[key])) throw new Refused(INVENTED.noIdentifier, 'no identifier in the body')
  return fields
}

function read<K extends keyof Fields> (fields: Fields, key: K, body: JsonObject, variants: Variants) {
  if (Object.hasOwn(body, key)) fields[key] = READERS[key](body[key], key, variants)
}

/** A blank text is stored as no text. */
function text (length: number) {
  return (value: unknown, key: string): string | null => {
    if (typeof value !== 'string') return fail(`${key} is not a string`)
    if ([...value].length > length) return fail(`${key} is longer than ${length}`)
    return value === '' ? null : value
  }
}

function matching (value: string | null, key: string, test: (value: string) => boolean): string | null {
  return value === null || test(value) ? value : fail(`${key} has an unusable format`)
}

function oneOf (...values: string[]) {
  return (value: unknown, key: string): string => typeof value === 'string' && values.includes(value) ? value : fail(`${key} is none of ${values.join(', ')}`)
}

function calendarDate (value: unknown, key: string): string {
  return typeof value === 'string' && isCalendarDate(value) ? value : fail(`${key} is not YYYY-MM-DD`)
}

function strings (value: unknown, key: string): Record<string, string> {
  if (!isObject(value)) return fail(`${key} is not an object`)
  return Object.fromEntries(Object.entries(value).map(([name, option]) => typeof option === 'string' ? [name, option] : fail(`${key} holds something that is no string`)))
}

/** Nothing is trimmed and nothing escapes a semicolon: `Vendas; Sul` are the names `Vendas` and ` Sul`. */
function references (value: unknown, key: string, { multiValue }: Variants): string[] {
  if (multiValue === 'string') return typeof value === 'string' ? split(value, key) : fail(`${key} is not a string`)
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) return fail(`${key} is not an array of strings`)
  if (multiValue === 'array_joined') return value.length <= 1 ? split(value[0] ?? '', key) : fail(`${key} has more than one element`)
  return value.some(item => item === '' || item.includes(';')) ? fail(`${key} has a blank or a joined element`) : [...new Set(value)]
}

function split (value: string, key: string): string[] {
  if (value === '') return []
  const items = value.split(';')
  return items.includes('') ? fail(`${key} has a blank between semicolons`) : [...new Set(items)]
}

export function isObject (value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fail (why: string): never {
  throw malformed(why)
}
