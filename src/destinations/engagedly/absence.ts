import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Meant } from '../accounts/meant.ts'
import type { EngagedlyOptions } from './options.ts'

export const isAway = ({ onLeave, onVacation }: Pick<Desired, 'onLeave' | 'onVacation'>, { block_during: during }: Pick<EngagedlyOptions, 'block_during'>): boolean =>
  (onLeave && during.includes('leave')) || (onVacation && during.includes('vacation'))

/** Blocked for an absence is not ended: the account is remembered as that of somebody who is away. */
export const wasAway = (known: KnownAccount | undefined): boolean => known?.notes?.away === true

/** Of an account that is there: whoever is away is blocked, whoever was is not any more. Whoever leaves is not let in for that. */
export function statusMeant (desired: Desired, known: KnownAccount | undefined, options: EngagedlyOptions): Meant[] {
  if (known?.kind !== 'active' || desired.state === 'ended') return []
  const away = isAway(desired, options)
  if (!away && !wasAway(known)) return []
  const registers = (['leave', 'vacation'] as const).filter((register) => desired.fields[register] !== undefined)
  return [{ field: 'status', kind: 'word', value: away ? 'Blocked' : 'Active', registers }]
}
