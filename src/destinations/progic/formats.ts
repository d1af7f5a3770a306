import type { RemoteValue } from '../../domain/known.ts'
import { tidy } from '../../domain/text.ts'
import { isBlank } from '../accounts/kinds.ts'
import { FLAGS } from './fields.ts'
import { kindOf } from './lines.ts'
import type { ProgicOptions } from './options.ts'

type Forms = Pick<ProgicOptions, 'date_format' | 'phone_format' | 'cpf_format' | 'booleans' | 'numbers' | 'empty'>

/** A value in the form in which the API wants it. */
export function written (field: string, value: RemoteValue, options: Forms): unknown {
  if (isBlank(value)) return options.empty === 'null' ? null : ''
  if (FLAGS.includes(field)) return options.booleans[String(value) === 'true' ? 0 : 1]
  const text = formed(field, String(value), options)
  return options.numbers.includes(field) ? numberIn(text) : text
}

/** A JSON number, where one says the same: with leading zeros it would be another number's, and stays a text. */
export const numberIn = (text: string): number | string => /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text

function formed (field: string, text: string, { date_format: dates, phone_format: phones, cpf_format: cpfs }: Forms): string {
  switch (kindOf(field)) {
    case 'date': return dateAs(dates, text)
    case 'phone': return phoneAs(phones, text)
    case 'cpf': return cpfs === 'digits' ? text : text.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4')
    default: return text
  }
}

function dateAs (format: string, text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? []
  return year === '' ? text : format.replace('YYYY', year).replace('MM', month).replace('DD', day)
}

function phoneAs (format: Forms['phone_format'], text: string): string {
  if (format === 'e164') return text
  const digits = text.replace(/\D/g, '')
  return format === 'national' ? digits.replace(/^55(?=\d{10,11}$)/, '') : digits
}

/** A value as an answer holds it, in the form in which values are compared; null: it is empty there. Never throws. */
export function readAs (field: string, value: unknown, { date_format: dates, booleans }: Forms): RemoteValue {
  if (FLAGS.includes(field)) return flagIn(value, booleans)
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null
  const text = tidy(String(value))
  if (text === '') return null
  switch (kindOf(field)) {
    case 'date': return dateIn(dates, text)
    case 'cpf': return text.replace(/\D/g, '').padStart(11, '0')
    case 'email': return text.toLowerCase()
    default: return text
  }
}

/** By the pair that the owner names, or by what yes and no look like elsewhere. */
function flagIn (value: unknown, [yes, no]: [unknown, unknown]): boolean | null {
  if (value === '' || !['boolean', 'string', 'number'].includes(typeof value)) return null
  if (String(value) === String(yes)) return true
  if (String(value) === String(no)) return false
  return value === true || value === 1 || value === 'true' || value === '1'
}

/** As it is written, or as a date of ISO 8601 begins; anything else stays as it is, and differs. */
function dateIn (format: string, text: string): string {
  const parts = [...format.matchAll(/YYYY|MM|DD/g)].map(([part]) => part)
  const pattern = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('YYYY', '(\\d{4})').replace('MM', '(\\d{2})').replace('DD', '(\\d{2})')
  const found = new RegExp(`^${pattern}$`).exec(text)
  if (found !== null) return ['YYYY', 'MM', 'DD'].map((part) => found[1 + parts.indexOf(part)]).join('-')
  return /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1] ?? text
}
