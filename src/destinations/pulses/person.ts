import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import { labelKey, tidy } from '../../domain/text.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { attributeOf, kindOf } from './lines.ts'

/** One employee as Pulses shows them, in the form in which fields are compared. The shape of a read is not that of a write. */
export interface Person {
  remoteId: string
  ended: boolean
  /** Only what the answer really held: a field that is never shown is no difference. */
  fields: RemoteFields
  /** Whether the answer told attributes at all: then one that is missing is not there. */
  attributesShown: boolean
  groupIds: Record<string, string>
}

const READ = [
  'name', 'social_name', 'birth_name', 'email', 'cpf', 'internal_number', 'cell_phone', 'language', 'sex', 'gender', 'birthday', 'hiring_date', 'position',
  'scholarity', 'unit_business', 'unit_geography', 'resignation_date', 'resignation_reason'
]

/** Everybody in the `values` of an answer, whether they are a list or one. What is no employee is left out. Never throws. */
export function peopleIn (values: unknown): Person[] {
  const list = Array.isArray(values) ? values : [values]
  return list.flatMap((each) => isObject(each) ? personIn(each) ?? [] : [])
}

/** Tokens, profiles, photos and last log-ins that a read carries are not ours to keep. */
function personIn (values: Record<string, unknown>): Person | undefined {
  const remoteId = idIn(values.id_person)
  if (remoteId === undefined) return undefined
  const fields: RemoteFields = {}
  for (const field of READ) if (values[field] !== undefined) fields[field] = textIn(field, values[field])
  if (values.blocked !== undefined) fields.blocked = isYes(values.blocked) ? 1 : 0
  if (values.tags !== undefined) fields.tags = namesIn(values.tags)
  if (values.leaders !== undefined) fields.leaders = entriesIn(values.leaders).flatMap((each) => idIn(isObject(each) ? each.id_person : each) ?? [])
  const groups = entriesIn(values.groups).flatMap(groupIn)
  if (values.groups !== undefined) fields.groups = groups.map(({ name }) => name)
  Object.assign(fields, attributesIn(values.custom_attributes))
  const groupIds = Object.fromEntries(groups.flatMap(({ name, id }) => id === undefined ? [] : [[name, id]]))
  return { remoteId, ended: fields.resignation_date != null, fields, attributesShown: values.custom_attributes !== undefined, groupIds }
}

function textIn (field: string, value: unknown): RemoteValue {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = tidy(String(value))
  if (text === '') return null
  switch (kindOf(field)) {
    case 'date': return text.startsWith('0000') ? null : text.slice(0, 10)
    case 'cpf': return text.replace(/\D/g, '').padStart(11, '0')
    case 'email': return text.toLowerCase()
    default: return field === 'resignation_reason' ? reasonIn(text) : text
  }
}

/** What a resignation reason may look like when it is read. */
const REASONS: Record<string, string> = { voluntario: 'V', involuntario: 'I', 'termino de contrato': 'TC', 'nao se aplica': 'NA' }

const reasonIn = (text: string): string => REASONS[labelKey(text).normalize('NFD').replace(/\p{M}/gu, '')] ?? text.toUpperCase()

const isYes = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true'

const entriesIn = (value: unknown): unknown[] => typeof value === 'string' ? value.split(';').filter((each) => each !== '') : [value ?? []].flat()

const namesIn = (value: unknown): string[] => entriesIn(value).flatMap((each) => typeof each === 'string' || typeof each === 'number' ? [tidy(String(each))] : [])

function groupIn (value: unknown): { name: string, id: string | undefined }[] {
  const name = isObject(value) ? value.name : value
  return typeof name === 'string' && tidy(name) !== '' ? [{ name: tidy(name), id: isObject(value) ? idIn(value.id_group) : undefined }] : []
}

/** PHP writes an empty object as []. */
function attributesIn (value: unknown): RemoteFields {
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [`custom_attributes.${name}`, typeof each === 'string' || typeof each === 'number' ? tidy(String(each)) || null : null]))
}

/** What we know after somebody was seen there; what we put there, and what was refused, is remembered while it is the same account. */
export function accountOf (person: Person, at: number, before?: KnownAccount): KnownAccount {
  const known = before?.remoteId === person.remoteId ? before : undefined
  return {
    kind: person.ended ? 'ended' : 'active',
    remoteId: person.remoteId,
    fields: { ...unshown(known?.fields ?? {}, person), ...person.fields },
    put: known?.put ?? {},
    ...(known?.refused && { refused: known.refused }),
    ...(known?.confirm && { confirm: known.confirm }),
    ...(known?.confirmed !== undefined && { confirmed: known.confirmed }),
    notes: { ...known?.notes, group_ids: person.groupIds, read_at: at }
  }
}

/** Fields that this answer says nothing about. */
function unshown (fields: RemoteFields, { fields: shown, attributesShown }: Person): RemoteFields {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !(field in shown) && !(attributesShown && attributeOf(field) !== undefined)))
}
