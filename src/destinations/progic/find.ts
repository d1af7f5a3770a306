import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { newAccount } from '../accounts/after.ts'
import { unexpected } from '../accounts/exchange.ts'
import { identified, type Found, type Identifying, type Wanted } from '../accounts/identity.ts'
import { isBlank, same } from '../accounts/kinds.ts'
import type { Seen } from '../accounts/seen.ts'
import { finds, reads } from './calls.ts'
import { exchange, type ProgicContext } from './exchange.ts'
import { KEY } from './fields.ts'
import { kindOf } from './lines.ts'
import { meantBy } from './meant.ts'
import { firstPage, nextPage, type PageQuery } from './pages.ts'
import { at } from './paths.ts'
import { seenIn } from './seen.ts'
import { keyOf, valuesOf } from './templates.ts'

const MOST_PAGES = 1000
/** The answer holds no list, or no employee, where the settings say. */
export const MISPLACED: Outcome = { kind: 'retry', code: 'unrecognised' }
/** There is somebody there whom this credential does not reach: in a group that is not among its API Groups. */
export const OUT_OF_REACH: Outcome = { kind: 'refused', code: 'group_not_granted' }

const BY: Identifying = { kindOf, weak: [] }

/** Whom we mean, by what the record says now. */
export const wantedFields = (desired: Pick<Desired, 'fields'>, context: Pick<ProgicContext, 'options'>): RemoteFields =>
  Object.fromEntries(meantBy(desired, context.options).meant.map(({ field, value }) => [field, value]))

/** Who this is at Progic, by company code and number together: a number alone may be another company's. */
export async function find (desired: Desired, context: ProgicContext, fields: RemoteFields = wantedFields(desired, context)): Promise<Found> {
  const { options } = context
  if (isBlank(fields.employee_number)) return { kind: 'none' }
  if (options.find.by === 'none') return assumed(desired, fields, context)
  const people = options.find.by === 'path' ? await atPath(fields, context) : await inList(fields, context)
  if ('outcome' in people) return { kind: 'stop', outcome: people.outcome }
  return identified(people.people, wantedOf(fields), BY)
}

/** Somebody who has left and whom nobody can look up is taken to be there, where their key is all that a removal needs. */
function assumed ({ state }: Desired, fields: RemoteFields, { options }: ProgicContext): Found {
  if (options.id !== 'key' || state !== 'ended') return { kind: 'none' }
  return { kind: 'one', person: { remoteId: keyOf(fields), ended: false, fields: keyFields(fields) } }
}

export const keyFields = (fields: RemoteFields): RemoteFields => Object.fromEntries(KEY.flatMap((field) => isBlank(fields[field]) ? [] : [[field, fields[field]!]]))

const wantedOf = (fields: RemoteFields): Wanted =>
  [...KEY, 'pin'].flatMap((field) => typeof fields[field] === 'string' && fields[field] !== '' ? [{ field, value: fields[field] }] : [])

type People = { people: Seen[] } | { outcome: Outcome }

async function atPath (fields: RemoteFields, context: ProgicContext): Promise<People> {
  const { options } = context
  const call = finds(valuesOf(fields, options), {}, options)
  if (call === undefined) return { people: [] }
  const reply = await exchange(call, 'one', context)
  if (reply.kind === 'stop') return { outcome: reply.outcome }
  if (reply.kind === 'refusal') return refused(reply.why)
  const item = at(reply.body, options.find.item)
  if (item === null) return { people: [] }
  const seen = seenIn(item, options)
  if (seen === undefined) return { outcome: MISPLACED }
  // Their own address says who they are, as far as the answer does not say otherwise.
  return { people: matches(seen, fields, false) ? [{ ...seen, fields: { ...keyFields(fields), ...seen.fields } }] : [] }
}

function refused (why: string): People {
  if (why === 'not_found') return { people: [] }
  return { outcome: why === 'forbidden' ? OUT_OF_REACH : unexpected(why) }
}

/** A filter may match parts, or be ignored so that everybody comes: only equality counts. */
async function inList (fields: RemoteFields, context: ProgicContext): Promise<People> {
  const { options } = context
  const values = valuesOf(fields, options)
  const asked = new Set<string>()
  const people: Seen[] = []
  for (let page: PageQuery | undefined = firstPage(options), count = 0; page !== undefined && count < MOST_PAGES; count++) {
    const call = finds(values, page, options)
    const key = JSON.stringify(call)
    if (call === undefined || asked.has(key)) break
    asked.add(key)
    // Behind the last page there may be nothing.
    const reply = await exchange(call, 'list', count === 0 ? context : { ...context, options: { ...options, find: { ...options.find, not_found: 'nobody' } } })
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal' && reply.why === 'not_found') break
    if (reply.kind === 'refusal') return refused(reply.why)
    const items = at(reply.body, options.find.items)
    if (!Array.isArray(items)) return { outcome: MISPLACED }
    const shown = items.flatMap((each) => seenIn(at(each, options.find.item), options) ?? [])
    // Ids or numbers stand elsewhere: nobody can be told from anybody, which is not that nobody is there.
    if (items.length > 0 && !shown.some((each) => each.fields.employee_number !== undefined)) return { outcome: MISPLACED }
    const found = shown.filter((each) => matches(each, fields, true))
    people.push(...found)
    // There is one employee of a company code and number; removed ones may stand beside them.
    if (found.some(({ ended }) => !ended)) break
    page = nextPage(page, items.length, reply.answer, reply.body, options)
  }
  return { people }
}

/** `sure`: the number has to be shown. */
function matches ({ fields: shown }: Seen, fields: RemoteFields, sure: boolean): boolean {
  return KEY.every((field) => {
    if (shown[field] === undefined) return !(sure && field === 'employee_number')
    return same(kindOf(field), shown[field], fields[field])
  })
}

/** The account of this id, by its own address. `unread`: it has none. */
export async function personAt (account: KnownAccount, context: ProgicContext): Promise<{ kind: 'one', person: Seen } | { kind: 'none' } | { kind: 'unread' } | { kind: 'stop', outcome: Outcome }> {
  const { options } = context
  const call = reads(account, options)
  if (call === undefined) return { kind: 'unread' }
  const reply = await exchange(call, 'one', context)
  if (reply.kind === 'stop') return reply
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { kind: 'none' } : { kind: 'stop', outcome: reply.why === 'forbidden' ? OUT_OF_REACH : unexpected(reply.why) }
  const person = seenIn(at(reply.body, options.read.item), options)
  return person === undefined || person.remoteId !== account.remoteId ? { kind: 'stop', outcome: MISPLACED } : { kind: 'one', person }
}

/** An account of which only the id is known. */
export const accountAt = (remoteId: string, fields: RemoteFields = {}): KnownAccount => ({ ...newAccount(remoteId), fields })
