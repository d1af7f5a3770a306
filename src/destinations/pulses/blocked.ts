import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { registersTold, type Meant } from '../accounts/meant.ts'
import { linesOf } from './lines.ts'
import type { PulsesOptions } from './options.ts'

/**
 * blocked means "no notifications for now", never "has left"; why somebody is away is not told. Whom an administrator of
 * Pulses has blocked stays blocked, as long as HR never spoke of an absence.
 */
export function blockedMeant (desired: Desired, known: KnownAccount | undefined, options: PulsesOptions): Meant[] {
  const line = linesOf(desired.fields, options).find(({ field }) => field === 'blocked')
  if (line === undefined) return []
  const registers = registersTold(line, desired.fields)
  if (registers.length === 0 && known?.put.blocked === undefined) return []
  const away = (desired.onLeave && line.from.includes('leave')) || (desired.onVacation && line.from.includes('vacation'))
  return [{ field: line.field, kind: line.kind, value: away ? 1 : 0, registers }]
}
