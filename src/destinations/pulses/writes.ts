import type { Desired, Known, KnownAccount, RemoteFields, Step } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { after, newAccount, noting, refusing, SETTLE_MS } from './after.ts'
import type { Refusal } from './answers.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { find, holdersOf } from './identity.ts'
import { isBlank } from './kinds.ts'
import { LISTS } from './labels.ts'
import { IDENTIFIERS } from './lines.ts'
import { accountIn, inConflict, missing, personAt, seen } from './looks.ts'
import { accountOf, idIn } from './person.ts'
import { isObject } from './envelope.ts'

const LEADER_TROUBLE: readonly Refusal[] = ['leader_not_found', 'leader_below', 'own_leader']
const MOST_LEADER_TRIES = 3

/** Makes an account. Leaders that Pulses does not take are left for later: nobody waits for an account because of them. */
export async function create (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const call = step.calls[0]!
  const reply = await exchange(call, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'refusal') {
    const { leaders, ...body } = call.body as Record<string, unknown>
    if (LEADER_TROUBLE.includes(reply.why) && leaders !== undefined) return await createWithout(step, body, reply.why, desired, known, context)
    return reply.why === 'duplicate' ? await claimed(step, desired, known, context) : unexpected(reply.why)
  }
  const id = idIn([reply.values].flat().find(isObject)?.id_person)
  if (id === undefined) return { kind: 'unknown', code: 'no_id' }
  await learnt(step, context)
  return { kind: 'delivered', known: after(step, newAccount(id), context.now(), context.options) }
}

async function createWithout (step: Step, body: object, why: Refusal, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const leaders = step.changes.find(({ field }) => field === 'leaders')
  const outcome = await create({ ...step, calls: [calls.creates({ ...body })], changes: step.changes.filter((each) => each !== leaders) }, desired, known, context)
  if (outcome.kind !== 'delivered') return outcome
  const account = accountIn(outcome.known)
  return account === undefined || leaders === undefined ? outcome : { kind: 'delivered', known: leadersRefused(account, leaders.to as string[], why, context) }
}

/**
 * Pulses says "already used" for any of the three identifiers, and for a body that it cannot read: who it is is found out by
 * looking, never from the text.
 */
async function claimed (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context, true)
  if (found.kind === 'stop') return found.outcome
  const account = accountIn(known)
  if (found.kind === 'one' && found.person.ended) {
    const old = accountOf(found.person, at, account)
    return { kind: 'held', reason: 'rehire', known: account === undefined ? old : refusing(old, 'hire', 'create', 'refused_value', 'duplicate') }
  }
  if (found.kind !== 'none') return seen(found, at, known)
  if (account !== undefined && !account.gone) return { kind: 'held', reason: 'rehire', known: refusing(account, 'hire', 'create', 'refused_value', 'duplicate') }
  const keys = step.changes.map(({ field }) => field).filter((field) => IDENTIFIERS.includes(field)).sort()
  return inConflict({ ids: [], keys, detail: `Pulses says that one of ${keys.join(', ')} is in use, or that the record cannot be read, and shows nobody who has it. Perhaps somebody who has left. Approve to try again.` }, at, known)
}

/** Changes fields of an account; whatever is refused stays behind alone. */
export async function update (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const account = accountIn(known)!
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') {
    await learnt(step, context)
    return { kind: 'delivered', known: settledLeaders(step, after(step, account, context.now(), context.options)) }
  }
  switch (reply.why) {
    case 'not_found': return await missing(desired, account, context, false)
    case 'leader_not_found': case 'leader_below': case 'own_leader':
      return { kind: 'held', reason: 'refused_value', known: leadersRefused(account, step.changes.find(({ field }) => field === 'leaders')?.to as string[] ?? [], reply.why, context) }
    case 'duplicate': return step.kind === 'rekey' ? await taken(step, account, context) : malformed(step, account)
    default: return await ifEndedMeanwhile(step, reply.why, account, context)
  }
}

/** Which of the new identifiers are somebody else's; when none is, the body was at fault. */
async function taken (step: Step, account: KnownAccount, context: PulsesContext): Promise<Outcome> {
  const wanted = step.changes.flatMap(({ field, to }) => typeof to === 'string' ? [{ field, value: to }] : [])
  const fields = await holdersOf(wanted, account.remoteId, context)
  if (!Array.isArray(fields)) return fields
  if (fields.length === 0) return malformed(step, account)
  const known = fields.reduce((result, field) => refusing(result, field, step.changes.find((each) => each.field === field)?.to ?? null, 'identity_conflict', 'in_use'), account)
  return { kind: 'held', reason: 'identity_conflict', known }
}

/** A body that Pulses cannot read names no field: the fields go one by one, and the guilty one stays behind. */
function malformed (step: Step, account: KnownAccount): Outcome {
  const [first, ...others] = step.changes
  if (first === undefined) return { kind: 'refused', code: 'malformed' }
  if (others.length > 0 && step.kind === 'update') return { kind: 'held', reason: 'refused_value', known: noting(account, { split: true }) }
  return { kind: 'held', reason: 'refused_value', known: step.changes.reduce((result, { field, to }) => refusing(result, field, to, 'refused_value', 'malformed'), account) }
}

/** A refusal that nobody knows may be about an account that has ended meanwhile. */
async function ifEndedMeanwhile (step: Step, why: Refusal, account: KnownAccount, context: PulsesContext): Promise<Outcome> {
  const at = context.now()
  const found = await personAt({ calls: [calls.reads(account.remoteId)] }, context)
  if (found.kind !== 'one' || !found.person.ended) return unexpected(why)
  const known = accountOf(found.person, at, account)
  return { kind: 'held', reason: 'rehire', known: step.kind === 'reactivate' ? refusing(known, 'hire', 'update', 'refused_value', why) : known }
}

/** They may not be visible to Pulses yet, or another change has to come first: some tries, then a question. */
function leadersRefused (account: KnownAccount, leaders: string[], why: Refusal, { now }: PulsesContext): KnownAccount {
  const meant = [...leaders].sort()
  const tries = JSON.stringify(account.notes?.leaders_meant) === JSON.stringify(meant) ? Number(account.notes?.leaders_tries ?? 0) + 1 : 1
  if (why === 'own_leader' || tries >= MOST_LEADER_TRIES) return refusing(withoutLeaderNotes(account), 'leaders', leaders, 'refused_value', why)
  return noting(account, { leaders_meant: meant, leaders_tries: tries, leaders_again_at: now() + SETTLE_MS * tries })
}

const settledLeaders = (step: Step, known: KnownAccount): KnownAccount => step.changes.some(({ field }) => field === 'leaders') ? withoutLeaderNotes(known) : known

function withoutLeaderNotes (known: KnownAccount): KnownAccount {
  const { leaders_meant: _, leaders_tries: __, leaders_again_at: ___, ...notes } = known.notes ?? {}
  return { ...known, notes }
}

/** A title or a group that was written exists there from now on. */
async function learnt (step: Step, { learn, catalogue }: PulsesContext): Promise<void> {
  const written: RemoteFields = Object.fromEntries(step.changes.map(({ field, to }) => [field, to]))
  for (const [field, list] of Object.entries(LISTS)) {
    const labels = isBlank(written[field]) ? [] : [written[field]].flat().map(String).filter((label) => catalogue.find(list, label) === undefined)
    if (labels.length > 0) await learn(list, labels.map((label) => ({ label })))
  }
}
