import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenBy } from '../accounts/after.ts'
import { unexpected } from '../accounts/exchange.ts'
import { accountOf } from '../accounts/seen.ts'
import { inConflict } from '../accounts/sought.ts'
import { after } from './after.ts'
import { locationIn } from './answers.ts'
import * as calls from './calls.ts'
import { exchange, type ProgicContext, type Reply } from './exchange.ts'
import { KEY, REQUIRED } from './fields.ts'
import { accountAt, find, OUT_OF_REACH, personAt } from './find.ts'
import { seen } from './looks.ts'
import type { ProgicOptions } from './options.ts'
import { at as inside } from './paths.ts'
import { refusedField, withoutField, withoutTaken } from './refused.ts'
import { idOf, plainId } from './seen.ts'
import { firstPage } from './pages.ts'
import { keyOf } from './templates.ts'

/** Makes an account. A value that Progic does not want is left for later: nobody waits for an account because of it. */
export async function create (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const before = accountIn(known)
  if (before?.gone === true) {
    // It may only have been out of reach.
    const at = context.now()
    const found = await find(desired, context)
    if (found.kind === 'stop') return found.outcome
    if (found.kind !== 'none') return seen(found, at, known)
  }
  return await posted(step, desired, known, context, (account) => account)
}

/** `remember`: what was wrong with the fields that are left out, once there is an account. */
async function posted (step: Step, desired: Desired, known: Known, context: ProgicContext, remember: (account: KnownAccount) => KnownAccount): Promise<Outcome> {
  const call = step.calls[0]!
  if (!calls.canBeCalled(call)) return { kind: 'refused', code: 'path_incomplete' }
  const reply = await exchange(call, 'create', context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return await made(step, reply, desired, context, remember)
  switch (reply.why) {
    case 'exists': return await claimed(step, reply, desired, known, context, remember)
    case 'invalid': return await lesser(step, reply, desired, known, context, remember)
    case 'forbidden': return await forbidden(context)
    default: return unexpected(reply.why)
  }
}

async function made (step: Step, reply: Extract<Reply, { kind: 'ok' }>, desired: Desired, context: ProgicContext, remember: (account: KnownAccount) => KnownAccount): Promise<Outcome> {
  const { options } = context
  const told = options.id === 'location' ? locationIn(reply.answer.headers) : undefined
  const id = told ?? (options.id === 'key' ? keyOf(writtenBy(step)) : idOf(inside(reply.body, options.create.item), {}, { ...options, id: options.create.id ?? options.id }))
  if (id !== undefined) return { kind: 'delivered', known: remember(after(step, accountAt(id), context.now(), options)) }
  // It said yes and did not say who: whoever has company code and number now is the one.
  const at = context.now()
  const found = await find(desired, context)
  if (found.kind === 'stop') return found.outcome
  return found.kind === 'one' && !found.person.ended ? { kind: 'delivered', known: remember(accountOf(found.person, at)) } : { kind: 'unknown', code: 'no_id' }
}

const isNeeded = (field: string): boolean => REQUIRED.includes(field) || KEY.includes(field)

/** Whose CPF stands there has an account: another beside it would be the same person's second one. */
const saysWho = (field: string): boolean => isNeeded(field) || field === 'pin'

function without (step: Step, field: string, options: ProgicOptions): Step {
  const changes = step.changes.filter((each) => each.field !== field)
  return { ...step, changes, calls: [calls.creates(changes, options)] }
}

/** The same without what is refused: the field that the answer names, or all that an account can do without. */
async function lesser (step: Step, reply: Extract<Reply, { kind: 'refusal' }>, desired: Desired, known: Known, context: ProgicContext, remember: (account: KnownAccount) => KnownAccount): Promise<Outcome> {
  const named = refusedField(reply, step, context.options)
  if (named !== undefined && isNeeded(named)) return { kind: 'refused', code: `refused_${named}` }
  const kept = step.changes.filter(({ field }) => named === undefined ? isNeeded(field) : field !== named)
  if (kept.length === step.changes.length) return { kind: 'refused', code: 'invalid' }
  const smaller: Step = { ...step, changes: kept, calls: [calls.creates(kept, context.options)] }
  return await posted(smaller, desired, known, context, (account) => remember(named === undefined ? noting(account, { split: true }) : withoutField(step, account, named, 'invalid')))
}

/** Company code and number are taken. By whom is found out by looking, never from the text. */
async function claimed (step: Step, reply: Extract<Reply, { kind: 'refusal' }>, desired: Desired, known: Known, context: ProgicContext, remember: (account: KnownAccount) => KnownAccount): Promise<Outcome> {
  const at = context.now()
  const { options } = context
  const found = await find(desired, context)
  if (found.kind === 'stop') return found.outcome
  if (found.kind === 'one' && found.person.ended) {
    return { kind: 'held', reason: 'rehire', known: refusing(accountOf(found.person, at, accountIn(known)), 'hire', 'create', 'refused_value', 'exists') }
  }
  if (found.kind !== 'none') return seen(found, at, known)
  const taken = step.changes.find(({ field }) => field === refusedField(reply, step, options))
  if (taken !== undefined && !saysWho(taken.field)) return await posted(without(step, taken.field, options), desired, known, context, (account) => remember(withoutTaken(account, taken)))
  const id = options.errors.exists_id === undefined ? undefined : plainId(inside(reply.body, options.errors.exists_id))
  if (id !== undefined) return await named(accountAt(id, writtenKey(step)), known, context, at)
  if (options.find.by === 'none' && options.id === 'key' && options.exists === 'adopt') return { kind: 'delivered', known: accountAt(keyOf(writtenBy(step)), writtenKey(step)) }
  const keys = KEY.filter((field) => step.changes.some((each) => each.field === field))
  return inConflict({
    ids: [], keys: [...keys], detail: 'Progic says that this employee exists already, and shows nobody with this company code and number. Perhaps somebody in a group that is not among the API Groups of the credential, somebody who was removed, or another identifier that has to be unique. Approve to try again.'
  }, at, known)
}

const writtenKey = (step: Step) => Object.fromEntries(step.changes.filter(({ field }) => KEY.includes(field)).map(({ field, to }) => [field, to]))

/** The refusal names an account: read, where that is possible, and compared; otherwise taken for what it says, and all is written. */
async function named (account: KnownAccount, known: Known, context: ProgicContext, at: number): Promise<Outcome> {
  const found = await personAt(account, context)
  if (found.kind === 'stop') return found.outcome
  if (found.kind === 'one') {
    const differs = KEY.filter((field) => typeof account.fields[field] === 'string' && typeof found.person.fields[field] === 'string' && account.fields[field] !== found.person.fields[field])
    if (differs.length === 0) return { kind: 'delivered', known: accountOf(found.person, at, accountIn(known)) }
    return inConflict({ ids: [account.remoteId], keys: differs, detail: `Progic says that account ${account.remoteId} is this employee's; its ${differs.join(' and ')} is another one.` }, at, known)
  }
  if (found.kind === 'none') return inConflict({ ids: [], keys: [...KEY], detail: 'Progic says that this employee exists already, and does not show the account that it names. Approve to try again.' }, at, known)
  return { kind: 'delivered', known: account }
}

/** Forbidden for this person, or for everybody: a harmless read tells. Their group, or the right to write, is not granted. */
async function forbidden (context: ProgicContext): Promise<Outcome> {
  const { options } = context
  const call = options.find.by === 'filter' ? calls.finds(() => undefined, firstPage(options), { ...options, find: { ...options.find, query: {} } }) : undefined
  const reply = call === undefined ? undefined : await exchange(call, 'list', context)
  return reply?.kind === 'stop' && reply.outcome.kind === 'unauthorized' ? reply.outcome : OUT_OF_REACH
}
