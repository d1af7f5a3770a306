import { isCalendarDate } from '../domain/calendar.ts'

/**
 * The calendar date of a vendor's text: DD/MM/YYYY or YYYY-MM-DD, with or without a time after it. The date is taken as it is
 * written; it never passes through an instant. What is no date comes back as it came, so that the record can say so; a date of
 * zeros is "not told".
 */
export function dateFrom (text: string): string | undefined {
  const trimmed = text.trim()
  if (!/[1-9a-z]/i.test(trimmed.replace(/[TZ]/g, ''))) return undefined
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ].*)?$/.exec(trimmed) ?? []
  const [, iso] = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(trimmed) ?? []
  const date = iso ?? (day && month && year && `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
  return date && isCalendarDate(date) ? date : trimmed
}
