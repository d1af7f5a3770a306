import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { textOf } from '../xml.ts'

/** A line of a table by the names of its columns; what is empty is not there. */
export type Line = Record<string, string>

const SEPARATORS = [';', '|', '\t', '§', '#', ',']

interface Group { names: string[], values: string[] }

/**
 * The lines in an answer of ConsultarTabelas. That values come in elements `valor` is all that is known of its form, so each form
 * that it may have is told by what fits: a line per element, its values between separators; a line per group of elements; one
 * element after the other; pairs of campo and valor; or elements with the names of the columns.
 */
export function linesIn (result: Json, columns: string[], separator?: string): Line[] {
  const named = namedIn(result, columns)
  if (named.length > 0) return named
  const groups = groupsIn(result)
  const values = groups.flatMap((group) => group.values)
  if (values.every((value) => value === '')) return []
  if (groups.every(({ names, values: own }) => names.length === own.length)) return byName(groups, columns)
  const fits = (value: string, mark: string) => partsOf(value, mark, columns.length).length === columns.length
  const mark = separator ?? SEPARATORS.find((each) => values.every((value) => fits(value, each)))
  if (mark !== undefined && columns.length > 1 && values.every((value) => fits(value, mark))) return values.map((value) => lineOf(columns, partsOf(value, mark, columns.length)))
  if (groups.every((group) => group.values.length === columns.length)) return groups.map((group) => lineOf(columns, group.values))
  if (groups.length === 1 && values.length % columns.length === 0) return chunks(values, columns.length).map((each) => lineOf(columns, each))
  throw new ReadFailure('unreadable', `The values of ConsultarTabelas are not lines of ${columns.length} columns: say in values_separator what stands between them.`)
}

/** A separator behind the last value makes none more. */
function partsOf (value: string, mark: string, most: number): string[] {
  const parts = value.split(mark)
  return parts.length === most + 1 && parts.at(-1) === '' ? parts.slice(0, -1) : parts
}

function lineOf (columns: string[], values: string[]): Line {
  return Object.fromEntries(columns.flatMap((column, i) => {
    const value = values[i]?.trim() ?? ''
    return value === '' || value.toLowerCase() === 'null' ? [] : [[column, value]]
  }))
}

/** A name that comes again begins the next line. */
function byName (groups: Group[], columns: string[]): Line[] {
  const lines: Map<string, string>[] = []
  for (const { names, values } of groups) {
    for (const [i, name] of names.entries()) {
      const column = name.toUpperCase().split('.').at(-1)!
      if (lines.length === 0 || lines.at(-1)!.has(column)) lines.push(new Map())
      lines.at(-1)!.set(column, values[i]!)
    }
  }
  return lines.map((line) => lineOf(columns, columns.map((column) => line.get(column) ?? '')))
}

/** The elements `valor` that stand beside each other, with the elements `campo` beside them. */
function groupsIn (value: unknown): Group[] {
  if (Array.isArray(value)) return value.flatMap(groupsIn)
  if (!isObject(value)) return []
  const { campo, valor, filtro: _, ...others } = value
  const nested = listOf(valor).filter((each) => isObject(each) && !('#text' in each) && !('@nil' in each))
  const own = valor === undefined || nested.length > 0 ? [] : [{ names: textsOf(campo), values: textsOf(valor) }]
  return [...own, ...nested.flatMap(groupsIn), ...Object.values(others).flatMap(groupsIn)]
}

function namedIn (value: unknown, columns: string[]): Line[] {
  if (Array.isArray(value)) return value.flatMap((each) => namedIn(each, columns))
  if (!isObject(value)) return []
  const names = new Map(Object.keys(value).map((name) => [name.toUpperCase(), name]))
  if (!names.has(columns[0]!)) return Object.values(value).flatMap((each) => namedIn(each, columns))
  return [lineOf(columns, columns.map((column) => textOf(value[names.get(column) ?? '']) ?? ''))]
}

const listOf = (value: unknown): unknown[] => value === undefined ? [] : Array.isArray(value) ? value : [value]
const textsOf = (value: unknown): string[] => listOf(value).map((each) => textOf(each) ?? '')

const chunks = (values: string[], size: number): string[][] =>
  Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, i * size + size))
