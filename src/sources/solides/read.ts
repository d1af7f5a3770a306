import type { EventType } from '../../domain/event.ts'
import type { Incoming, Reading } from '../../domain/source.ts'
import { dateFrom } from '../dates.ts'
import { isObject, objectIn, shown, type Json } from '../json.ts'
import { ACTIONS, OTHERS, type SolidesOptions } from './notification.ts'
import { PATHS, WIRE_FIELDS, type WireField } from './paths.ts'
import { reasonFor } from './reasons.ts'

const IDENTIFIERS = ['source_id', 'employee_number', 'company_code', 'cpf', 'work_email'] as const
const ENDING: ReadonlySet<WireField> = new Set(['termination_date', 'termination_reason', 'last_working_day'])
const DATES: ReadonlySet<WireField> = new Set(['birth_date', 'hire_date', 'termination_date', 'last_working_day'])

type Told = Partial<Record<WireField, string>>

/** One notification is one statement about one person. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>, options: SolidesOptions): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const { acao, event, evento, dados, data } = parsed.value
  const action = acao ?? event ?? evento
  if (typeof action !== 'string') return { kind: 'unreadable', reason: 'There is no acao (nor event, evento) that says what happened.' }
  const name = action.trim().toLowerCase()
  if (OTHERS.has(name)) return { kind: 'ignored', reason: `${name} does not change a person's record.` }
  const type = ACTIONS.get(name)
  if (type === undefined) return { kind: 'unreadable', reason: `acao ${shown(name)} is not known: one of ${[...ACTIONS.keys()].join(', ')} is read.` }
  const person = dados ?? data
  if (!isObject(person)) return { kind: 'unreadable', reason: 'dados (or data) is not an object.' }
  const as = type === 'change' ? options.edit_as ?? 'change' : type
  return { kind: 'drafts', drafts: [{ type: as, body: bodyOf(as, toldBy(person, options), options) }] }
}

/** The record's fields in the vendor's text. An empty text from this vendor means "not told", never "clear it". */
function toldBy (person: Json, { paths = {}, company_code: company }: SolidesOptions): Told {
  const told: Told = {}
  for (const field of WIRE_FIELDS) {
    const text = firstText(person, paths[field] ?? PATHS[field])
    const value = text !== undefined && DATES.has(field) ? dateFrom(text) : text
    if (value !== undefined) told[field] = value
  }
  if (told.cpf !== undefined) told.cpf = elevenDigits(told.cpf)
  // The company says whose number it is: without a number it names nobody.
  if (company !== undefined && told.employee_number !== undefined) told.company_code ??= company
  return told
}

function bodyOf (type: EventType, told: Told, options: SolidesOptions): Json {
  const ending = {
    ...(told.termination_date !== undefined && { date: told.termination_date }),
    ...(told.last_working_day !== undefined && { last_working_day: told.last_working_day }),
    ...reasonOf(told.termination_reason, options)
  }
  if (type === 'termination') return { ...only(told, (field) => (IDENTIFIERS as readonly string[]).includes(field)), ...ending }
  const row = only(told, (field) => !ENDING.has(field))
  // An edit of somebody who left repeats the date; only a full row may say so, the ending itself is demissao_colaborador.
  return type === 'upsert' && told.termination_date !== undefined ? { ...row, termination: ending } : row
}

function reasonOf (wording: string | undefined, { reasons, default_reason: otherwise }: SolidesOptions): Json {
  const reason = wording === undefined ? otherwise : reasonFor(wording, reasons)
  return { ...(reason !== undefined && { reason }), ...(wording !== undefined && { source_reason: wording }) }
}

const only = (told: Told, keep: (field: WireField) => boolean): Json =>
  Object.fromEntries(Object.entries(told).filter(([field]) => keep(field as WireField)))

function firstText (person: Json, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    let value: unknown = person
    for (const key of path.split('.')) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  }
}

/** A CPF however it is punctuated; what has not eleven digits comes back as it came, and is held by the record. */
function elevenDigits (text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length === 11 && /^[\d\s./-]+$/.test(text) ? digits : text
}
