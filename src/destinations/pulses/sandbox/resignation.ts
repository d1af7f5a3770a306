import { isCalendarDate, localDate } from './formats.ts'
import { DOCUMENTED, INVENTED, malformed, Refused } from './refusals.ts'
import type { JsonObject } from './validation.ts'
import type { Variants } from './variants.ts'

export interface Resignation { date: string, reason: string }

const REASONS = ['V', 'I', 'TC', 'NA']

/** The pair in a body, or undefined when neither key is there. A key that is present and blank asks to be filled in. */
export function readResignation (body: JsonObject, variants: Variants, now: Date): Resignation | undefined {
  if (!Object.hasOwn(body, 'resignation_date') && !Object.hasOwn(body, 'resignation_reason')) return undefined
  const date = blankless(body.resignation_date, 'resignation_date')
  const reason = blankless(body.resignation_reason, 'resignation_reason')
  if (!date) throw new Refused(DOCUMENTED.reasonWithoutDate, 'resignation_date is missing or blank')
  if (!reason) throw new Refused(DOCUMENTED.dateWithoutReason, 'resignation_reason is missing or blank')
  if (!isCalendarDate(date)) throw malformed('resignation_date is not YYYY-MM-DD')
  if (!REASONS.includes(reason) || (reason === 'TC' && variants.refusesTC)) {
    throw new Refused(INVENTED.reasonNotAccepted, `resignation_reason ${reason}`)
  }
  if (variants.futureResignation === 'refused' && date > localDate(now)) throw new Refused(INVENTED.futureResignation, `resignation_date ${date}`)
  return { date, reason }
}

function blankless (value: unknown, key: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw malformed(`${key} is not a string`)
  return value
}

/** `move_subordinate`, the singular of the vendor's own note, is a key like any other unknown one. */
export function readMoveSubordinates (body: JsonObject, { moveSubordinatesAs }: Variants): boolean {
  const value = body.move_subordinates
  if (value === undefined) return false
  if (moveSubordinatesAs === 'boolean' && typeof value === 'boolean') return value
  if (moveSubordinatesAs === 'string' && (value === 'true' || value === 'false')) return value === 'true'
  throw malformed(`move_subordinates is not a ${moveSubordinatesAs}`)
}
