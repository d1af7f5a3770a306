import { isDeepStrictEqual } from 'node:util'
import type { Fields } from '../fields.ts'

/**
 * One register is one fact: each custom key alone; full, first and last name together, likewise the social names; number and
 * company together; groups, tags and managers whole. The value in force is the one with the greatest stamp.
 */
export type Register = string

const NAMES = ['full_name', 'first_name', 'last_name'] as const
const SOCIAL = ['social_name', 'social_first_name', 'social_last_name'] as const
const NUMBER = ['employee_number', 'company_code'] as const
const TOGETHER: Record<Register, readonly string[]> = { name: NAMES, social_name: SOCIAL, number: NUMBER }
const REGISTER_OF = new Map(Object.entries(TOGETHER).flatMap(([register, names]) => names.map((name) => [name, register])))

/** The register a field belongs to; a custom key is written custom.<key>. */
export const registerOf = (field: string): Register => REGISTER_OF.get(field) ?? field

interface Entry { value: unknown, event: string }
export type Registers = Map<Register, Entry>

/** Equality of what registers hold: lists are sets, the order of keys does not count. */
export function sameValue (a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return isDeepStrictEqual(asSet(a), asSet(b))
  return isDeepStrictEqual(a ?? null, b ?? null)
}

const asSet = (list: unknown[]): Set<string> =>
  new Set(list.map((each) => typeof each === 'object' && each !== null ? JSON.stringify(Object.entries(each).sort()) : JSON.stringify(each)))

/**
 * Writes what a statement says into the registers, later stamps after earlier ones. Says whether anything became different:
 * a statement that repeats what is so does not take a register over from the one that said it first.
 */
export function say (registers: Registers, fields: Fields, event: string): boolean {
  let different = false
  const set = (register: Register, value: unknown) => {
    const before = registers.get(register)
    if (before !== undefined && sameValue(before.value, value)) return
    registers.set(register, { value, event })
    different = true
  }
  for (const [register, names] of Object.entries(TOGETHER)) {
    const told = names.filter((name) => name in fields)
    if (told.length > 0) set(register, together(register, told, fields, registers.get(register)?.value))
  }
  for (const [name, value] of Object.entries(fields)) {
    if (REGISTER_OF.has(name)) continue
    if (name !== 'custom') set(name, value)
    else if (value === null) for (const key of [...registers.keys()]) { if (key.startsWith('custom.')) set(key, null) } else for (const [key, each] of Object.entries(value)) set(`custom.${key}`, each)
  }
  return different
}

/** A new first name does not lose the last one, but the full name written before no longer counts; a company stays until told. */
function together (register: Register, told: readonly string[], fields: Fields, before: unknown): Record<string, unknown> {
  const said = Object.fromEntries(told.map((name) => [name, fields[name as keyof Fields] ?? null]))
  const old = (before ?? {}) as Record<string, unknown>
  if (register === 'number') return { ...old, ...said }
  const [full = '', first = '', last = ''] = TOGETHER[register]!
  const parts = told.includes(first) || told.includes(last)
  const value = parts ? { [first]: old[first] ?? null, [last]: old[last] ?? null, ...said } : said
  // Half of a name beside an unknown other half: the full name is still the best there is.
  if (parts && !(full in said) && (value[first] == null || value[last] == null) && old[full] != null) return { ...value, [full]: old[full] }
  return value
}

/** The fields that registers amount to: absent = nobody told, null = cleared. */
export function fieldsIn (...all: Registers[]): Fields {
  const fields: Record<string, unknown> = {}
  const custom: Record<string, unknown> = {}
  for (const registers of all) {
    for (const [register, { value }] of registers) {
      if (register in TOGETHER) Object.assign(fields, withFullName(register, value as Record<string, unknown>))
      else if (register.startsWith('custom.')) custom[register.slice('custom.'.length)] = value
      else fields[register] = value
    }
  }
  if (Object.keys(custom).length > 0) fields.custom = custom
  return fields as Fields
}

/** Platforms with one name need a full one: joined from its parts where only those were told. */
function withFullName (register: Register, value: Record<string, unknown>): Record<string, unknown> {
  const [full = '', first = '', last = ''] = TOGETHER[register]!
  if (register === 'number' || value[full] != null) return value
  const joined = [value[first], value[last]].filter((part) => part != null).join(' ')
  return joined === '' ? value : { ...value, [full]: joined }
}
