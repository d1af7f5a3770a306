import type { Instant } from '../../domain/calendar.ts'
import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import { noting, refusing, without } from '../accounts/after.ts'
import { SETTLE_MS } from './after.ts'
import { asList, same, without as lacking } from '../accounts/kinds.ts'
import { attributeOf, kindOf } from './lines.ts'
import { accountOf, type Person } from './person.ts'

const isEnding = (field: string): boolean => field.startsWith('resignation_')

/**
 * Compares what was written with what stands there. The first disagreement makes what was read the truth, so that the
 * difference is sent once more; the second one is somebody's question.
 */
export function compared (before: KnownAccount, person: Person, at: Instant): KnownAccount {
  const known = claiming(before, person)
  const seen = accountOf(person, at, known)
  const { confirm, confirmed, refused, ...rest } = seen
  if (confirm === undefined) return seen
  if (confirm.fields.length === 0) return { ...rest, ...(refused && { refused }), ...(confirmed !== undefined && { confirmed }) }
  const visibleAt = Number(known.notes?.written_at ?? 0) + SETTLE_MS
  if (at < visibleAt) return tooEarly(seen, known, visibleAt)
  const unseenSince = hasNotMoved(known, person) ? sinceWhen(known, at) : undefined
  if (unseenSince !== undefined && Math.abs(at - unseenSince) < SETTLE_MS) return noting(tooEarly(seen, known, unseenSince + SETTLE_MS), { unseen_since: unseenSince })
  if (wasNotReactivated(known, person)) return stillEnded({ ...rest, ...(refused && { refused }) })
  const off = confirm.fields.filter((field) => !isKept(field, known, person))
  const unkept = asList(known.notes?.unkept)
  // An ending that shows another date or reason cannot be sent again.
  const again = off.filter((field) => unkept.includes(field) || (isEnding(field) && person.ended))
  const left = without(refused, confirm.fields.filter((field) => !off.includes(field)).map(nameOf).filter((name) => !off.map(nameOf).includes(name)))
  const { reactivated: __, ...notes }: RemoteFields = { ...rest.notes, unkept: off }
  const result = { ...rest, put: stillOurs(known, person), notes, ...(left && { refused: left }) }
  if (off.length === 0) return { ...result, confirmed: true }
  return again.length === 0 ? result : { ...refusingAll(result, again, known), confirmed: false }
}

/** What has changed there while there was doubt is ours: nobody else would ever take it away again. */
function claiming (known: KnownAccount, { fields }: Person): KnownAccount {
  if (known.confirm?.doubted !== true) return known
  const groups = lacking('labels', asList(fields.groups), asList(known.fields.groups))
  const put: RemoteFields = {
    ...known.put,
    ...(groups.length > 0 && { groups: [...asList(known.put.groups), ...groups] }),
    ...(fields.blocked !== undefined && !same('flag', known.fields.blocked, fields.blocked) && { blocked: fields.blocked })
  }
  return { ...known, put }
}

/**
 * Nothing is to be seen of an ending, or of a reactivation. Neither can be said again without harm, and a clock that jumped
 * makes any look too early: it is believed when it has been seen twice.
 */
const hasNotMoved = (known: KnownAccount, person: Person): boolean =>
  wasNotReactivated(known, person) || (known.kind === 'ended' && !person.ended && known.confirm!.fields.some(isEnding))

/** When that was seen for the first time since the last write. */
function sinceWhen ({ notes }: KnownAccount, at: Instant): Instant {
  const since = Number(notes?.unseen_since ?? -Infinity)
  return since >= Number(notes?.written_at ?? 0) ? since : at
}

/** The ending that stood there before still does. Another one was made since, perhaps by a call of ours whose answer was lost. */
function wasNotReactivated ({ notes }: KnownAccount, { ended, fields }: Person): boolean {
  if (!ended || notes?.reactivated === undefined || notes.reactivated === false) return false
  return notes.reactivated === true || fields.resignation_date === undefined || same('date', notes.reactivated, fields.resignation_date)
}

/** Read for another reason, before our last write can be visible: what we wrote stands until it is looked at in time. */
function tooEarly (seen: KnownAccount, known: KnownAccount, at: Instant): KnownAccount {
  const { fields } = known.confirm!
  const written = Object.fromEntries(Object.entries(known.fields).filter(([field]) => fields.includes(field)))
  // Of groups, what others have added meanwhile is seen already: only what we have taken away may still be shown.
  if (written.groups !== undefined) written.groups = [...new Set([...asList(written.groups), ...lacking('labels', asList(known.notes?.groups_removed), asList(seen.fields.groups))])]
  return { ...seen, kind: known.kind, fields: { ...seen.fields, ...written }, confirm: { ...known.confirm!, at } }
}

const stillEnded = (known: KnownAccount): KnownAccount =>
  ({ ...refusing({ ...known, notes: { ...known.notes, reactivated: false } }, 'hire', 'update', 'unconfirmed', 'still_ended'), confirmed: false })

/** Date and reason are one thing: the ending. */
const nameOf = (field: string): string => isEnding(field) ? 'termination' : field

function refusingAll (known: KnownAccount, fields: string[], meant: KnownAccount): KnownAccount {
  const meantBy = (name: string): RemoteValue => meant.fields[name === 'termination' ? 'resignation_date' : name] ?? null
  return [...new Set(fields.map(nameOf))].reduce((result, name) => refusing(result, name, meantBy(name), 'unconfirmed', 'not_kept'), known)
}

function isKept (field: string, known: KnownAccount, person: Person): boolean {
  const shown = person.fields[field]
  if (shown === undefined && !(attributeOf(field) !== undefined && person.attributesShown)) return true
  if (field !== 'groups') return same(kindOf(field), known.fields[field], shown)
  // Groups that somebody else added or took away meanwhile are no disagreement about ours.
  return lacking('labels', asList(known.put.groups), asList(shown)).length === 0 && stillThere(known, person).length === 0
}

/** Groups that we took away, and that are there all the same, are ours still. */
function stillOurs (known: KnownAccount, person: Person): RemoteFields {
  const back = stillThere(known, person)
  return back.length === 0 ? known.put : { ...known.put, groups: [...asList(known.put.groups), ...back] }
}

function stillThere (known: KnownAccount, { fields }: Person): string[] {
  const removed = asList(known.notes?.groups_removed)
  return lacking('labels', removed, lacking('labels', removed, asList(fields.groups)))
}
