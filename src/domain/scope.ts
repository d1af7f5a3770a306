import type { Fields } from './fields.ts'
import { labelKey } from './text.ts'

/** Who goes to a destination at all: whoever every list that is given has. An absent list keeps nobody out. */
export interface Scope {
  worker_types?: string[]
  /** Codes or names. */
  companies?: string[]
  business_units?: string[]
  departments?: string[]
  locations?: string[]
}

/** Fields of the record that each list is about: one of them is enough. */
const FIELDS = {
  companies: ['company_code', 'company_name'],
  business_units: ['business_unit'],
  departments: ['department'],
  locations: ['location']
} as const satisfies Partial<Record<keyof Scope, readonly (keyof Fields)[]>>

/** Whose kind of contract nobody told is in; of whom nobody told the department is in no department. */
export function isInScope (fields: Fields, scope: Scope): boolean {
  const { worker_types: types } = scope
  if (types !== undefined && fields.worker_type != null && !types.includes(fields.worker_type)) return false
  return Object.entries(FIELDS).every(([list, names]) => {
    const wanted = scope[list as keyof typeof FIELDS]
    return wanted === undefined || wanted.some((label) => names.some((name) => typeof fields[name] === 'string' && labelKey(fields[name]) === labelKey(label)))
  })
}
