import type { Fields } from '../../domain/fields.ts'
import { from, linesFor, type Line, type Rows, type Rule } from '../accounts/lines.ts'
import type { Kind } from '../accounts/kinds.ts'
import type { WebhookOptions } from './options.ts'

const own = (kind: Kind, max: number, name: string): [Kind, number, () => readonly string[]] => [kind, max, from(name)]
const rows = (kind: Kind, max: number, ...names: string[]): Rows<WebhookOptions> => Object.fromEntries(names.map((name) => [name, own(kind, max, name)]))

/** Every field of the record, under its own name. Booleans are words: false is something told. */
const ROWS: Rows<WebhookOptions> = {
  ...rows('text', 50, 'employee_number', 'company_code'),
  ...rows('cpf', 14, 'cpf'),
  ...rows('email', 250, 'work_email', 'personal_email'),
  ...rows('text', 30, 'mobile_phone'),
  ...rows('text', 250, 'full_name', 'first_name', 'last_name', 'social_name', 'social_first_name', 'social_last_name', 'birth_name', 'gender'),
  ...rows('date', 10, 'birth_date'),
  ...rows('word', 255, 'sex', 'education', 'language', 'show_birthday', 'show_tenure', 'show_vacation'),
  ...rows('set', 255, 'tags'),
  ...rows('text', 255, 'company_name', 'worker_type', 'job_title', 'department', 'business_unit', 'cost_center', 'team', 'location'),
  ...rows('set', 255, 'groups'),
  ...rows('ids', 255, 'managers'),
  ...rows('date', 10, 'hire_date'),
  ...rows('word', 30, 'vacation', 'leave')
}

export const CUSTOM = 'custom.'
export const NAMES: readonly string[] = Object.keys(ROWS)
export const IDENTIFIERS: readonly string[] = ['employee_number', 'company_code', 'cpf', 'work_email']
/** From a day to a day, or open: written as one text, from/until. */
export const SPANS: readonly string[] = ['vacation', 'leave']

/** What the receiver gets unless its owner says otherwise: what names somebody and says where they work. All else goes only when it is named. */
export const USUAL: readonly string[] = [
  'employee_number', 'company_code', 'work_email', 'full_name', 'first_name', 'last_name', 'social_name', 'social_first_name', 'social_last_name', 'language',
  'company_name', 'worker_type', 'job_title', 'department', 'business_unit', 'cost_center', 'team', 'location', 'groups', 'managers', 'hire_date', 'vacation', 'leave'
]

/** Of the last message, beside what it said. */
const MESSAGE: Record<string, Kind> = { revision: 'word', timestamp: 'word', 'webhook-id': 'word', state: 'word', termination: 'word' }

export const kindOf = (field: string): Kind => ROWS[field]?.[0] ?? MESSAGE[field] ?? 'text'

export const isOfRecord = (field: string): boolean => ROWS[field] !== undefined || field.startsWith(CUSTOM)

const lines = linesFor<WebhookOptions>({ rows: ROWS, customPrefix: CUSTOM })
const allowed = new WeakMap<WebhookOptions, WebhookOptions>()

/** What may go: the fields that are named, and those that the mapping fills. */
export function linesOf (record: Fields, options: WebhookOptions): readonly Line[] {
  const known = allowed.get(options) ?? { ...options, mapping: mappingOf(options) }
  allowed.set(options, known)
  return lines(record, known)
}

function mappingOf ({ fields, mapping }: WebhookOptions): Record<string, Rule> {
  const closed = [...NAMES, 'custom'].filter((name) => !fields.includes(name)).map((name) => [name, null])
  const single = fields.filter((name) => name.startsWith(CUSTOM)).map((name) => [name, name])
  return { ...Object.fromEntries([...closed, ...single]), ...mapping }
}

/** Whether a field may go at all, whoever it is about. */
export function mayGo (field: string, { fields, mapping }: WebhookOptions): boolean {
  if (mapping[field] !== undefined) return mapping[field] !== null
  return fields.includes(field) || (field.startsWith(CUSTOM) && fields.includes('custom'))
}
