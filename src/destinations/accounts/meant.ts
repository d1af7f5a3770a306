import type { Plan } from '../../domain/destination.ts'
import type { RemoteValue } from '../../domain/known.ts'
import type { Fields } from '../../domain/fields.ts'
import { registerOf, type Register } from '../../domain/view/registers.ts'
import { isBlank, type Kind } from './kinds.ts'
import type { Line } from './lines.ts'
import { said, type Split } from './said.ts'

/** What a field of a platform should hold; null: HR has emptied it. Fields nobody told are not here. */
export interface Meant {
  field: string
  kind: Kind
  value: RemoteValue
  registers: Register[]
}

type Withheld = Plan['withheld'][number]
export interface Understood { meant: readonly Meant[], withheld: readonly Withheld[] }

const LISTS: readonly Kind[] = ['set', 'labels', 'ids']

/** Registers that somebody said something about. */
export function registersTold ({ from }: Pick<Line, 'from'>, fields: Fields, split?: Split): Register[] {
  return [...new Set(from.flatMap((name) => said(fields, name, split).registers))]
}

/**
 * The record in a platform's words, line by line. `special`: fields that need more than a value of the record; undefined: the
 * usual; 'elsewhere': not from here.
 */
export function inWordsOf (fields: Fields, lines: readonly Line[], { split, special }: { split?: Split | undefined, special?: (line: Line) => { value: RemoteValue } | { withheld: string } | 'elsewhere' | undefined } = {}): Understood {
  const meant: Meant[] = []
  const withheld: Withheld[] = []
  for (const line of lines) {
    const { field, kind } = line
    const found = special?.(line)
    if (found === 'elsewhere') continue
    const registers = registersTold(line, fields, split)
    if (registers.length === 0) continue
    const value = found === undefined ? valueOf(line, fields, split) : 'value' in found ? found.value : undefined
    if (value === undefined) withheld.push({ field, why: found !== undefined && 'withheld' in found ? found.withheld : 'cannot_be_said', registers })
    else if (isTooLong(line, value)) withheld.push({ field, why: 'too_long', registers })
    else meant.push({ field, kind, value, registers })
  }
  return { meant, withheld }
}

/** The first that has a value, or, of a list, all of them; in the words of the value table. */
export function valueOf ({ kind, from, values }: Line, fields: Fields, split?: Split): RemoteValue {
  const found = from.map((name) => said(fields, name, split).value).filter((value) => value != null)
  const called = (value: unknown): string => values?.[String(value)] ?? String(value)
  if (LISTS.includes(kind)) return [...new Set(found.flat().map(called))]
  const [first] = found
  if (first === undefined) return null
  return typeof first === 'boolean' && values === undefined ? first : [first].flat().map(called).join(', ')
}

const carriers = new WeakMap<readonly Line[], Set<Register>>()

/** Registers of this person that no line carries. Worker types decide on the scope, endings have their own call. */
export function unmappedIn (fields: Fields, lines: readonly Line[]): Register[] {
  const carried = carriers.get(lines) ?? new Set(['termination', 'worker_type', ...lines.flatMap(({ from }) => from.flatMap(registersNamed))])
  carriers.set(lines, carried)
  const told = Object.keys(fields).flatMap((name) => name === 'custom' ? Object.keys(fields.custom ?? {}).map((key) => `custom.${key}`) : [registerOf(name)])
  return [...new Set(told)].filter((register) => !carried.has(register))
}

function registersNamed (name: string): Register[] {
  if (name.startsWith('custom.')) return [name]
  if (name.startsWith('shown_')) return ['name', 'social_name']
  return [registerOf(name.split('.')[0]!)]
}

const isTooLong = ({ max }: Line, value: RemoteValue): boolean =>
  !isBlank(value) && [value].flat().map(String).some((text) => text.length > max && [...text].length > max)
