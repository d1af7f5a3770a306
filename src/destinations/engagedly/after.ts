import type { Instant } from '../../domain/calendar.ts'
import type { Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { after as accepted, noting } from '../accounts/after.ts'
import type { EngagedlyOptions } from './options.ts'

/** Engagedly answers when it is done; this is for its own copies. */
export const SETTLE_MS = 2000

/** What we know once Engagedly has said yes to a step: whoever is blocked for an absence is still one of them. */
export function after (step: Step, known: KnownAccount, at: Instant, { confirm }: Pick<EngagedlyOptions, 'confirm'>): KnownAccount {
  const account = accepted(step, known, at, { confirm, settleMs: SETTLE_MS })
  switch (step.kind) {
    case 'block': return noting(account, { away: true })
    case 'unblock': return noting(account, { away: false })
    case 'end': case 'activate': return noting(account, { away: false, blocked_there: false })
    default: return account
  }
}
