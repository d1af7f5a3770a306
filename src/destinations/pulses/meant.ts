import type { Desired } from '../../domain/destination.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { Line } from '../accounts/lines.ts'
import { inWordsOf, unmappedIn as unmapped, type Understood } from '../accounts/meant.ts'
import { said } from '../accounts/said.ts'
import { linesOf, PART } from './lines.ts'
import type { PulsesOptions } from './options.ts'

const understood = new WeakMap<Fields, { options: PulsesOptions, record: Understood }>()

/** The record in Pulses' words, without leaders and blocked, which need more than the record. One delivery asks for the same fields several times. */
export function meantBy ({ fields }: Pick<Desired, 'fields'>, options: PulsesOptions): Understood {
  const before = understood.get(fields)
  if (before?.options === options) return before.record
  const record = inWordsOf(fields, linesOf(fields, options), { special: (line) => special(line, fields, options) })
  understood.set(fields, { options, record })
  return record
}

function special ({ field, kind }: Line, fields: Fields, options: PulsesOptions) {
  if (kind === 'ids' || field === 'blocked') return 'elsewhere'
  return field === 'internal_number' && options.mapping[field] === undefined ? numberIn(options.number_format, fields) : undefined
}

/** The number in the tenant's format, unless another part of it is not known. */
function numberIn (format: string, fields: Fields): { value: string | null } | { withheld: string } {
  if (fields.employee_number === null) return { value: null }
  let missing = false
  const number = format.replace(PART, (_, name: string) => {
    const { value } = said(fields, name)
    if (typeof value !== 'string') missing = true
    return String(value)
  })
  return missing ? { withheld: 'number_format_incomplete' } : { value: number }
}

export const unmappedIn = (fields: Fields, options: PulsesOptions): Register[] => unmapped(fields, linesOf(fields, options))
