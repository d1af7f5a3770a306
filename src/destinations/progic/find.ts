import type { Desired } from '../../domain/destination.ts'
import type { Conflict, KnownAccount, RemoteFields } from '../../domain/known.ts'
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
import { list, MISPLACED } from './list.ts'
import { meantBy } from './meant.ts'
import type { ProgicOptions } from './options.ts'
import { at } from './paths.ts'
import { seenIn } from './seen.ts'
import { keyOf, placesIn, valuesOf } from './templates.ts'

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
  const people = options.find.by === 'path' ? await atPath(fields, context) : await inList(fields, context, desired.state === 'ended')
  if ('conflict' in people) return { kind: 'conflict', conflict: people.conflict }
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

type People = { people: Seen[] } | { outcome: Outcome } | { conflict: Omit<Conflict, 'times'> }

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
  if (isAnybodys(seen, fields, options)) return { outcome: MISPLACED }
  // Their own address says who they are, as far as the answer does not say otherwise.
  return { people: matches(seen, fields, false) ? [{ ...seen, fields: { ...keyFields(fields), ...seen.fields } }] : [] }
}

function refused (why: string): People {
  if (why === 'not_found') return { people: [] }
  return { outcome: why === 'forbidden' ? OUT_OF_REACH : unexpected(why) }
}

/** A filter may match parts, or be ignored so that everybody comes: only equality counts. */
async function inList (fields: RemoteFields, context: ProgicContext, isLeaver: boolean): Promise<People> {
  // There is one employee of a company code and number; removed ones may stand beside them.
  const listed = await list(fields, context, (each) => !each.ended && matches(each, fields, true) && !isUnsaid('company_code', each, fields))
  if ('outcome' in listed) return listed
  if ('refused' in listed) return refused(listed.refused)
  const namesakes = isLeaver && isBlank(fields.company_code) ? listed.people.filter(({ ended, fields: shown }) => !ended && !isBlank(shown.company_code) && shown.employee_number === fields.employee_number) : []
  if (namesakes.length > 0) return { conflict: ofSomeCompany(namesakes) }
  const people: Seen[] = []
  for (const each of listed.people.filter((person) => matches(person, fields, true))) {
    const person = await inFull(each, fields, context)
    if ('outcome' in person) return person
    if (isAnybodys(person, fields, context.options)) return { outcome: MISPLACED }
    if (matches(person, fields, true)) people.push(person)
  }
  return { people }
}

/** Somebody leaves of whom nobody told the company: nobody is removed by a number alone, and nobody who may be meant is passed over. */
const ofSomeCompany = (people: Seen[]): Omit<Conflict, 'times'> => ({
  ids: people.map(({ remoteId }) => remoteId).sort(), keys: ['employee_number'], detail: 'HR tells no company code of this leaver, and their number stands there with one. Tell the company code, or say which account is theirs.'
})

/** `sure`: the number has to be shown. */
function matches ({ fields: shown }: Seen, fields: RemoteFields, sure: boolean): boolean {
  return KEY.every((field) => {
    if (shown[field] === undefined) return !(sure && field === 'employee_number')
    return same(kindOf(field), shown[field], fields[field])
  })
}

const isUnsaid = (field: string, { fields: shown }: Seen, wanted: RemoteFields): boolean => !isBlank(wanted[field]) && shown[field] === undefined

const asksFor = (field: string, { find: { path, query } }: ProgicOptions): boolean => [path, ...Object.values(query)].some((text) => placesIn(text).includes(field))

/** Neither shown nor asked for: the number alone may be another company's. */
const isAnybodys = (seen: Seen, wanted: RemoteFields, options: ProgicOptions): boolean =>
  KEY.some((field) => isUnsaid(field, seen, wanted) && !asksFor(field, options))

/** A list may show less of an employee than their own address does: who they are, and what a body that replaces has to say again. */
async function inFull (seen: Seen, wanted: RemoteFields, context: ProgicContext): Promise<Seen | { outcome: Outcome }> {
  const { names, update: { body } } = context.options
  const isWhole = ![...KEY, 'pin'].some((field) => isUnsaid(field, seen, wanted)) && (body !== 'all' || Object.keys(names).every((field) => seen.fields[field] !== undefined))
  if (isWhole) return seen
  const found = await personAt({ ...accountAt(seen.remoteId), fields: { ...keyFields(wanted), ...seen.fields } }, context)
  switch (found.kind) {
    case 'one': return { ...found.person, fields: { ...seen.fields, ...found.person.fields }, ended: seen.ended || found.person.ended }
    // Listed, and not to be read: whatever is written says why.
    case 'none': case 'unread': return seen
    case 'stop': return found.outcome === OUT_OF_REACH ? seen : { outcome: found.outcome }
  }
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
