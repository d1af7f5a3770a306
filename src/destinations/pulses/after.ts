import type { Instant } from '../../domain/calendar.ts'
import type { Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields } from '../../domain/known.ts'
import { after as accepted, writtenBy } from '../accounts/after.ts'
import { asList, without as lacking } from '../accounts/kinds.ts'
import type { PulsesOptions } from './options.ts'
import { ourGroups } from './steps.ts'

/** How long the background job of Pulses usually takes, and how long "not found" does not count after a write. */
export const SETTLE_MS = 30_000

/** What we know once Pulses has said yes to a step: of groups, which are ours and which we took away, and what a reactivation found. */
export function after (step: Step, known: KnownAccount, at: Instant, { confirm }: Pick<PulsesOptions, 'confirm'>): KnownAccount {
  const written = writtenBy(step)
  const account = accepted(step, known, at, { confirm, settleMs: SETTLE_MS })
  const ours: RemoteFields = written.groups === undefined ? {} : { groups: ourGroups(known, written.groups) }
  const removed: RemoteFields = 'groups' in written ? { groups_removed: lacking('labels', asList(known.fields.groups), asList(written.groups)) } : {}
  return {
    ...account,
    kind: step.effect === 'ends' ? 'ended' : 'active',
    put: { ...account.put, ...ours },
    notes: { ...account.notes, ...removed, ...(step.kind === 'reactivate' && { reactivated: known.fields.resignation_date ?? true }) }
  }
}
