import type { BulkItem, Desired, Step } from '../../../domain/destination.ts'
import type { Known, KnownAccount } from '../../../domain/known.ts'
import type { Outcome } from '../../../domain/outcome.ts'
import { accountIn, after, newAccount, noting, refusing, without } from '../../accounts/after.ts'
import { isObject } from '../../accounts/exchange.ts'
import * as calls from '../calls.ts'
import { exchange, unexpected, type ScimContext } from '../exchange.ts'
import { lastEntryOf } from './logs.ts'

const MINUTE_MS = 60_000
/** How often the logs are read after one upload, before somebody is asked. */
const MOST_READS = 3

export async function run (step: Step, desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  switch (step.kind) {
    // Nobody can be looked up: whoever was not uploaded is not there, as far as anybody knows.
    case 'look': return { kind: 'delivered', known: { kind: 'absent', lookedAt: context.now() } }
    case 'read': return await read(known, context)
    default: {
      const [outcome] = await upload([{ step, desired, known }], context)
      return outcome!
    }
  }
}

/** Up to fifty people in one call, which says nothing of any of them. Undefined: one of them was refused, and nobody knows who. */
export async function upload (items: BulkItem[], context: ScimContext): Promise<(Outcome | undefined)[]> {
  const operations = items.map(({ step }, n): calls.BulkOperation => ({ ...operationIn(step), bulkId: String(n + 1) }))
  const reply = await exchange(calls.uploads(operations), context)
  if (reply.kind === 'ok') return items.map(({ step, known }) => ({ kind: 'delivered', known: accepted(step, known, context) }))
  const outcome = reply.kind === 'stop' ? reply.outcome : unexpected(reply.why)
  return items.map(() => reply.kind === 'refusal' && items.length > 1 && outcome.kind === 'refused' ? undefined : outcome)
}

function operationIn ({ calls: [call] }: Step): calls.BulkOperation {
  const { Operations: [operation] } = call!.body as { Operations: [calls.BulkOperation] }
  return operation
}

function accepted (step: Step, known: Known, { options, now }: ScimContext): KnownAccount {
  const { data } = operationIn(step)
  const externalId = isObject(data) ? String(data.externalId) : ''
  const account = after(step, accountIn(known) ?? newAccount(externalId), now(), { confirm: options.confirm && options.logs_url !== undefined, settleMs: options.logs_delay_minutes * MINUTE_MS })
  const { refused, ...rest } = account
  const left = without(refused, ['upload'])
  return noting({ ...rest, kind: step.kind === 'reactivate' ? 'active' : account.kind, ...(left && { refused: left }) }, { log_reads: 0 })
}

/** What became of the last upload, as far as the logs say so by now. */
async function read (known: Known, context: ScimContext): Promise<Outcome> {
  const account = accountIn(known)
  if (account?.confirm === undefined) return { kind: 'delivered', known }
  const { confirm, ...rest } = account
  const { options: { logs_url: url, logs_delay_minutes: minutes } } = context
  const since = Number(account.notes?.written_at ?? NaN)
  if (url === undefined || Number.isNaN(since) || confirm.fields.length === 0) return { kind: 'delivered', known: rest }
  const at = context.now()
  const reads = Number(account.notes?.log_reads ?? 0)
  const due = since + minutes * MINUTE_MS * 2 ** reads
  const later = (when: number): KnownAccount => ({ ...account, confirm: { ...confirm, at: when } })
  if (at < due) return { kind: 'delivered', known: later(due) }
  const found = await lastEntryOf(account.remoteId, since, context)
  if ('outcome' in found) return found.outcome
  if (found.entry === undefined && reads + 1 < MOST_READS) return { kind: 'delivered', known: noting(later(since + minutes * MINUTE_MS * 2 ** (reads + 1)), { log_reads: reads + 1 }) }
  if (found.entry === undefined) return { kind: 'delivered', known: failed(rest, 'not_in_logs') }
  switch (found.entry.status) {
    case 'success': case 'warning': return { kind: 'delivered', known: { ...rest, confirmed: true } }
    case 'failure': return { kind: 'delivered', known: failed(rest, found.entry.code) }
    // Out of its scope, or nothing new: the service says neither yes nor no.
    default: return { kind: 'delivered', known: noting(rest, { skipped: found.entry.code }) }
  }
}

const failed = (account: KnownAccount, code: string): KnownAccount =>
  ({ ...refusing(noting(account, { failures: Number(account.notes?.failures ?? 0) + 1 }), 'upload', null, 'unconfirmed', code), confirmed: false })
