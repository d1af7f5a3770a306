import { from, linesFor, type Rows } from '../accounts/lines.ts'
import type { Kind } from '../accounts/kinds.ts'
import type { PulsesOptions } from './options.ts'

/** The canonical record in Pulses' words; lengths: the vendor's POST page. social_name is never derived from another name, nor another name from it. */
const ROWS: Rows<PulsesOptions> = {
  internal_number: ['text', 50, ({ number_format: format }) => partsOf(format)],
  email: ['email', 250, ({ email_from: from }) => from],
  cpf: ['cpf', 15, from('cpf')],
  name: ['text', 250, from('full_name')],
  social_name: ['text', 250, from('social_name')],
  // Restricted: only a mapping sends them.
  birth_name: ['text', 250, from()],
  gender: ['text', 250, from()],
  cell_phone: ['phone', 255, from('mobile_phone')],
  language: ['word', 5, from('language')],
  sex: ['word', 1, from('sex')],
  birthday: ['date', 10, from('birth_date')],
  hiring_date: ['date', 10, from('hire_date')],
  position: ['label', 255, from('job_title')],
  scholarity: ['text', 255, from('education')],
  unit_business: ['text', 255, ({ unit_business_from: from }) => [from]],
  unit_geography: ['text', 255, from('location')],
  tags: ['set', 255, from('tags')],
  groups: ['labels', 255, ({ groups_from: from }) => [from].flat()],
  leaders: ['ids', 255, from('managers')],
  blocked: ['flag', 1, ({ block_during: during }) => during]
}
const CUSTOM = 'custom_attributes.'

/** Not lines, but read and compared like them. */
const ENDING: Record<string, Kind> = { resignation_date: 'date', resignation_reason: 'word' }

/** The canonical fields that a number format such as {company_code}-{employee_number} is made of. */
export const PART = /\{([a-z_]+)\}/g
const partsOf = (format: string): string[] => [...format.matchAll(PART)].map(([, name]) => name ?? '')

export const IDENTIFIERS: readonly string[] = ['internal_number', 'email', 'cpf']

/** The vendor gives `gender` two lengths (1 and 250), and an answer that names no field: it must not spoil a create. */
export const DOUBTFUL = 'gender'

export const kindOf = (field: string): Kind => ROWS[field]?.[0] ?? ENDING[field] ?? 'text'

/** The name of a custom attribute, when the field is one. */
export const attributeOf = (field: string): string | undefined => field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined

export const linesOf = linesFor<PulsesOptions>({ rows: ROWS, customPrefix: CUSTOM })
