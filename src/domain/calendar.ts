/** Milliseconds since the Unix epoch. The business clock is always a parameter of this type. */
export type Instant = number

/** YYYY-MM-DD. A calendar date never passes through a UTC timestamp: it gets an instant only together with a zone. */
export type CalendarDate = string

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** True for a real calendar date between 1900 and 2199: 2024-02-29 is one, 2023-02-29 and 2024-02-29T00:00 are not. */
export function isCalendarDate (text: string): boolean {
  if (!DATE.test(text) || text < '1900-01-01' || text > '2199-12-31') return false
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day >= 1 && day <= (month === 2 && isLeap ? 29 : DAYS[month - 1] ?? 0)
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The instant of an RFC 3339 date-time with an offset, within the years of our dates; undefined when the text is not one. */
export function instantOf (text: string): Instant | undefined {
  if (!/^(19|2[01])\d\d-/.test(text)) return undefined   // a year that no database keeps and no HR system means
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return undefined
  }
}

/** RFC 3339 in UTC, with milliseconds. */
export function isoOf (at: Instant): string {
  return new Date(at).toISOString()
}

/** True for a zone that this runtime's IANA database knows. */
export function isTimeZone (zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return !/^[+-]/.test(zone)
  } catch {
    return false
  }
}

/** Calendar arithmetic is slow, and the same few days are asked for again and again: the last ones are remembered. */
const MOST_REMEMBERED = 5000

function remembering<T> (compute: (...parts: [string, string, string | number]) => T): (...parts: [string, string, string | number]) => T {
  let known = new Map<string, T>()
  return (...parts) => {
    const key = parts.join(' ')
    let value = known.get(key)
    if (value === undefined) {
      if (known.size >= MOST_REMEMBERED) known = new Map()
      known.set(key, value = compute(...parts))
    }
    return value
  }
}

const startOf = remembering((zone, date, time) => Temporal.PlainDate.from(date)
  .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(String(time)) }).epochMilliseconds)
const moved = remembering((_, date, days) => Temporal.PlainDate.from(date).add({ days: Number(days) }).toString())
/** Clocks change at full quarters of an hour, wherever they do. */
const QUARTER_MS = 15 * 60_000
const shown = remembering((zone, _, quarter) => Temporal.Instant.fromEpochMilliseconds(Number(quarter) * QUARTER_MS).toZonedDateTimeISO(zone).toPlainDate().toString())

/** The calendar date that a clock on the wall of `zone` shows at `at`. */
export function dateIn (zone: string, at: Instant): CalendarDate {
  return shown(zone, '', Math.floor(at / QUARTER_MS))
}

/** The instant at which `zone` shows `time` (default midnight) on `date`; a skipped hour is taken at its end. */
export function instantIn (zone: string, date: CalendarDate, time = '00:00'): Instant {
  return startOf(zone, date, time)
}

/** `date` moved by whole days. */
export function daysAfter (date: CalendarDate, days: number): CalendarDate {
  return days === 0 ? date : moved('', date, days)
}
