import type { Desired } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { identified, type Found as Usual, type Identifying } from '../accounts/identity.ts'
import { isBlank, same } from '../accounts/kinds.ts'
import type { Seen } from '../accounts/seen.ts'
import * as calls from './calls.ts'
import { nobodyElse, readOn } from './directory.ts'
import { exchange, unexpected, type EngagedlyContext } from './exchange.ts'
import { IDENTIFIERS, kindOf } from './lines.ts'
import { inWords } from './meant.ts'
import { seenAs, usersOf } from './seen.ts'
import type { User } from './user.ts'

export type Found = Usual

/** An e-mail address changes hands: that it differs is a change, that it agrees with another number there is another person. */
const BY: Identifying = { kindOf, weak: ['email'] }

export type Wanted = { email?: string, employee_id?: string }

/** Who this is at Engagedly: by the primary identifier, and by the other one when that finds nobody. */
export async function find (desired: Desired, context: EngagedlyContext): Promise<Found> {
  const wanted = identifiersOf(desired, context)
  const hits = new Map<string, User>()
  const has = (field: keyof Wanted): boolean => [...hits.values()].some(({ fields }) => same(kindOf(field), fields[field], wanted[field]))
  const { email, employee_id: number } = wanted
  // What is known of numbers costs no request.
  if (number !== undefined && context.options.identifier === 'employee_id') {
    const stopped = await add(hits, await withNumber(number, context))
    if (stopped !== undefined) return stopped
  }
  if (email !== undefined && !has('email')) {
    const stopped = await add(hits, await withEmail(email, context))
    if (stopped !== undefined) return stopped
  }
  if (number !== undefined && !has('employee_id')) {
    if (hits.size === 0 || context.options.identifier === 'employee_id') {
      const read = await readOn(context)
      if (read !== undefined) return { kind: 'stop', outcome: read }
    }
    const stopped = await add(hits, await withNumber(number, context))
    if (stopped !== undefined) return stopped
  }
  const people = [...hits.values()].map((user): Seen => seenAs(user, desired, context.options))
  const found = identified(people, IDENTIFIERS.flatMap((field) => wanted[field as keyof Wanted] === undefined ? [] : [{ field, value: wanted[field as keyof Wanted]! }]), BY)
  return found.kind === 'one' && isByAddressAlone(found.person, wanted, desired, context) ? inDoubt(found.person) : found
}

/** Where the number says who somebody is, nobody is ended because an address agrees. */
const isByAddressAlone = ({ ended, fields }: Seen, { employee_id: number }: Wanted, { state }: Desired, { options }: EngagedlyContext): boolean =>
  state === 'ended' && !ended && options.identifier === 'employee_id' && number !== undefined && isBlank(fields.employee_id)

const inDoubt = ({ remoteId }: Seen): Found => ({
  kind: 'conflict',
  conflict: { ids: [remoteId], keys: ['email'], detail: `The account ${remoteId} has this person's address and no number, and numbers say who somebody is here. Is it theirs?` }
})

export function identifiersOf ({ fields }: Pick<Desired, 'fields'>, { options }: Pick<EngagedlyContext, 'options'>): Wanted {
  const { meant } = inWords(fields, options)
  return Object.fromEntries(meant.flatMap(({ field, value }) => IDENTIFIERS.includes(field) && typeof value === 'string' && value !== '' ? [[field, value]] : []))
}

type Some = { users: User[] } | { outcome: Outcome }

async function add (hits: Map<string, User>, found: Some): Promise<Found | undefined> {
  if ('outcome' in found) return { kind: 'stop', outcome: found.outcome }
  for (const user of found.users) hits.set(user.remoteId, user)
}

/** A filter may match parts, or be ignored: only equality counts. */
export async function withEmail (email: string, context: EngagedlyContext): Promise<Some> {
  const reply = await exchange(calls.byEmail(email), context)
  if (reply.kind === 'stop') return { outcome: reply.outcome }
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { users: [] } : { outcome: unexpected(reply.why) }
  return { users: (await usersOf(reply.body, context)).filter(({ fields }) => same('email', fields.email, email)) }
}

/** Whom the directory knows by this number, as they are now. */
export async function withNumber (number: string, context: EngagedlyContext): Promise<Some> {
  const users: User[] = []
  for (const id of await context.directory.find(nobodyElse(number))) {
    const found = await userAt(id, context)
    if ('outcome' in found) return found
    users.push(...found.users.filter(({ fields }) => same(kindOf('employee_id'), fields.employee_id, number)))
  }
  return { users }
}

/** The user of this id, if there is one. */
export async function userAt (id: string, context: EngagedlyContext): Promise<Some> {
  const reply = await exchange(calls.reads(id), context)
  if (reply.kind === 'stop') return { outcome: reply.outcome }
  if (reply.kind === 'refusal') return reply.why === 'not_found' ? { users: [] } : { outcome: unexpected(reply.why) }
  return { users: (await usersOf(reply.body, context)).filter(({ remoteId }) => remoteId === id) }
}
