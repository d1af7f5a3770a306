import type { Answer, Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { newAccount } from '../accounts/after.ts'
import { accountOf } from '../accounts/seen.ts'
import { after, versionOf } from './after.ts'
import { valueIn } from './attributes.ts'
import { created } from './body.ts'
import * as calls from './calls.ts'
import { exchange, unexpected, type Refused, type ScimContext } from './exchange.ts'
import { find } from './identity.ts'
import { REKEYS } from './lines.ts'
import { inConflict, inTheWay } from '../accounts/sought.ts'
import { idIn, idOfLocation } from './resource.ts'

/** Makes an account. */
export async function create (step: Step, desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const reply = await exchange(step.calls[0]!, context)
  if (reply.kind === 'stop') return reply.outcome
  if (reply.kind === 'ok') return made(step, reply.answer, reply.body, context)
  if (reply.why === 'uniqueness') return await claimed(desired, known, context)
  const lesser = BY_A_VALUE.includes(reply.why) ? essential(step, context) : undefined
  return lesser === undefined ? unexpected(reply.why) : await create(lesser, desired, known, context)
}

/** Refusals that are about a value, and do not say which. */
export const BY_A_VALUE: readonly Refused['why'][] = ['invalid_value', 'invalid_syntax', 'invalid_path', 'no_target', 'mutability', 'too_large']

/** An account is there when we know its id: of the answer, or of where it says that it is. */
export function made (step: Step, { headers }: Pick<Answer, 'headers'>, body: unknown, context: ScimContext): Outcome {
  const location = Object.entries(headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
  const id = idIn(valueIn(body, 'id')) ?? idOfLocation([location].flat()[0])
  if (id === undefined) return { kind: 'unknown', code: 'no_id' }
  return { kind: 'delivered', known: after(step, newAccount(id), context, versionOf({ headers }, body)) }
}

/** Names and addresses, without which nobody takes an account. */
const ESSENTIAL: readonly string[] = [...REKEYS, 'displayName', 'name.givenName', 'name.familyName', 'active']

/**
 * The account with what no account is without. The rest follows by itself and is refused field by field, so that nobody
 * waits for an account because of a job title. Undefined: there is nothing to leave out.
 */
function essential (step: Step, { options }: ScimContext): Step | undefined {
  const names = [...ESSENTIAL, ...options.required]
  const changes = step.changes.filter(({ field }) => names.includes(field))
  return changes.length === step.changes.length ? undefined : { ...step, changes, calls: [calls.creates({ ...created(changes, options), active: true })] }
}

/** Somebody has this name, or this address: who it is is found out by looking, never from the text. */
async function claimed (desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const at = context.now()
  const found = await find(desired, context, true)
  if (found.kind === 'stop') return found.outcome
  if (found.kind !== 'none') return inTheWay(found, at, known, accountOf, 'uniqueness')
  return inConflict({ ids: [], keys: ['externalId', 'userName'], detail: 'The provider says that an identifier is in use, and shows nobody who has it. Perhaps somebody whom this credential may not see. Approve to try again.' }, at, known)
}
