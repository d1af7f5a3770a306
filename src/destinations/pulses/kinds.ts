import type { RemoteValue } from '../../domain/destination.ts'
import { labelKey, tidy } from '../../domain/text.ts'

/** How a Pulses field is compared: what is equal in one of these ways is not sent again. */
export type Kind = 'text' | 'title' | 'email' | 'cpf' | 'phone' | 'date' | 'word' | 'flag' | 'tags' | 'groups' | 'leaders' | 'reason'

const digits = (text: string): string => text.replace(/\D/g, '')

/** What a resignation reason may look like when it is read. */
const REASONS: Record<string, string> = { voluntario: 'V', involuntario: 'I', 'termino de contrato': 'TC', 'nao se aplica': 'NA' }
const plain = (text: string): string => labelKey(text).normalize('NFD').replace(/\p{M}/gu, '')

const KEY: Record<Kind, (text: string) => string> = {
  text: tidy,
  word: tidy,
  tags: tidy,
  leaders: tidy,
  title: labelKey,
  groups: labelKey,
  email: labelKey,
  // A CPF that went through a number has lost its zeros.
  cpf: (text) => digits(text).padStart(11, '0'),
  // "+55 11 …", "(11) …" and "011 …" are one Brazilian number.
  phone: (text) => digits(text).replace(/^(?:55(?=\d{10,11}$)|0+)/, ''),
  date: (text) => tidy(text).slice(0, 10),
  flag: (text) => text === '1' || text === 'true' ? '1' : '0',
  reason: (text) => REASONS[plain(text)] ?? tidy(text).toUpperCase()
}

export const isBlank = (value: RemoteValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Equality as Pulses could tell it: sets, digits, NFC; null, "" and an empty list are all nothing. */
export function same (kind: Kind, a: RemoteValue | undefined, b: RemoteValue | undefined): boolean {
  return comparable(kind, a) === comparable(kind, b)
}

function comparable (kind: Kind, value: RemoteValue | undefined): string {
  if (isBlank(value)) return kind === 'flag' ? '0' : ''
  if (Array.isArray(value)) return [...new Set(value.map(KEY[kind]))].sort().join('\u0000')
  return KEY[kind](String(value))
}

/** The names of `list` that are not in `others`, by the way this kind is compared. */
export function without (kind: Kind, list: string[], others: string[]): string[] {
  const keys = new Set(others.map(KEY[kind]))
  return list.filter((each) => !keys.has(KEY[kind](each)))
}

export const asList = (value: RemoteValue | undefined): string[] => Array.isArray(value) ? value : []
