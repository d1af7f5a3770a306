import type { RemoteValue } from '../../domain/known.ts'
import { labelKey, tidy } from '../../domain/text.ts'

/**
 * How a field of a platform is compared: what is equal in one of these ways is not sent again. label: a text that people type
 * and a platform lists; word: one of a closed list, or a text whose case counts; set, labels, ids: lists whose order does not
 * count.
 */
export type Kind = 'text' | 'label' | 'email' | 'cpf' | 'phone' | 'date' | 'word' | 'flag' | 'set' | 'labels' | 'ids'

const digits = (text: string): string => text.replace(/\D/g, '')

const KEY: Record<Kind, (text: string) => string> = {
  text: tidy,
  word: tidy,
  set: tidy,
  ids: tidy,
  label: labelKey,
  labels: labelKey,
  email: labelKey,
  // A CPF that went through a number has lost its zeros.
  cpf: (text) => digits(text).padStart(11, '0'),
  // "+55 11 …", "(11) …" and "011 …" are one Brazilian number.
  phone: (text) => digits(text).replace(/^(?:55(?=\d{10,11}$)|0+)/, ''),
  date: (text) => tidy(text).slice(0, 10),
  flag: (text) => text === '1' || text === 'true' ? '1' : '0'
}

export const isBlank = (value: RemoteValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Equality as a platform could tell it: sets, digits, NFC; null, "" and an empty list are all nothing. */
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
