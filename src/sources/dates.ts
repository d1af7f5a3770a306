import { isCalendarDate } from '../domain/calendar.ts'

/** Days that HR systems write where there is none. */
const NONE = new Set(['9999-12-31', '1900-12-31', '1899-12-30', '1900-01-01', '1753-01-01', '0001-01-01'])

/**
 * The calendar date of a vendor's text: YYYY-MM-DD, DD/MM/YYYY or YYYYMMDD, with or without a time after it, or /Date(ms)/, whose
 * day is the one of UTC. A date is taken as it is written; it never passes through an instant. What is no date comes back as it
 * came, so that the record can say so; zeros, blanks and the days that stand for none are "not told".
 */
export function dateFrom (text: string): string | undefined {
  const trimmed = text.trim()
  if (!/[1-9a-z]/i.test(trimmed.replace(/[TZ]/g, ''))) return undefined
  const date = written(trimmed)
  if (date === undefined || !isCalendarDate(date)) return date !== undefined && NONE.has(date) ? undefined : trimmed
  return NONE.has(date) ? undefined : date
}

function written (text: string): string | undefined {
  const [, ms] = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text) ?? []
  if (ms !== undefined) return dayOf(Number(ms))
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ].*)?$/.exec(text) ?? []
  if (day !== undefined) return `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`
  const [, bareYear, bareMonth, bareDay] = /^((?:19|2[01])\d\d)(\d\d)(\d\d)$/.exec(text) ?? []
  if (bareYear !== undefined) return `${bareYear}-${bareMonth}-${bareDay}`
  return /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text)?.[1]
}

const MOST_MS = 253_402_300_799_999

const dayOf = (ms: number): string | undefined => Math.abs(ms) > MOST_MS ? undefined : Temporal.Instant.fromEpochMilliseconds(ms).toString().slice(0, 10)
