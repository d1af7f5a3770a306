import type { Instant } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { listIn, objectIn } from '../reading/answers.ts'
import { headersOf, nextOf, type Io } from './calls.ts'

const PREFIX = 'employment:'
const PAGE = 50
const MOST_PAGES = 20_000

/** A hint that knows the employment and not the person. */
export const hintOf = (employment: string): string => `${PREFIX}${employment}`
export const employmentIn = (hint: string): string | undefined => hint.startsWith(PREFIX) ? hint.slice(PREFIX.length) : undefined

interface Index { readAt: Instant, byEmployment: Map<string, string> }
const known = new WeakMap<object, Index>()

/**
 * Whose employment it is: nothing but the list of persons says so, which names the employments of each. What one look has read is
 * there for the next: an employment never becomes somebody else's.
 */
export async function personOf (io: Io, employment: string): Promise<string | undefined> {
  const before = known.get(io.settings)
  const found = before?.byEmployment.get(employment)
  if (found !== undefined || (before !== undefined && before.readAt >= io.at)) return found
  const byEmployment = before?.byEmployment ?? new Map<string, string>()
  const readAt = io.now()
  let url: string | undefined = `${io.settings.base_url}/v2/persons?limit=${PAGE}`
  for (let pages = 0; url !== undefined; pages++) {
    if (pages > MOST_PAGES) throw new ReadFailure('endless', 'The list of persons does not end.')
    const body = objectIn(await io.call({ url, headers: headersOf(io) }))
    for (const { id, employments } of listIn(body._data, '_data')) {
      for (const each of Array.isArray(employments) ? employments.filter(isObject) : []) byEmployment.set(String(each.id), String(id))
    }
    url = nextOf(body, url)
  }
  known.set(io.settings, { readAt, byEmployment })
  return byEmployment.get(employment)
}
