import type { Fields } from '../../domain/fields.ts'
import type { Kind } from '../accounts/kinds.ts'
import { from, linesFor, type Line, type Rows } from '../accounts/lines.ts'
import { EXTRA, isExtra } from './fields.ts'
import type { ProgicOptions } from './options.ts'

/** The canonical record in Progic's fields. Lengths are ours: the vendor's are not public. */
const ROWS: Rows<ProgicOptions> = {
  company_code: ['text', 50, from('company_code')],
  employee_number: ['text', 50, from('employee_number')],
  pin: ['cpf', 14, from('cpf')],
  first_name: ['text', 250, from('first_name')],
  last_name: ['text', 250, from('last_name')],
  social_name: ['text', 250, from('social_first_name')],
  social_surname: ['text', 250, from('social_last_name')],
  mobile_phone: ['phone', 30, from('mobile_phone')],
  work_email: ['email', 250, from('work_email')],
  personal_email: ['email', 250, from('personal_email')],
  unit: ['text', 255, from('location')],
  department: ['text', 255, from('department')],
  job_title: ['text', 255, from('job_title')],
  birth_date: ['date', 10, from('birth_date')],
  hire_date: ['date', 10, from('hire_date')],
  vacation_start: ['date', 10, from('vacation.from')],
  vacation_end: ['date', 10, from('vacation.until')],
  // Told or not told is a difference here: a no has to be sent, too. Hence words.
  show_birthday: ['word', 5, from('show_birthday')],
  show_tenure: ['word', 5, from('show_tenure')],
  show_vacation: ['word', 5, from('show_vacation')],
  idgroup: ['text', 100, ({ idgroup }) => idgroup?.from === undefined ? [] : [idgroup.from]]
}

/** Whether an account is there, read and compared like a field, so that a removal is read back. */
export const STATE = 'state'

export const kindOf = (field: string): Kind => ROWS[field]?.[0] ?? (field === STATE ? 'word' : 'text')

const all = linesFor<ProgicOptions>({ rows: ROWS, customPrefix: EXTRA })

/** Whether a field goes to the API at all. In a feed without names they are called as they are. */
export const isNamed = (field: string, { names, extra, direction }: ProgicOptions): boolean =>
  field !== STATE && (names[field] !== undefined || (isExtra(field) && extra !== undefined) || (direction === 'pull' && Object.keys(names).length === 0))

const named = new WeakMap<readonly Line[], readonly Line[]>()

/** Only what has a name: the rest is never sent. */
export function linesOf (fields: Fields, options: ProgicOptions): readonly Line[] {
  const lines = all(fields, options)
  const known = named.get(lines) ?? lines.filter(({ field }) => isNamed(field, options))
  named.set(lines, known)
  return known
}
