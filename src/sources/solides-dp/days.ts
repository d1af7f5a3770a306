import { dateIn, type CalendarDate, type Instant } from '../../domain/calendar.ts'
import { isObject, type Json } from '../json.ts'

const HOUR_MS = 3_600_000
/** As many hours as the zones of one country, and UTC, may lie before the midnight that is meant. */
const NEAR_HOURS = 4
/** Beyond it nothing is a time. */
const MOST_MS = 1e14
const DEEPEST = 4

/**
 * The record with its dates as YYYY-MM-DD. The API writes the local midnight of a day as milliseconds since 1970, as a number or as
 * its text; what is written as a date already stays as it is, and 0 stands for none.
 */
export function withDays (record: Json, zone: string, depth = 0): Json {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    if (isObject(value) && depth < DEEPEST) return [[name, withDays(value, zone, depth + 1)]]
    const ms = /date/i.test(name) ? millisecondsIn(value) : undefined
    if (ms === undefined) return [[name, value]]
    return ms === 0 ? [] : [[name, dayOf(ms, zone)]]
  }))
}

/** Eight digits in a text are YYYYMMDD. */
function millisecondsIn (value: unknown): Instant | undefined {
  const ms = typeof value === 'string' && (/^\s*-?\d{9,15}\s*$/.test(value) || value.trim() === '0') ? Number(value) : value
  return typeof ms === 'number' && Math.abs(ms) <= MOST_MS ? ms : undefined
}

/**
 * The day whose midnight it is. A whole hour late in the evening is the midnight of another zone, or of another opinion on summer
 * time: the day after, so that no date shifts.
 */
export function dayOf (ms: Instant, zone: string): CalendarDate {
  return dateIn(zone, ms % HOUR_MS === 0 ? ms + NEAR_HOURS * HOUR_MS : ms)
}
