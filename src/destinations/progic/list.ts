import type { Outcome } from '../../domain/outcome.ts'
import type { RemoteFields } from '../../domain/known.ts'
import type { Seen } from '../accounts/seen.ts'
import { finds } from './calls.ts'
import { exchange, type ProgicContext } from './exchange.ts'
import type { ProgicOptions } from './options.ts'
import { firstPage, isCounted, mayBeLast, nextPage, type PageQuery } from './pages.ts'
import { at } from './paths.ts'
import { seenIn } from './seen.ts'
import { valuesOf } from './templates.ts'

const MOST_PAGES = 1000
/** The answer holds no list, or no employee, where the settings say; or the pages have no end. */
export const MISPLACED: Outcome = { kind: 'retry', code: 'unrecognised' }

export type Listed = { people: Seen[] } | { refused: string } | { outcome: Outcome }

/**
 * Everybody whom the look-up lists, page by page. Only the end of the list says that somebody is not there: pages may be shorter
 * than was asked for, or empty before a cursor that goes on. `isEnough`: nobody further can matter.
 */
export async function list (fields: RemoteFields, context: ProgicContext, isEnough: (person: Seen) => boolean): Promise<Listed> {
  const { options } = context
  const values = valuesOf(fields, options)
  const people: Seen[] = []
  const asked = new Set<string>()
  const pages = new Set<string>()
  let before = 0
  for (let page: PageQuery | undefined = firstPage(options), count = 0; page !== undefined; count++) {
    const call = finds(values, page, options)
    if (call === undefined) break
    const isAgain = asked.has(JSON.stringify(call))
    // A cursor that stays where it is and shows nobody is the end; one that leads back shows the same people for ever.
    if (isAgain && before === 0) break
    if (isAgain || count === MOST_PAGES) return { outcome: MISPLACED }
    asked.add(JSON.stringify(call))
    const reply = await exchange(call, 'list', count === 0 ? context : behindTheFirst(context))
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal' && (reply.why === 'not_found' || (count > 0 && isPastTheEnd(reply.why, before, options)))) break
    if (reply.kind === 'refusal') return { refused: reply.why }
    const items = at(reply.body, options.find.items)
    if (!Array.isArray(items)) return { outcome: MISPLACED }
    const shown = items.flatMap((each) => seenIn(at(each, options.find.item), options) ?? [])
    // Ids or numbers stand elsewhere: nobody can be told from anybody, which is not that nobody is there.
    if (items.length > 0 && !shown.some((each) => each.fields.employee_number !== undefined)) return { outcome: MISPLACED }
    if (isCounted(options) && items.length > 0) {
      const whole = shown.map(({ remoteId }) => remoteId).join('\n')
      // Behind the last page some show it once more; a full one that comes again is another name for the parameter.
      if (pages.has(whole) && mayBeLast(items.length, options)) break
      if (pages.has(whole)) return { outcome: MISPLACED }
      pages.add(whole)
    }
    people.push(...shown)
    if (shown.some(isEnough)) break
    before = items.length
    page = nextPage(page, items.length, reply.answer, reply.body, options)
  }
  return { people }
}

/** Behind the last page there may be nothing. */
const behindTheFirst = (context: ProgicContext): ProgicContext =>
  ({ ...context, options: { ...context.options, find: { ...context.options.find, not_found: 'nobody' } } })

/** Some refuse a page that is not there, in the words in which they refuse a value. */
const isPastTheEnd = (why: string, before: number, options: ProgicOptions): boolean => why === 'invalid' && isCounted(options) && mayBeLast(before, options)
