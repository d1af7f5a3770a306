import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { noting } from '../accounts/after.ts'
import { isObject } from '../accounts/exchange.ts'
import { compared, type Seen } from '../accounts/seen.ts'
import { isAway, wasAway } from './absence.ts'
import { SETTLE_MS } from './after.ts'
import { FORMS, NUMBER } from './body.ts'
import { nobodyElse } from './directory.ts'
import type { EngagedlyContext } from './exchange.ts'
import { kindOf } from './lines.ts'
import type { EngagedlyOptions } from './options.ts'
import { usersIn, type User } from './user.ts'

/** Everybody in an answer; their numbers are noted on the way. */
export async function usersOf (body: unknown, { catalogue, directory, learn }: EngagedlyContext): Promise<User[]> {
  const data = isObject(body) ? body.data : undefined
  const users = usersIn(data, (list, label) => catalogue.find(list, label)?.remoteId)
  if (users.length > 0) await directory.note(users.map(entryOf))
  const first: unknown = [data].flat()[0]
  if (isObject(first) && typeof first.id === 'number' && catalogue.find(FORMS, 'users') === undefined) await learn(FORMS, [{ label: 'users', remoteId: NUMBER }])
  return users
}

export const entryOf = ({ remoteId, fields: { employee_id: number } }: User): { remoteId: string, key: string | null } =>
  ({ remoteId, key: typeof number === 'string' && number !== '' ? nobodyElse(number) : null })

/** Whoever is blocked while they are away has not ended, whoever blocked them; everybody else who is blocked has. */
export function seenAs ({ remoteId, blocked, fields }: User, desired: Desired, options: EngagedlyOptions, before?: KnownAccount): Seen {
  const wasBefore = before?.kind === 'active' && wasAway(before)
  const away = blocked && (wasBefore || (desired.state !== 'ended' && isAway(desired, options)))
  return { remoteId, ended: blocked && !away, fields, notes: { away } }
}

/** Compares what was written with what stands there; whom somebody there has blocked, although HR has them at work, is asked about. */
export function readBack (before: KnownAccount, user: User, at: number, desired: Desired, options: EngagedlyOptions): KnownAccount {
  const seen = seenAs(user, desired, options, before)
  const nameOf = (field: string): string => field === 'status' && before.kind === 'ended' ? 'termination' : field
  const known = compared(before, seen, at, { kindOf, settleMs: SETTLE_MS, nameOf })
  const isTheirDoing = before.kind === 'active' && known.kind === 'ended' && desired.state === 'active'
  return isTheirDoing ? noting(known, { blocked_there: desired.fields.hire_date ?? '' }) : known
}
