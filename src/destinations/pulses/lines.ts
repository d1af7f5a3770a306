import type { Fields } from '../../domain/fields.ts'
import type { Kind } from './kinds.ts'
import type { PulsesOptions } from './options.ts'

/** One field of Pulses: where its value comes from, how it is compared, how long it may be (lengths: the vendor's POST page). */
export interface Line {
  field: string
  kind: Kind
  max: number
  /** Canonical fields, custom.x among them: the first that has a value; for lists all of them. */
  from: readonly string[]
}

type Row = [kind: Kind, max: number, from: (options: PulsesOptions) => readonly string[]]
const fixed = (...names: string[]) => () => names

/** The canonical record in Pulses' words. social_name is never derived from another name, nor another name from it. */
const ROWS: Record<string, Row> = {
  internal_number: ['text', 50, ({ number_format: format }) => partsOf(format)],
  email: ['email', 250, ({ email_from: from }) => from],
  cpf: ['cpf', 15, fixed('cpf')],
  name: ['text', 250, fixed('full_name')],
  social_name: ['text', 250, fixed('social_name')],
  // Restricted: only a mapping sends them.
  birth_name: ['text', 250, fixed()],
  gender: ['text', 250, fixed()],
  cell_phone: ['phone', 255, fixed('mobile_phone')],
  language: ['word', 5, fixed('language')],
  sex: ['word', 1, fixed('sex')],
  birthday: ['date', 10, fixed('birth_date')],
  hiring_date: ['date', 10, fixed('hire_date')],
  position: ['title', 255, fixed('job_title')],
  scholarity: ['text', 255, fixed('education')],
  unit_business: ['text', 255, ({ unit_business_from: from }) => [from]],
  unit_geography: ['text', 255, fixed('location')],
  tags: ['tags', 255, fixed('tags')],
  groups: ['groups', 255, ({ groups_from: from }) => [from].flat()],
  leaders: ['leaders', 255, fixed('managers')],
  blocked: ['flag', 1, ({ block_during: during }) => during]
}
const CUSTOM = 'custom_attributes.'

/** Not lines, but read and compared like them. */
const ENDING: Record<string, Kind> = { resignation_date: 'date', resignation_reason: 'reason' }

/** The canonical fields that a number format such as {company_code}-{employee_number} is made of. */
export const PART = /\{([a-z_]+)\}/g
const partsOf = (format: string): string[] => [...format.matchAll(PART)].map(([, name]) => name ?? '')

export const IDENTIFIERS: readonly string[] = ['internal_number', 'email', 'cpf']

/** The vendor gives `gender` two lengths (1 and 250), and an answer that names no field: it must not spoil a create. */
export const DOUBTFUL = 'gender'

export const kindOf = (field: string): Kind => ROWS[field]?.[0] ?? ENDING[field] ?? 'text'

/** The name of a custom attribute, when the field is one. */
export const attributeOf = (field: string): string | undefined => field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined

/** Every field that this person's record may fill: the table, the custom attributes they have, and what the mapping says otherwise. */
export function linesOf (fields: Fields, options: PulsesOptions): readonly Line[] {
  if (fields.custom != null) return linesWith(Object.keys(fields.custom), options)
  // Most people have nothing of their own: their lines are the options' alone.
  const known = usual.get(options) ?? linesWith([], options)
  usual.set(options, known)
  return known
}

const usual = new WeakMap<PulsesOptions, Line[]>()

function linesWith (names: string[], options: PulsesOptions): Line[] {
  const { mapping } = options
  const customs = mapping.custom_attributes === null ? [] : names.map((name) => `${CUSTOM}${name}`)
  const mapped = Object.keys(mapping).filter((field) => attributeOf(field) !== undefined)
  return [...Object.keys(ROWS), ...new Set([...customs, ...mapped])].flatMap((field) => {
    const [kind, max, standard] = ROWS[field] ?? ['text', 255, fixed(`custom.${attributeOf(field)}`)] satisfies Row
    const chosen = mapping[field]
    const from = chosen === undefined ? standard(options) : chosen === null ? [] : [chosen]
    return from.length === 0 ? [] : [{ field, kind, max, from }]
  })
}
