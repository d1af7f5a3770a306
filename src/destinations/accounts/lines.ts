import type { Fields } from '../../domain/fields.ts'
import type { Kind } from './kinds.ts'

/** One field of a platform: where its value comes from, how it is compared, how long it may be. */
export interface Line {
  field: string
  kind: Kind
  max: number
  /** Names of the record (see said.ts): the first that has a value; for lists all of them. */
  from: readonly string[]
  /** What values of the record are called there; others stay as they are. */
  values?: Readonly<Record<string, string>>
}

/** Where a field comes from instead: a name of the record or several, with a table of values; null: it is never sent. */
export type Rule = string | string[] | { from?: string | string[], values?: Record<string, string> } | null

/** What a platform's own table says of a field: how it is compared, its length, and where it comes from unless mapped. */
export type Row<O> = [kind: Kind, max: number, from: (options: O) => readonly string[]]
export type Rows<O> = Record<string, Row<O>>

export const from = (...names: string[]) => () => names

interface Mapped { mapping: Record<string, Rule> }

export interface LinesOptions<O> {
  rows: Rows<O>
  /** Fields that begin so are a person's own (custom.x); undefined: this platform has none. */
  customPrefix?: string
  /** Length of such a field, in characters. */
  customMax?: number
}

/**
 * Every field that a person's record may fill: the platform's table, the person's own fields, and what the mapping says
 * otherwise. An allow-list: what stands in none of them is never sent.
 */
export function linesFor<O extends Mapped> ({ rows, customPrefix, customMax = 255 }: LinesOptions<O>): (fields: Fields, options: O) => readonly Line[] {
  // Most people have nothing of their own: their lines are the options' alone.
  const usual = new WeakMap<O, Line[]>()

  function linesWith (names: string[], options: O): Line[] {
    const { mapping } = options
    const isOwn = (field: string): boolean => customPrefix !== undefined && field.startsWith(customPrefix)
    const customs = customPrefix === undefined || mapping[customPrefix.replace(/\.$/, '')] === null ? [] : names.map((name) => `${customPrefix}${name}`)
    const mapped = Object.keys(mapping).filter((field) => isOwn(field) || rows[field] === undefined).filter((field) => `${field}.` !== customPrefix)
    return [...Object.keys(rows), ...new Set([...customs, ...mapped])].flatMap((field) => {
      const [kind, max, standard] = rows[field] ?? ['text', customMax, from(`custom.${field.slice(customPrefix?.length ?? 0)}`)] satisfies Row<O>
      const { names, values } = ruled(mapping[field], standard(options))
      return names.length === 0 ? [] : [{ field, kind, max, from: names, ...(values && { values }) }]
    })
  }

  return (fields, options) => {
    if (fields.custom != null) return linesWith(Object.keys(fields.custom), options)
    const known = usual.get(options) ?? linesWith([], options)
    usual.set(options, known)
    return known
  }
}

function ruled (rule: Rule | undefined, standard: readonly string[]): { names: readonly string[], values?: Record<string, string> } {
  if (rule === undefined) return { names: standard }
  if (rule === null) return { names: [] }
  if (typeof rule === 'string' || Array.isArray(rule)) return { names: [rule].flat() }
  return { names: rule.from === undefined ? standard : [rule.from].flat(), ...(rule.values && { values: rule.values }) }
}
