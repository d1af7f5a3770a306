import type { Answer, Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenIn } from '../accounts/after.ts'
import { asList } from '../accounts/kinds.ts'
import { accountOf } from '../accounts/seen.ts'
import { after, SETTLE_MS, versionOf } from './after.ts'
import { merged, wholeLists } from './body.ts'
import * as calls from './calls.ts'
import { BY_A_VALUE } from './creates.ts'
import { exchange, unexpected, type Reply, type ScimContext } from './exchange.ts'
import { feature, FEATURES, hasVersions, updatesBy } from './features.ts'
import { holdersOf } from './identity.ts'
import { missing, userAt } from './looks.ts'

/** How often in a row a version may turn out to be an old one. */
const MOST_CONFLICTS = 3
const PRECONDITION_REQUIRED = 428

/** Changes an account, its being active included; whatever is refused stays behind alone. */
export async function update (step: Step, desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await written(step, account, context)
  if (reply === 'missing') return await missing(desired, account, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return changed(step, account, reply.answer, reply.body, context)
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context)
    case 'version': return await readAgain(account, reply.answer.status, context)
    // An account that is ended takes nobody's name: somebody else has just changed it (RFC 7644, 3.12), and who has left is not asked about.
    case 'uniqueness': return step.effect === 'ends' ? await readAgain(account, reply.answer.status, context) : await taken(step, account, context)
    default: return BY_A_VALUE.includes(reply.why) || reply.why === 'forbidden' ? refused(step, account, reply.why) : unexpected(reply.why)
  }
}

export const changed = (step: Step, account: KnownAccount, { headers }: Pick<Answer, 'headers'>, body: unknown, context: ScimContext): Outcome =>
  ({ kind: 'delivered', known: after(step, account, context, versionOf({ headers }, body)) })

type Written = Reply | 'missing'

/** In the way that this provider takes, which may be found out only now. */
async function written (step: Step, account: KnownAccount, context: ScimContext): Promise<Written> {
  if (step.calls.length > 1) return await replaced(step, account, context, updatesBy(context) === 'put')
  const reply = await exchange({ ...step.calls[0]!, ...ifMatch(account.notes?.version, context) }, context)
  if (reply.kind !== 'refusal') return reply
  if (reply.why === 'not_implemented' && context.options.update_with === 'discovered') {
    await context.learn(FEATURES, [feature('patch', false)])
    return await replaced(step, account, context, true)
  }
  if (!namesAValue(step) || !['invalid_path', 'no_target', 'invalid_filter'].includes(reply.why) || context.options.value_paths !== 'discovered') return reply
  const whole = await replaced(step, account, context, false)
  // Only what has helped is remembered.
  if (whole !== 'missing' && whole.kind === 'ok' && reply.why !== 'no_target') await context.learn(FEATURES, [feature('value paths', false)])
  return whole
}

const namesAValue = ({ calls: [call] }: Step): boolean => /\[type eq /.test(JSON.stringify(call?.body ?? ''))

const ifMatch = (version: unknown, context: ScimContext) => typeof version === 'string' && hasVersions(context) ? { headers: { 'if-match': version } } : {}

/** Reads the account and writes it back with the changes in it: whole, or only the lists that they are about. */
async function replaced ({ changes }: Step, account: KnownAccount, context: ScimContext, whole: boolean): Promise<Written> {
  const { remoteId } = account
  const found = await userAt(remoteId, context, account)
  if (found.kind === 'none') return 'missing'
  if (found.kind === 'stop') return found
  const { options } = context
  const values = changes.map(({ field, to }) => ({ field, to }))
  const call = whole ? calls.replaces(remoteId, merged(found.resource, values, options)) : calls.patches(remoteId, wholeLists(found.resource, values, { ...account, fields: { ...account.fields, ...found.person.fields } }, options))
  return await exchange({ ...call, ...ifMatch(found.person.notes?.version, context) }, context)
}

/** Somebody else has changed the account since we read it: what stands there now decides what is left to do. */
async function readAgain (account: KnownAccount, status: number, context: ScimContext): Promise<Outcome> {
  // Without a version nothing is taken.
  if (status === PRECONDITION_REQUIRED) await context.learn(FEATURES, [feature('etag', true)])
  const at = context.now()
  // Those of an earlier try do not count: the version that was read then would be refused for ever.
  const isFresh = at - Number(account.notes?.read_at ?? 0) < SETTLE_MS
  const conflicts = (isFresh ? Number(account.notes?.conflicts ?? 0) : 0) + 1
  if (conflicts > MOST_CONFLICTS) return { kind: 'retry', code: 'version_conflict' }
  const found = await userAt(account.remoteId, context, account)
  if (found.kind === 'stop') return found.outcome
  return found.kind === 'none' ? { kind: 'retry', code: 'version_conflict' } : { kind: 'delivered', known: noting(accountOf(found.person, at, account), { conflicts }) }
}

/** Which of the new identifiers are somebody else's. */
async function taken (step: Step, account: KnownAccount, context: ScimContext): Promise<Outcome> {
  const wanted = step.changes.flatMap(({ field, to }) => typeof to === 'string' ? [{ field, value: to }] : [])
  const found = await holdersOf(wanted, account.remoteId, context)
  if (!Array.isArray(found)) return found
  if (found.length === 0 && wanted.length > 1) return split(step, account)
  const fields = found.length > 0 ? found : step.changes.map(({ field }) => field)
  const known = fields.reduce((result, field) => refusing(result, nameOf(step, field), writtenIn(step, field) ?? null, 'identity_conflict', 'in_use'), account)
  return { kind: 'held', reason: 'identity_conflict', known }
}

/** A refusal that names no field: the fields go one by one, and the guilty one stays behind. */
function refused (step: Step, account: KnownAccount, code: string): Outcome {
  if (step.changes.length > 1) return split(step, account)
  return { kind: 'held', reason: 'refused_value', known: step.changes.reduce((result, { field, to }) => refusing(result, nameOf(step, field), to, 'refused_value', code), account) }
}

const split = ({ kind }: Step, account: KnownAccount): Outcome =>
  ({ kind: 'held', reason: 'refused_value', known: noting(account, { split: [...new Set([...asList(account.notes?.split), kind])] }) })

/** Being active is the account, or its end. */
const nameOf = ({ effect }: Step, field: string): string => field !== 'active' ? field : effect === 'creates' ? 'hire' : 'termination'
