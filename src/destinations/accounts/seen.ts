import type { Instant } from '../../domain/calendar.ts'
import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import { noting, refusing, without } from './after.ts'
import { same, type Kind } from './kinds.ts'

/** One account as a platform shows it, in the form in which fields are compared. */
export interface Seen {
  remoteId: string
  ended: boolean
  /** Only what the answer really held: a field that is never shown is no difference. */
  fields: RemoteFields
  notes?: Record<string, RemoteValue>
}

/** What we know after somebody was seen there; what we put there, and what was refused, is remembered while it is the same account. */
export function accountOf ({ remoteId, ended, fields, notes }: Seen, at: Instant, before?: KnownAccount): KnownAccount {
  const known = before?.remoteId === remoteId ? before : undefined
  return {
    kind: ended ? 'ended' : 'active',
    remoteId,
    fields: { ...known?.fields, ...fields },
    put: known?.put ?? {},
    ...(known?.refused && { refused: known.refused }),
    ...(known?.confirm && { confirm: known.confirm }),
    ...(known?.confirmed !== undefined && { confirmed: known.confirmed }),
    notes: { ...known?.notes, ...notes, read_at: at }
  }
}

/** Date and reason of an end, and the end itself, are one question: what a field of it is called in `refused`. */
export type NameOf = (field: string) => string

export interface Comparing {
  kindOf (field: string): Kind
  /** How long a write may take to become visible there, in milliseconds. */
  settleMs: number
  nameOf?: NameOf
}

/**
 * Compares what was written with what stands there. The first disagreement makes what was read the truth, so that the
 * difference is sent once more; the second one is somebody's question.
 */
export function compared (before: KnownAccount, seen: Seen, at: Instant, { kindOf, settleMs, nameOf = (field) => field }: Comparing): KnownAccount {
  const { confirm, confirmed, refused, ...rest } = accountOf(seen, at, before)
  if (confirm === undefined || confirm.fields.length === 0) return { ...rest, ...(refused && { refused }), ...(confirmed !== undefined && { confirmed }) }
  const visibleAt = Number(before.notes?.written_at ?? 0) + settleMs
  if (at < visibleAt) return tooEarly({ ...rest, confirm, ...(refused && { refused }) }, before, visibleAt)
  const off = confirm.fields.filter((field) => seen.fields[field] !== undefined && !same(kindOf(field), before.fields[field], seen.fields[field]))
  const again = off.filter((field) => isUnkept(before, field))
  const left = without(refused, confirm.fields.filter((field) => !off.includes(field)).map(nameOf).filter((name) => !off.map(nameOf).includes(name)))
  const result: KnownAccount = { ...noting(rest, { unkept: off }), ...(left && { refused: left }) }
  if (off.length === 0) return { ...result, confirmed: true }
  if (again.length === 0) return result
  const meant = (name: string): RemoteValue => before.fields[again.find((field) => nameOf(field) === name)!] ?? null
  return { ...[...new Set(again.map(nameOf))].reduce((known, name) => refusing(known, name, meant(name), 'unconfirmed', 'not_kept'), result), confirmed: false }
}

const isUnkept = ({ notes }: KnownAccount, field: string): boolean => Array.isArray(notes?.unkept) && notes.unkept.includes(field)

/** Read for another reason, before our last write can be visible: what we wrote stands until it is looked at in time. */
function tooEarly (seen: KnownAccount, { kind, fields }: KnownAccount, at: Instant): KnownAccount {
  const written = Object.fromEntries(Object.entries(fields).filter(([field]) => seen.confirm!.fields.includes(field)))
  return { ...seen, kind, fields: { ...seen.fields, ...written }, confirm: { ...seen.confirm!, at } }
}
