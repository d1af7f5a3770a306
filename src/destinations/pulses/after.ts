import type { Instant } from '../../domain/calendar.ts'
import type { KnownAccount, RemoteFields, RemoteValue, Step } from '../../domain/destination.ts'
import { asList, without as lacking } from './kinds.ts'
import type { PulsesOptions } from './options.ts'
import { ourGroups } from './steps.ts'

/** How long the background job of Pulses usually takes, and how long "not found" does not count after a write. */
export const SETTLE_MS = 30_000

/**
 * What we know once Pulses has said yes to a step. That is accepted, not applied: everything written is read back. A refusal
 * is remembered until then, so that a value which is accepted and lost again comes back to the person who was asked.
 */
export function after (step: Step, known: KnownAccount, at: Instant, { confirm }: Pick<PulsesOptions, 'confirm'>): KnownAccount {
  const written = Object.fromEntries(step.changes.map(({ field, to }) => [field, to]))
  const ours: RemoteFields = written.groups === undefined ? {} : { groups: ourGroups(known, written.groups) }
  const { confirm: before, confirmed: _, refused, gone: __, ...rest } = known
  const fields = [...new Set([...before?.fields ?? [], ...Object.keys(written)])]
  const unkept = known.notes?.unkept
  const round = Array.isArray(unkept) && unkept.some((field) => fields.includes(field)) ? 2 : 1
  const kept = confirm ? refused : without(refused, Object.keys(written))
  const removed: RemoteFields = 'groups' in written ? { groups_removed: lacking('groups', asList(known.fields.groups), asList(written.groups)) } : {}
  return {
    ...rest,
    kind: step.effect === 'ends' ? 'ended' : 'active',
    fields: { ...known.fields, ...written },
    put: { ...known.put, ...written, ...ours },
    ...(kept && { refused: kept }),
    notes: { ...known.notes, ...removed, written_at: at, ...(step.kind === 'reactivate' && { reactivated: known.fields.resignation_date ?? true }) },
    ...(confirm && { confirm: { at: at + SETTLE_MS, fields, round } })
  }
}

/** An account that has only just been made: nothing of it is known but what we wrote. */
export const newAccount = (remoteId: string): KnownAccount => ({ kind: 'active', remoteId, fields: {}, put: {} })

export function without<T> (record: Record<string, T> | undefined, names: string[]): Record<string, T> | undefined {
  const left = Object.entries(record ?? {}).filter(([name]) => !names.includes(name))
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

/** Remembers that Pulses would not have a value, how often, and why. */
export function refusing (known: KnownAccount, field: string, value: RemoteValue, reason: NonNullable<KnownAccount['refused']>[string]['reason'], code: string): KnownAccount {
  const times = (known.refused?.[field]?.times ?? 0) + 1
  return { ...known, refused: { ...known.refused, [field]: { value, reason, code, times } } }
}

export const noting = (known: KnownAccount, notes: Record<string, RemoteValue>): KnownAccount => ({ ...known, notes: { ...known.notes, ...notes } })
