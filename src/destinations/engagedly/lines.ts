import type { Fields } from '../../domain/fields.ts'
import type { Kind } from '../accounts/kinds.ts'
import { from, linesFor, type Line, type Rows } from '../accounts/lines.ts'
import type { EngagedlyOptions } from './options.ts'

const org = (...names: string[]) => ({ organisation }: EngagedlyOptions) => organisation ? names : []

/** The record in Engagedly's words, by the names it is written with. What is listed there goes by its id. */
const ROWS: Rows<EngagedlyOptions> = {
  email: ['email', 250, ({ email_from: names }) => names],
  employee_id: ['text', 50, from('employee_number')],
  first_name: ['text', 250, ({ use_legal_name: legal }) => [legal ? 'first_name' : 'shown_first_name']],
  last_name: ['text', 250, ({ use_legal_name: legal }) => [legal ? 'last_name' : 'shown_last_name']],
  middle_name: ['text', 250, from()],
  employee_type: ['label', 255, from('worker_type')],
  level: ['text', 255, from()],
  phone_number: ['phone', 255, from('mobile_phone')],
  secondary_phone_number: ['phone', 255, from()],
  joining_date: ['date', 10, from('hire_date')],
  birth_date: ['date', 10, from('birth_date')],
  promotion_date: ['date', 10, from()],
  review_date: ['date', 10, from()],
  departments: ['ids', 255, ({ organisation, departments_from: names }) => organisation ? [names].flat() : []],
  businesses: ['ids', 255, org('business_unit')],
  location: ['word', 255, org('location')],
  job_title: ['word', 255, org('job_title')],
  manager_id: ['ids', 255, from('managers')],
  secondary_managers: ['ids', 255, from('managers')],
  hr_managers: ['ids', 255, from()]
}

/** Listed there, and written by id: the list of each. */
export const LISTS = { departments: 'departments', businesses: 'businesses', location: 'locations', job_title: 'job_titles' } as const
export const isListed = (field: string): field is keyof typeof LISTS => field in LISTS

export const MANAGERS: readonly string[] = ['manager_id', 'secondary_managers']
export const IDENTIFIERS: readonly string[] = ['email', 'employee_id']
export const REQUIRED: readonly string[] = ['first_name', 'last_name', 'email']
export const FIELDS: readonly string[] = Object.keys(ROWS)

const CUSTOM = 'custom_attributes.'
/** The key of a custom attribute, when the field is one. */
export const attributeOf = (field: string): string | undefined => field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined
export const attributeField = (key: string): string => `${CUSTOM}${key}`

/** The status is no line, but compared like one. */
export const kindOf = (field: string): Kind => ROWS[field]?.[0] ?? (field === 'status' ? 'word' : 'text')

const linesWith = linesFor<EngagedlyOptions>({ rows: ROWS, customPrefix: CUSTOM })
const withoutOrganisation = new WeakMap<readonly Line[], readonly Line[]>()

export function linesOf (fields: Fields, options: EngagedlyOptions): readonly Line[] {
  const lines = linesWith(fields, options)
  if (options.organisation) return lines
  // Neither does a mapping bring back what the owner leaves out as a whole.
  const known = withoutOrganisation.get(lines) ?? lines.filter(({ field }) => !isListed(field))
  withoutOrganisation.set(lines, known)
  return known
}
