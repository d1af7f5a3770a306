import type { Desired } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { identified, type Found, type Identifying } from '../accounts/identity.ts'
import { same } from '../accounts/kinds.ts'
import type { Seen } from '../accounts/seen.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type Reply, type ScimContext } from './exchange.ts'
import { canFilter, feature, FEATURES, searchesByPost } from './features.ts'
import { kindOf, linesOf } from './lines.ts'
import { meantBy } from './meant.ts'
import type { LOOK_UPS, ScimOptions } from './options.ts'
import { usersIn } from './resource.ts'

type LookUp = typeof LOOK_UPS[number]
export type FoundUser = Found<Seen>
type People = { people: Seen[] } | { outcome: Outcome }

/** The field that a look-up compares, and what a filter calls it. */
const FIELD: Record<LookUp, string> = { externalId: 'externalId', userName: 'userName', employeeNumber: 'employeeNumber', 'emails.value': 'emails.work' }
const ATTRIBUTE: Record<LookUp, string> = {
  externalId: 'externalId', userName: 'userName', employeeNumber: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', 'emails.value': 'emails.value'
}

/**
 * Who this is there: by the first identifier that finds anybody. `thoroughly`: by an address, too, which a provider may want
 * to be nobody else's.
 */
export async function find (desired: Desired, context: ScimContext, thoroughly = false): Promise<FoundUser> {
  const { options } = context
  const values = identifiersOf(desired, options)
  const by: LookUp[] = thoroughly ? [...new Set<LookUp>([...options.look_up, 'emails.value'])] : options.look_up
  const wanted = ([...new Set<LookUp>([...by, 'externalId', 'userName', 'employeeNumber'])]).flatMap((each) => values.has(FIELD[each]) ? [{ field: FIELD[each], value: values.get(FIELD[each])! }] : [])
  const asked = by.filter((each) => values.has(FIELD[each]))
  const searchable = asked.filter((each) => canFilter(context, ATTRIBUTE[each]))
  for (const each of searchable) {
    const found = await withValue(each, values.get(FIELD[each])!, context)
    if ('outcome' in found) return { kind: 'stop', outcome: found.outcome }
    if (found.people.length > 0) return identified(found.people, wanted, byOf(options))
  }
  return searchable.length > 0 || asked.length === 0 ? { kind: 'none' } : await amongAll(asked, values, wanted, context)
}

/** Who else has these values. */
export async function holdersOf (wanted: { field: string, value: string }[], self: string, context: ScimContext): Promise<string[] | Outcome> {
  const fields: string[] = []
  for (const { field, value } of wanted) {
    const lookUp = (Object.keys(FIELD) as LookUp[]).find((each) => FIELD[each] === field)
    if (lookUp === undefined || !canFilter(context, ATTRIBUTE[lookUp])) continue
    const found = await withValue(lookUp, value, context)
    if ('outcome' in found) return found.outcome
    if (found.people.some(({ remoteId }) => remoteId !== self)) fields.push(field)
  }
  return fields
}

/** An address changes hands, and so does whatever is made of one. */
function byOf (options: ScimOptions): Identifying {
  const lines = linesOf({}, options)
  const isOfAddress = (field: string): boolean => lines.find((line) => line.field === field)?.from.some((name) => name.endsWith('_email')) ?? false
  return { kindOf, weak: ['emails.work', ...['userName', 'externalId'].filter(isOfAddress)] }
}

function identifiersOf (desired: Desired, options: ScimOptions): Map<string, string> {
  return new Map(meantBy(desired, options).meant.flatMap(({ field, value }) => Object.values(FIELD).includes(field) && typeof value === 'string' && value !== '' ? [[field, value] as const] : []))
}

/** A filter may be understood otherwise, or not at all, so that everybody comes: only equality counts. */
async function withValue (lookUp: LookUp, value: string, context: ScimContext): Promise<People> {
  const field = FIELD[lookUp]
  const found = await listed(calls.equals(ATTRIBUTE[lookUp], value), context, (person) => same(kindOf(field), person.fields[field], value))
  if (!('why' in found)) return found
  if (found.why !== 'invalid_filter' && found.why !== 'not_implemented') return { outcome: unexpected(found.why) }
  // It cannot be searched by this attribute: by the next one, from now on.
  await context.learn(FEATURES, [feature(`filter ${ATTRIBUTE[lookUp]}`, false)])
  return lookUp === context.options.look_up.at(-1) ? { outcome: { kind: 'retry', code: 'filter_not_taken' } } : { people: [] }
}

/** Of a provider without filters everybody is read. */
async function amongAll (asked: LookUp[], values: Map<string, string>, wanted: { field: string, value: string }[], context: ScimContext): Promise<FoundUser> {
  const has = (person: Seen, each: LookUp): boolean => same(kindOf(FIELD[each]), person.fields[FIELD[each]], values.get(FIELD[each])!)
  const found = await listed(undefined, context, (person) => asked.some((each) => has(person, each)))
  if ('outcome' in found) return { kind: 'stop', outcome: found.outcome }
  if ('why' in found) return { kind: 'stop', outcome: unexpected(found.why) }
  const first = asked.find((each) => found.people.some((person) => has(person, each)))
  return first === undefined ? { kind: 'none' } : identified(found.people.filter((person) => has(person, first)), wanted, byOf(context.options))
}

const MOST_PAGES = 1000

/** Page by page, from 1, until nobody new comes. */
async function listed (filter: string | undefined, context: ScimContext, isWanted: (person: Seen) => boolean): Promise<People | { why: Extract<Reply, { kind: 'refusal' }>['why'] }> {
  const { options } = context
  const seen = new Set<string>()
  const people: Seen[] = []
  let byPost = searchesByPost(context)
  for (let startIndex = 1, page = 0; page < MOST_PAGES; page++) {
    const ask = (post: boolean): Promise<Reply> => exchange(calls.lists(filter, { startIndex, count: options.page_size }, post), context)
    let reply = await ask(byPost)
    if (!byPost && reply.kind === 'refusal' && reply.why === 'sensitive') {
      byPost = true
      await context.learn(FEATURES, [feature('search by post', true)])
      reply = await ask(byPost)
    }
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    // Some say "not found" where nobody is.
    if (reply.kind === 'refusal' && reply.why === 'not_found') return { people }
    if (reply.kind === 'refusal') return { why: reply.why }
    const { users, shown, total } = usersIn(reply.body, options)
    const fresh = users.filter(({ remoteId }) => !seen.has(remoteId))
    for (const user of fresh) seen.add(user.remoteId)
    people.push(...fresh.filter(isWanted))
    startIndex += shown
    if (shown === 0 || fresh.length === 0 || startIndex > total) return { people }
  }
  return { outcome: { kind: 'retry', code: 'too_many_pages' } }
}
