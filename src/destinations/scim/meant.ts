import type { Catalogue, Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { Finding } from '../accounts/findings.ts'
import { asList } from '../accounts/kinds.ts'
import type { Line } from '../accounts/lines.ts'
import { managersMeant } from '../accounts/managers.ts'
import { inWordsOf, unmappedIn as unmapped, type Meant, type Understood } from '../accounts/meant.ts'
import { said } from '../accounts/said.ts'
import { placeOf } from './attributes.ts'
import { isWritable } from './features.ts'
import { linesOf, OUR_ID, PART } from './lines.ts'
import type { ScimOptions, ScimSettings } from './options.ts'

const understood = new WeakMap<Fields, { options: ScimOptions, employee: string, record: Understood }>()

/** The record in SCIM's words, without the manager. One delivery asks for the same several times. */
export function meantBy ({ fields, employee }: Pick<Desired, 'fields' | 'employee'>, options: ScimOptions): Understood {
  const before = understood.get(fields)
  if (before?.options === options && before.employee === employee) return before.record
  const { meant, withheld } = inWordsOf(fields, linesOf(fields, options), { split: options.split_full_name, special: (line) => special(line, fields, options) })
  const ours: Meant[] = isOurId(options) ? [{ field: 'externalId', kind: 'word', value: employee, registers: ['hire'] }] : []
  const record = { meant: [...ours, ...meant], withheld }
  understood.set(fields, { options, employee, record })
  return record
}

const isOurId = ({ external_id_from: from, mapping }: ScimOptions): boolean => from === OUR_ID && mapping.externalId === undefined

function special ({ field }: Line, fields: Fields, { external_id_from: format, mapping }: ScimOptions) {
  if (field === 'manager') return 'elsewhere'
  return field === 'externalId' && mapping.externalId === undefined && format.includes('{') ? formatted(format, fields) : undefined
}

/** The id in the tenant's format, unless a part of it is not known. */
function formatted (format: string, fields: Fields): { value: string } | { withheld: string } {
  let missing = false
  const id = format.replace(PART, (_, name: string) => {
    const { value } = said(fields, name)
    if (typeof value !== 'string') missing = true
    return String(value)
  })
  return missing ? { withheld: 'external_id_incomplete' } : { value: id }
}

/** Everything that should stand there, and what is in question. */
export function meantFor (desired: Desired, known: KnownAccount | undefined, { options, catalogue }: Pick<ScimSettings, 'options' | 'catalogue'>): { meant: readonly Meant[], findings: Finding[] } {
  const plain = meantBy(desired, options)
  const manager = managerMeant(desired, known, options)
  const meant = [...plain.meant, ...manager.meant]
  const unwritable = meant.filter(({ field }) => !isTaken(field, options, catalogue))
  return {
    meant: meant.filter((each) => !unwritable.includes(each)),
    findings: [
      ...plain.withheld.map((withheld) => ({ withheld })),
      ...manager.findings,
      ...unwritable.filter(({ value }) => value !== null).map(({ field, registers }) => ({ withheld: { field, why: 'not_in_schema', registers } }))
    ]
  }
}

const isTaken = (field: string, options: ScimOptions, catalogue: Catalogue): boolean =>
  options.schemas === 'all' || isWritable(placeOf(field, options.extension), catalogue)

/** SCIM has one manager: the direct one. */
function managerMeant (desired: Desired, known: KnownAccount | undefined, options: ScimOptions): { meant: Meant[], findings: Finding[] } {
  const line = linesOf(desired.fields, options).find(({ field }) => field === 'manager')
  if (line === undefined || desired.fields.managers === undefined) return { meant: [], findings: [] }
  const { ids, findings } = managersMeant(desired, desired.managers.slice(0, 1), line.field, asList(known?.fields.manager), known?.remoteId)
  return { findings, meant: ids === undefined ? [] : [{ field: line.field, kind: line.kind, value: ids, registers: ['managers'] }] }
}

export const unmappedIn = (fields: Fields, options: ScimOptions): Register[] => unmapped(fields, linesOf(fields, options))
