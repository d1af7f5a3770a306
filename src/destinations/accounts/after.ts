import type { Instant } from '../../domain/calendar.ts'
import type { Step } from '../../domain/destination.ts'
import type { Known, KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'

export interface AfterOptions {
  confirm: boolean
  /** How long a write may take to become visible there, in milliseconds. */
  settleMs: number
}

/**
 * What we know once a platform has said yes to a step. That is accepted, not seen: everything written is read back. A refusal
 * is remembered until then, so that a value which is accepted and lost again comes back to the person who was asked.
 */
export function after (step: Step, known: KnownAccount, at: Instant, { confirm, settleMs }: AfterOptions): KnownAccount {
  const written = writtenBy(step)
  const { confirm: before, confirmed: _, refused, gone: __, ...rest } = known
  const fields = [...new Set([...before?.fields ?? [], ...Object.keys(written)])]
  const unkept = known.notes?.unkept
  const round = Array.isArray(unkept) && unkept.some((field) => fields.includes(field)) ? 2 : 1
  const kept = confirm ? refused : without(refused, Object.keys(written))
  return {
    ...rest,
    kind: step.effect === 'ends' || step.effect === 'erases' ? 'ended' : step.effect === 'creates' ? 'active' : known.kind,
    fields: { ...known.fields, ...written },
    put: { ...known.put, ...written },
    ...(kept && { refused: kept }),
    notes: { ...known.notes, written_at: at },
    ...(confirm && { confirm: { at: at + settleMs, fields, round } })
  }
}

export const writtenBy = ({ changes }: Step): RemoteFields => Object.fromEntries(changes.map(({ field, to }) => [field, to]))

/** What a step writes into one field. */
export const writtenIn = ({ changes }: Step, name: string): RemoteValue | undefined => changes.find(({ field }) => field === name)?.to

/** An account that has only just been made: nothing of it is known but what we wrote. */
export const newAccount = (remoteId: string): KnownAccount => ({ kind: 'active', remoteId, fields: {}, put: {} })

export const accountIn = (known: Known): KnownAccount | undefined => known.kind === 'active' || known.kind === 'ended' ? known : undefined

export function without<T> (record: Record<string, T> | undefined, names: string[]): Record<string, T> | undefined {
  const left = Object.entries(record ?? {}).filter(([name]) => !names.includes(name))
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

/** Remembers that a platform would not have a value, how often, and why. */
export function refusing (known: KnownAccount, field: string, value: RemoteValue, reason: NonNullable<KnownAccount['refused']>[string]['reason'], code: string): KnownAccount {
  const times = (known.refused?.[field]?.times ?? 0) + 1
  return { ...known, refused: { ...known.refused, [field]: { value, reason, code, times } } }
}

export const noting = (known: KnownAccount, notes: Record<string, RemoteValue>): KnownAccount => ({ ...known, notes: { ...known.notes, ...notes } })
