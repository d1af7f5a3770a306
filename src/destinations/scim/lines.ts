import type { Kind } from '../accounts/kinds.ts'
import { from, linesFor, type Rows } from '../accounts/lines.ts'
import type { ScimOptions } from './options.ts'

/** The names of the record that a format such as {company_code}-{employee_number} is made of. */
export const PART = /\{([a-z_]+)\}/g

/** Our own id of the person stands in no record. */
export const OUR_ID = 'employee_id'

function externalIdFrom ({ external_id_from: format }: ScimOptions): readonly string[] {
  if (format === OUR_ID) return []
  return format.includes('{') ? [...format.matchAll(PART)].map(([, name]) => name ?? '') : [format]
}

/** The record in SCIM's words. What shows a name shows the social one, where there is one. */
const ROWS: Rows<ScimOptions> = {
  externalId: ['word', 255, externalIdFrom],
  userName: ['label', 255, ({ user_name_from: names }) => names],
  displayName: ['text', 255, from('shown_name')],
  'name.givenName': ['text', 255, from('shown_first_name')],
  'name.familyName': ['text', 255, from('shown_last_name')],
  title: ['text', 255, from('job_title')],
  preferredLanguage: ['label', 35, from('language')],
  'emails.work': ['email', 255, from('work_email')],
  'phoneNumbers.mobile': ['phone', 255, from('mobile_phone')],
  employeeNumber: ['word', 255, from('employee_number')],
  costCenter: ['text', 255, from('cost_center')],
  organization: ['text', 255, from('company_name')],
  division: ['text', 255, from('business_unit')],
  department: ['text', 255, from('department')],
  manager: ['ids', 255, from('managers')],
  // Only a mapping sends them.
  'name.formatted': ['text', 255, from()],
  nickName: ['text', 255, from()],
  userType: ['text', 255, from()],
  locale: ['label', 35, from()],
  timezone: ['word', 60, from()]
}

export const IDENTIFIERS: readonly string[] = ['externalId', 'userName']
/** Fields that others know somebody by: they go in a step of their own, and the brake counts them. */
export const REKEYS: readonly string[] = [...IDENTIFIERS, 'employeeNumber', 'emails.work']

/** active is no line, but is written, read and compared like one. */
export function kindOf (field: string): Kind {
  if (field === 'active') return 'flag'
  if (field.startsWith('emails.')) return 'email'
  return field.startsWith('phoneNumbers.') ? 'phone' : ROWS[field]?.[0] ?? 'text'
}

export const linesOf = linesFor<ScimOptions>({ rows: ROWS })
