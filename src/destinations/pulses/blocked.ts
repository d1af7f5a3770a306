import type { Desired, KnownAccount } from '../../domain/destination.ts'
import type { Finding } from './findings.ts'
import { linesOf } from './lines.ts'
import { registersTold, type Meant } from './meant.ts'
import type { PulsesOptions } from './options.ts'

/**
 * blocked means "no notifications for now", never "has left"; why somebody is away is not told. Whom an administrator of
 * Pulses has blocked stays blocked, as long as HR never spoke of an absence.
 */
export function blockedMeant (desired: Desired, known: KnownAccount | undefined, options: PulsesOptions): { meant: Meant[], findings: Finding[] } {
  const line = linesOf(desired.fields, options).find(({ kind }) => kind === 'flag')
  if (line === undefined) return { meant: [], findings: [] }
  const registers = registersTold(line, desired.fields)
  if (registers.length === 0 && known?.put.blocked === undefined) return { meant: [], findings: [] }
  const away = (desired.onLeave && line.from.includes('leave')) || (desired.onVacation && line.from.includes('vacation'))
  return { meant: [{ ...line, value: away ? 1 : 0, registers }], findings: announced(desired, line.from) }
}

/** An absence that has not begun is not settled yet. */
function announced ({ fields, today, onLeave, onVacation }: Desired, during: readonly string[]): Finding[] {
  const spans = [['leave', onLeave] as const, ['vacation', onVacation] as const]
  return spans.flatMap(([span, now]): Finding[] => {
    const from = fields[span]?.from
    return during.includes(span) && !now && from !== undefined && from > today ? [{ wait: { registers: [span], why: span } }] : []
  })
}
