import type { Desired } from '../../domain/destination.ts'
import type { RemoteValue } from '../../domain/known.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { Line } from '../accounts/lines.ts'
import { inWordsOf, registersTold, unmappedIn as unmapped, type Understood } from '../accounts/meant.ts'
import { said } from '../accounts/said.ts'
import { isNamed, kindOf, linesOf } from './lines.ts'
import type { ProgicOptions } from './options.ts'

const understood = new WeakMap<Fields, { options: ProgicOptions, record: Understood }>()

/** The record in Progic's words. One delivery asks for the same fields several times. */
export function meantBy ({ fields }: Pick<Desired, 'fields'>, options: ProgicOptions): Understood {
  const before = understood.get(fields)
  if (before?.options === options) return before.record
  const { meant, withheld } = inWordsOf(fields, linesOf(fields, options), { split: options.split_full_name, special: (line) => special(line, fields, options) })
  const standing = standingFor(fields, options).filter(({ field }) => !meant.some((each) => each.field === field))
  const record = { meant: [...meant, ...standing], withheld }
  understood.set(fields, { options, record })
  return record
}

function special ({ field, from }: Line, fields: Fields, { idgroup, company_code: standard, mapping }: ProgicOptions): { value: RemoteValue } | { withheld: string } | undefined {
  if (field === 'company_code' && standard !== undefined && mapping[field] === undefined && fields.company_code === null) return { value: standard }
  if (field !== 'idgroup' || idgroup === undefined || mapping[field] !== undefined) return undefined
  const value = from.map((name) => said(fields, name).value).find((each) => each != null)
  const group = (value !== undefined && Object.hasOwn(idgroup.values, String(value)) ? idgroup.values[String(value)] : undefined) ?? idgroup.otherwise
  // No group is sent: a new account is in the default one, and an old one stays where it is.
  return group === undefined ? { withheld: 'no_group_for_it' } : { value: group }
}

/** What the owner says of people of whom HR says nothing. */
function standingFor (fields: Fields, options: ProgicOptions): Understood['meant'] {
  const { idgroup, company_code: code, mapping } = options
  const values: Record<string, { value: string | undefined, registers: Register[] }> = {
    company_code: { value: mapping.company_code === undefined ? code : undefined, registers: ['company_code'] },
    idgroup: { value: mapping.idgroup === undefined ? idgroup?.otherwise : undefined, registers: ['hire'] }
  }
  return Object.entries(values).flatMap(([field, { value, registers }]) =>
    value === undefined || !isNamed(field, options) || told(field, fields, options) ? [] : [{ field, kind: kindOf(field), value, registers }])
}

function told (field: string, fields: Fields, options: ProgicOptions): boolean {
  const line = linesOf(fields, options).find((each) => each.field === field)
  return line !== undefined && registersTold(line, fields).length > 0
}

export const unmappedIn = (fields: Fields, options: ProgicOptions): Register[] => unmapped(fields, linesOf(fields, options))
