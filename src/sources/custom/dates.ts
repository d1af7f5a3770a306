import { dateIn, instantOf, isoOf } from '../../domain/calendar.ts'
import { dateFrom } from '../dates.ts'
import type { Options } from './options.ts'

const MOST_MS = 253_402_300_799_999
const MONTH_FIRST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})/

/** How this system writes its days. */
export const dateReader = ({ dates, dates_time_zone: zone = 'UTC' }: Options) => (text: string): string | undefined => {
  const trimmed = text.trim()
  if (dates === 'month_first') return dateFrom(trimmed.replace(MONTH_FIRST, '$3$2$1$2$4'))
  if ((dates === 'epoch_ms' || dates === 'epoch_s') && /^-?\d+(\.\d+)?$/.test(trimmed)) {
    const ms = Math.floor(Number(trimmed) * (dates === 'epoch_s' ? 1000 : 1))
    return ms === 0 ? undefined : Math.abs(ms) <= MOST_MS ? dateIn(zone, ms) : trimmed
  }
  return dateFrom(trimmed)
}

/** A moment with its offset, or as an epoch in seconds or milliseconds; undefined when it is neither. */
export function momentFrom (text: string): string | undefined {
  const trimmed = text.trim()
  if (/^\d{9,10}$/.test(trimmed)) return isoOf(Number(trimmed) * 1000)
  if (/^\d{12,13}$/.test(trimmed)) return isoOf(Number(trimmed))
  const at = instantOf(trimmed)
  return at === undefined ? undefined : isoOf(at)
}
