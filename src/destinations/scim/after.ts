import type { Answer, Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { after as accepted, noting } from '../accounts/after.ts'
import { valueIn } from './attributes.ts'
import type { ScimContext } from './exchange.ts'
import { versionIn } from './resource.ts'

/** A provider answers when it has written; some show it from another replica. "Not found" does not count for so long after a write. */
export const SETTLE_MS = 5_000

/** What we know once a provider has said yes to a step. */
export function after (step: Step, known: KnownAccount, { now, options }: Pick<ScimContext, 'now' | 'options'>, version: string | undefined): KnownAccount {
  const account = accepted(step, known, now(), { confirm: options.confirm, settleMs: SETTLE_MS })
  const { conflicts: _, ...notes } = account.notes ?? {}
  const opened: KnownAccount = { ...account, kind: step.kind === 'reactivate' ? 'active' : account.kind, notes: { ...notes, version: version ?? null } }
  return step.effect === 'erases' ? noting(opened, { erased: true }) : opened
}

/** The version of what was written, as the answer tells it. */
export const versionOf = ({ headers }: Pick<Answer, 'headers'>, body: unknown): string | undefined =>
  versionIn(valueIn(valueIn(body, 'meta'), 'version')) ?? versionIn([Object.entries(headers).find(([name]) => name.toLowerCase() === 'etag')?.[1]].flat()[0])
