import type { DirectoryPage } from '../../domain/directory.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { tidy } from '../../domain/text.ts'
import { isObject } from '../accounts/exchange.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type EngagedlyContext } from './exchange.ts'
import { entryOf, usersOf } from './seen.ts'

/** So old may a reading of everybody be that decides that nobody has a number. */
const FRESH_MS = 24 * 3_600_000
/** Pages of one step: whoever is due is served between two. */
const PAGES = 20

/** A number in the form in which it is compared. */
export const nobodyElse = (number: string): string => tidy(number)

class Stopped extends Error {
  readonly outcome: Outcome
  constructor (outcome: Outcome) {
    super('the reading stopped')
    this.outcome = outcome
  }
}

/** Reads on until everybody's number is known; what keeps it, or that it takes longer, is the outcome. */
export async function readOn (context: EngagedlyContext): Promise<Outcome | undefined> {
  try {
    const complete = await context.directory.readOn(context.now() - FRESH_MS, PAGES, (cursor) => pageAt(Number(cursor ?? 1), context))
    return complete ? undefined : { kind: 'later', code: 'reading_everybody', known: { kind: 'never_looked' } }
  } catch (error) {
    if (error instanceof Stopped) return error.outcome
    throw error
  }
}

async function pageAt (number: number, context: EngagedlyContext): Promise<DirectoryPage> {
  const reply = await exchange(calls.page('users', number), context)
  if (reply.kind === 'stop') throw new Stopped(reply.outcome)
  if (reply.kind === 'refusal') throw new Stopped(unexpected(reply.why))
  const users = await usersOf(reply.body, context)
  return { entries: users.map(entryOf), ...(hasMore(reply.body, number, users.length) && { next: String(number + 1) }) }
}

/** An empty page is the last; else what the answer says, or, where it does not, whether the page was full. */
export function hasMore (body: unknown, number: number, count: number): boolean {
  if (count === 0) return false
  const said = isObject(body) && isObject(body.pagination) ? body.pagination : {}
  if (typeof said.has_more === 'boolean') return said.has_more
  const total = said.total_records ?? said.record_count
  const size = typeof said.size === 'number' && said.size > 0 ? said.size : calls.PAGE_SIZE
  return typeof total === 'number' ? number * size < total : count >= size
}
