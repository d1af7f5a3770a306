import { badRequest, invalid, type FieldError } from './answers.ts'
import type { List, User, World } from './world.ts'

const TEXTS = ['first_name', 'last_name', 'middle_name', 'email', 'employee_id', 'employee_type', 'level', 'phone_number', 'secondary_phone_number']
const DATES = ['joining_date', 'birth_date', 'promotion_date', 'review_date']
const ONE: Record<string, List> = { location: 'locations', job_title: 'job_titles' }
const MANY: Record<string, List> = { departments: 'departments', businesses: 'businesses' }
const PEOPLE = ['hr_managers', 'secondary_managers']
const REQUIRED = ['first_name', 'last_name', 'email']

export type Said = Record<string, unknown>
export interface Written { values: Said, custom: Said }

const error = (field: string, code: string, message: string): FieldError => ({ field, code, message })
const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** What a body writes, in the form in which it is kept; refuses everything that is not as documented. */
export function written (world: World, body: unknown, before: User | undefined): Written {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('The body is no object.')
  const { custom_attributes: own = {}, ...rest } = body as Said
  if (typeof own !== 'object' || own === null || Array.isArray(own)) throw invalid([error('custom_attributes', 'invalid_type', 'an object')])
  const custom: Said = { ...own }
  const values: Said = {}
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith('custom-attribute-')) custom[name] = value
    else values[name] = value
  }
  const errors = [...faultsOfValues(world, values, before), ...faultsOfCustom(world, custom), ...lacking(world, values, custom, before), ...taken(world, values, before)]
  if (errors.length > 0) throw invalid(errors)
  return { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kept(name, value)])), custom }
}

function kept (name: string, value: unknown): unknown {
  if (isBlank(value)) return MANY[name] !== undefined || PEOPLE.includes(name) ? [] : null
  if (DATES.includes(name)) return isoOf(String(value))
  if (MANY[name] !== undefined || PEOPLE.includes(name)) return [...new Set((value as unknown[]).map(String))]
  return ONE[name] !== undefined || name === 'manager_id' ? String(value) : value
}

function faultsOfValues (world: World, values: Said, before: User | undefined): FieldError[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (world.variants.refuses[name] !== undefined && String(value).includes(world.variants.refuses[name])) return [error(name, 'invalid_value', 'is not taken')]
    if (TEXTS.includes(name)) return faultOfText(name, value)
    if (isBlank(value)) return isKnown(name) ? [] : [error(name, 'unknown_field', 'is not known')]
    if (DATES.includes(name)) return typeof value === 'string' && isoOf(value) !== undefined ? [] : [error(name, 'invalid_date', 'YYYY-MM-DD or MMM DD, YYYY')]
    if (ONE[name] !== undefined) return isIn(world, ONE[name], value) ? [] : [error(name, 'invalid_value', 'no such id')]
    if (MANY[name] !== undefined) return Array.isArray(value) && value.every((each) => isIn(world, MANY[name]!, each)) ? [] : [error(name, 'invalid_value', 'ids that there are')]
    if (name === 'manager_id') return isPerson(world, value) && String(value) !== before?.id ? [] : [error(name, 'invalid_value', 'no such user')]
    if (PEOPLE.includes(name)) return Array.isArray(value) && value.every((each) => isPerson(world, each)) ? [] : [error(name, 'invalid_value', 'users that there are')]
    return [error(name, 'unknown_field', 'is not known')]
  })
}

const isKnown = (name: string): boolean => DATES.includes(name) || name in ONE || name in MANY || name === 'manager_id' || PEOPLE.includes(name)
const isForm = ({ variants }: World, value: unknown): boolean => variants.numericIds ? typeof value === 'number' : typeof value === 'string'
const isIn = (world: World, list: List, value: unknown): boolean => isForm(world, value) && world.lists[list].some(({ id }) => id === String(value))
const isPerson = (world: World, value: unknown): boolean => isForm(world, value) && world.users.has(String(value))

function faultOfText (name: string, value: unknown): FieldError[] {
  if (value === null) return REQUIRED.includes(name) ? [error(name, 'missing_field', 'is needed')] : []
  if (typeof value !== 'string' || value.length > 255) return [error(name, 'invalid_type', 'a text of 255 characters at most')]
  if (REQUIRED.includes(name) && value.trim() === '') return [error(name, 'missing_field', 'is needed')]
  return name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? [error(name, 'invalid_value', 'is no address')] : []
}

function faultsOfCustom ({ attributes }: World, custom: Said): FieldError[] {
  return Object.entries(custom).flatMap(([key, value]) => {
    const attribute = attributes.find((each) => each.key === key && !each.preset)
    if (attribute === undefined) return [error(key, 'unknown_field', 'is not known')]
    if (isBlank(value)) return []
    return attribute.options === undefined || attribute.options.includes(String(value)) ? [] : [error(key, 'invalid_value', 'one of the options')]
  })
}

/** Mandatory attributes have to be in every body, whatever stands there. */
function lacking ({ variants, attributes }: World, values: Said, custom: Said, before: User | undefined): FieldError[] {
  const needed = [...(before === undefined || variants.patchNeedsRequired ? REQUIRED : []), ...(before === undefined ? variants.demands : [])]
  return [
    ...needed.filter((name) => isBlank(values[name])).map((name) => error(name, 'missing_field', 'is needed')),
    ...attributes.filter(({ key, mandatory, preset }) => mandatory && !preset && isBlank(custom[key])).map(({ key }) => error(key, 'missing_field', 'is needed'))
  ]
}

function taken ({ users }: World, values: Said, before: User | undefined): FieldError[] {
  return ['email', 'employee_id'].filter((name) => !isBlank(values[name]) && [...users.values()].some((each) => each !== before && sameText(each.values[name], values[name])))
    .map((name) => error(name, 'duplicate_value', 'is in use'))
}

const sameText = (a: unknown, b: unknown): boolean => typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase()

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function isoOf (text: string): string | undefined {
  const named = /^([A-Z][a-z]{2}) (\d{2}), (\d{4})$/.exec(text)
  const month = named === null ? 0 : MONTHS.indexOf(named[1]!) + 1
  const iso = named === null ? text : `${named[3]}-${String(month).padStart(2, '0')}-${named[2]}`
  const date = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(iso) : NaN
  // 30 February is another day to the calendar of JavaScript.
  return Number.isNaN(date) || new Date(date).toISOString().slice(0, 10) !== iso ? undefined : iso
}

export const namedDate = (iso: string): string => `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)}, ${iso.slice(0, 4)}`
