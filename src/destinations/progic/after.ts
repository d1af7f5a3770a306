import type { Instant } from '../../domain/calendar.ts'
import type { Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { after as accepted, noting } from '../accounts/after.ts'
import { STATE } from './lines.ts'
import type { ProgicOptions } from './options.ts'
import { keyOf } from './templates.ts'

/** How long "not found" does not count after a write. Not public; nothing says that the API is anything but immediate. */
export const SETTLE_MS = 10_000

export const isReadable = ({ find, read }: Pick<ProgicOptions, 'find' | 'read'>): boolean => find.by !== 'none' || read.path !== undefined

/** What we know once Progic has said yes to a step; what cannot be read is not read back. */
export function after (step: Step, known: KnownAccount, at: Instant, options: ProgicOptions): KnownAccount {
  const account = accepted(step, known, at, { confirm: options.confirm && options.direction === 'push' && isReadable(options), settleMs: SETTLE_MS })
  const state = account.kind === 'ended' ? 'ended' : 'active'
  return noting({
    ...account,
    // Company code and number are the id: another number is another id of the same account.
    ...(options.id === 'key' && options.direction === 'push' && { remoteId: keyOf(account.fields) }),
    fields: { ...account.fields, [STATE]: state }
  }, { looked: false, published: options.direction === 'pull' })
}
