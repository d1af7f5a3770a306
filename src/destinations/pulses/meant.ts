import type { Desired, Plan, RemoteValue } from '../../domain/destination.ts'
import type { Fields } from '../../domain/fields.ts'
import { registerOf, type Register } from '../../domain/view/registers.ts'
import { isBlank } from './kinds.ts'
import { linesOf, PART, type Line } from './lines.ts'
import type { PulsesOptions } from './options.ts'

/** What a field of Pulses should hold; null: HR has emptied it. Fields nobody told are not here. */
export interface Meant extends Line {
  value: RemoteValue
  registers: Register[]
}

type Withheld = Plan['withheld'][number]

interface Understood { meant: readonly Meant[], withheld: readonly Withheld[] }

const understood = new WeakMap<Fields, { options: PulsesOptions, record: Understood }>()

/** The record in Pulses' words, without leaders and blocked, which need more than the record. One delivery asks for the same fields several times. */
export function meantBy ({ fields }: Desired, options: PulsesOptions): Understood {
  const before = understood.get(fields)
  if (before?.options === options) return before.record
  const record = inWordsOfPulses(fields, options)
  understood.set(fields, { options, record })
  return record
}

function inWordsOfPulses (fields: Fields, options: PulsesOptions): Understood {
  const meant: Meant[] = []
  const withheld: Withheld[] = []
  for (const line of linesOf(fields, options)) {
    if (line.kind === 'leaders' || line.kind === 'flag') continue
    const registers = registersTold(line, fields)
    if (registers.length === 0) continue
    const value = valueOf(line, fields, options)
    if (value === undefined) withheld.push({ field: line.field, why: 'number_format_incomplete', registers })
    else if (isTooLong(line, value)) withheld.push({ field: line.field, why: 'too_long', registers })
    else meant.push({ ...line, value, registers })
  }
  return { meant, withheld }
}

/** Registers that somebody said something about. */
export function registersTold ({ from }: Pick<Line, 'from'>, fields: Fields): Register[] {
  return [...new Set(from.filter((name) => told(fields, name) !== undefined).map(registerOf))]
}

/** Registers of this person that no line carries. Worker types decide on the scope, endings have their own call. */
export function unmappedIn (fields: Fields, options: PulsesOptions): Register[] {
  const carried = carriedBy(linesOf(fields, options))
  const said = Object.keys(fields).flatMap((name) => name === 'custom' ? Object.keys(fields.custom ?? {}).map((key) => `custom.${key}`) : [registerOf(name)])
  return [...new Set(said)].filter((register) => !carried.has(register))
}

const carriers = new WeakMap<readonly Line[], Set<Register>>()

function carriedBy (lines: readonly Line[]): Set<Register> {
  const known = carriers.get(lines) ?? new Set(['termination', 'worker_type', ...lines.flatMap(({ from }) => from.map(registerOf))])
  carriers.set(lines, known)
  return known
}

function told (fields: Fields, name: string): unknown {
  if (!name.startsWith('custom.')) return fields[name as keyof Fields]
  return fields.custom === null ? null : fields.custom?.[name.slice('custom.'.length)]
}

function valueOf ({ field, kind, from }: Line, fields: Fields, options: PulsesOptions): RemoteValue | undefined {
  const values = from.map((name) => told(fields, name)).filter((value) => value != null)
  if (kind === 'groups' || kind === 'tags') return [...new Set(values.flat().map(String))]
  if (field === 'internal_number' && options.mapping[field] === undefined) return numberIn(options.number_format, fields)
  return values.length === 0 ? null : [values[0]].flat().join(', ')
}

/** The number in the tenant's format; undefined when another part of it is not known. */
function numberIn (format: string, fields: Fields): string | null | undefined {
  if (fields.employee_number === null) return null
  let missing = false
  const number = format.replace(PART, (_, name: string) => {
    const value = told(fields, name)
    if (typeof value !== 'string') missing = true
    return String(value)
  })
  return missing ? undefined : number
}

const isTooLong = ({ max }: Line, value: RemoteValue): boolean =>
  !isBlank(value) && [value].flat().map(String).some((text) => text.length > max && [...text].length > max)
