import type { Desired, Step } from '../../domain/destination.ts'
import type { Known, KnownAccount } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, noting, refusing, writtenIn } from '../accounts/after.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { isBlank, same } from '../accounts/kinds.ts'
import { accountOf } from '../accounts/seen.ts'
import { inConflict, sought } from '../accounts/sought.ts'
import { after } from './after.ts'
import { wrongIn, type Wrong } from './answers.ts'
import { bodyOf } from './body.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type EngagedlyContext, type Reply } from './exchange.ts'
import { find, identifiersOf } from './identity.ts'
import { FIELDS, attributeOf, REQUIRED } from './lines.ts'
import { readAll, readIfOld } from './lists.ts'
import { attributeNamed, MANDATORY, mandatoryIn, YES } from './mandatory.ts'
import { made } from './plan.ts'
import { usersOf } from './seen.ts'

/** Makes an account. A field that Engagedly does not take is left for later: nobody waits for an account because of it. */
export async function create (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const posted = await post(step, context)
  if ('refusal' in posted) return await refused(step, posted.refusal, desired, known, context)
  return 'outcome' in posted ? posted.outcome : { kind: 'delivered', known: posted.account }
}

/** Made and blocked at once. Should the second call fail, the next plan ends the account without another word. */
export async function createBlocked (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const changes = step.changes.filter(({ field }) => field !== 'status')
  const outcome = await create({ ...step, kind: 'create', calls: step.calls.slice(0, 1), changes }, desired, known, context)
  const account = outcome.kind === 'delivered' ? accountIn(outcome.known) : undefined
  if (account === undefined || account.notes?.made !== true) return outcome
  const marked = noting(account, { made_blocked: true })
  const code = (step.calls[1]?.body as { block_reason_code?: string } | undefined)?.block_reason_code
  const reply = await exchange(calls.deactivates(account.remoteId, code), context)
  if (reply.kind !== 'ok') return { kind: 'delivered', known: marked }
  const ends: Step = { ...step, kind: 'end', effect: 'ends', changes: step.changes.filter(({ field }) => field === 'status') }
  return { kind: 'delivered', known: after(ends, marked, context.now(), context.options) }
}

type Refused = Extract<Reply, { kind: 'refusal' }>
type Posted = { account: KnownAccount } | { refusal: Refused } | { outcome: Outcome }

async function post (step: Step, context: EngagedlyContext): Promise<Posted> {
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return { outcome: reply.outcome }
  if (reply.kind === 'refusal') return { refusal: reply }
  const data = isObject(reply.body) ? [reply.body.data].flat()[0] : undefined
  const id = isObject(data) ? idIn(data.id) : undefined
  if (id === undefined) return { outcome: { kind: 'unknown', code: 'no_id' } }
  // An answer about somebody else would make their account this person's.
  const [shown] = await usersOf(reply.body, context)
  const sent = writtenIn(step, 'email')
  if (sent !== undefined && !isBlank(shown?.fields.email) && !same('email', shown?.fields.email, sent)) return { outcome: { kind: 'unknown', code: 'somebody_else' } }
  const account = after(step, made(id), context.now(), context.options)
  return { account: noting({ ...account, fields: { status: 'Active', ...account.fields } }, { made: true }) }
}

async function refused (step: Step, { why, body }: Refused, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const wrong = wrongIn(body)
  if (why === 'duplicate') return await claimed(step, wrong, desired, known, context)
  if (why !== 'invalid') return unexpected(why)
  const demanded = await demand(wrong, step, known, context)
  if (demanded !== undefined) return demanded.kind === 'delivered' ? { kind: 'later', code: 'missing_field', known } : demanded
  const needed = [...REQUIRED, ...mandatoryIn(context.catalogue)]
  const optional = wrong.filter(({ field }) => !needed.includes(field) && writtenIn(step, field) !== undefined)
  if (optional.length === 0) return { kind: 'refused', code: wrong.map(({ field, code }) => `${code}:${field}`).join(',') || 'invalid', ...(wrong[0] !== undefined && { field: wrong[0].field }) }
  const read = await readIfOld(optional, known, context)
  if (read !== undefined) return read.kind === 'delivered' ? { kind: 'later', code: 'old_lists', known } : read
  return await without(optional, step, desired, known, context)
}

/**
 * A field that the organisation demands and that was not in the body: known from now on, so that it is asked for by name. An
 * attribute that is not listed was made since the lists were read: what it is called is read first. Undefined: nothing was demanded.
 */
export async function demand (wrong: readonly Wrong[], step: Step, known: Known, context: EngagedlyContext): Promise<Outcome | undefined> {
  const demanded = wrong.filter(({ field, code }) => code === 'missing_field' && writtenIn(step, field) === undefined && (FIELDS.includes(field) || attributeOf(field) !== undefined))
  if (demanded.length === 0) return undefined
  const isNew = ({ field }: Wrong): boolean => attributeOf(field) !== undefined && attributeNamed(attributeOf(field)!, context.catalogue) === undefined
  const read: Outcome = demanded.some(isNew) ? await readAll(known, context) : { kind: 'delivered', known }
  if (read.kind === 'delivered') await context.learn(MANDATORY, demanded.map(({ field }) => ({ label: field, remoteId: YES })))
  return read
}

/** The same without what was refused, which is remembered once there is an account. */
async function without (wrong: readonly Wrong[], step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const changes = step.changes.filter((each) => !wrong.some(({ field }) => field === each.field))
  const outcome = await create({ ...step, calls: [calls.creates(bodyOf(changes, context))], changes }, desired, known, context)
  if (outcome.kind !== 'delivered' || accountIn(outcome.known)?.notes?.made !== true) return outcome
  return { kind: 'delivered', known: wrong.reduce((account, { field, code }) => refusing(account, field, writtenIn(step, field) ?? null, 'refused_value', code), accountIn(outcome.known)!) }
}

/** Somebody has the address or the number: who it is is found out by looking, never from the text. */
async function claimed (step: Step, wrong: readonly Wrong[], desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const at = context.now()
  const others = wrong.filter(({ field, code }) => code === 'duplicate_value' && field !== 'email' && field !== 'employee_id' && writtenIn(step, field) !== undefined)
  if (others.length > 0) return await without(others, step, desired, known, context)
  const found = await find(desired, context)
  // When they were looked for is remembered: what is read from now on decides.
  if (found.kind === 'stop') return found.outcome.kind === 'later' ? { ...found.outcome, known } : found.outcome
  if (found.kind !== 'none') return sought(found, at, known, accountOf)
  const wanted = identifiersOf(desired, context)
  const isNumber = wanted.employee_id !== undefined && !wrong.every(({ field }) => field === 'email')
  const lookedAt = known.kind === 'absent' ? known.lookedAt : at
  // Whoever came after everybody was read is in no directory: they are read once more, and then believed.
  if (isNumber && (await context.directory.completeSince() ?? -Infinity) < lookedAt) {
    await context.directory.expire()
    return { kind: 'later', code: 'number_in_use', known: { kind: 'absent', lookedAt } }
  }
  const keys = Object.keys(wanted).sort()
  return inConflict({ ids: [], keys, detail: `Engagedly says that one of ${keys.join(', ')} is in use, and shows nobody who has it. Approve to try again.` }, at, known)
}
