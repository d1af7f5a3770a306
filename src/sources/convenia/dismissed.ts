import { dateIn, daysAfter } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { idOf, pageOf, type Io } from './client.ts'
import { withoutPrivate } from './private.ts'

const MOST_PAGES = 2000

/**
 * The dismissed of the last `back` days and of those to come, by the id of the person: the last dismissal of each. Ends early
 * when everybody in `wanted` is found.
 */
export async function dismissedSince (io: Io, back: number, wanted?: ReadonlySet<string>): Promise<Map<string, Json>> {
  const today = dateIn(io.zone, io.at)
  const query = { from_date: daysAfter(today, -back), to_date: daysAfter(today, io.settings.dismissed_ahead_days ?? 366) }
  const found = new Map<string, Json>()
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { people, isLast } = await pageOf(io, '/employees/dismissed', query, page)
    for (const one of people) {
      const id = idOf(one)
      if (dateOf(one) >= dateOf(found.get(id) ?? {})) found.set(id, withoutPrivate(one))
    }
    if (isLast || (wanted !== undefined && [...wanted].every((id) => found.has(id)))) return found
  }
  throw new ReadFailure('endless', 'The list of the dismissed does not end.')
}

export const windowOf = ({ settings: { dismissed_days: days = 60 } }: Io): number => days

const dateOf = ({ dismissal }: Json): string => isObject(dismissal) && typeof dismissal.date === 'string' ? dismissal.date : ''
