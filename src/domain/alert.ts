import type { Instant } from './calendar.ts'

/** What can be the matter. A closed list: part of the HTTP contract. */
export const ALERT_KINDS = [
  'held', 'brake', 'failed', 'termination_failed', 'message_failed', 'destination_stopped', 'destination_unwell', 'source_silent', 'source_unread',
  'worker_stalled', 'internal', 'alerts_undelivered'
] as const
export type AlertKind = typeof ALERT_KINDS[number]

export const SEVERITIES = ['warning', 'critical'] as const
export type Severity = typeof SEVERITIES[number]

/** Which thing it is about: names that owners gave, codes and numbers. Nothing personal. */
export interface About {
  destination?: string
  source?: string
  /** Of a hold. */
  reason?: string
  /** Of a failure; of a brake, its kind; `ending`: of holds that keep somebody who has left. */
  code?: string
  /** Of the events that show a failure: failed, or retrying while none was given up. */
  status?: string
  /** Of holds that one answer can take. */
  cause?: string
  /** Hours of silence that its owner allows. */
  hours?: number
}

/** Something that is the matter now, as the tables say it. */
export interface Cause {
  /** Null: the instance as a whole. */
  tenant: string | null
  /** Equal for all that is one alert. */
  key: string
  kind: AlertKind
  about: About
  count: number
  /** Undefined: since it was seen. */
  firstAt?: Instant | undefined
  lastAt?: Instant | undefined
}

/** A cause as it is remembered. */
export interface Alert extends Cause {
  id: string
  severity: Severity
  firstAt: Instant
  lastAt: Instant
  seenAt: Instant
  /** Since when it is not seen any more. */
  goneAt: Instant | null
  /** Null while it may still pass by itself. */
  openedAt: Instant | null
  toldAt: Instant | null
  toldCount: number
  clearedAt: Instant | null
}

export const TELLINGS = ['alert.opened', 'alert.grown', 'alert.cleared'] as const
export type Telling = typeof TELLINGS[number]

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** What passes by itself is no alert: it has to last so long first. Everything else is one at once. */
const PATIENCE: Partial<Record<AlertKind, number>> = { destination_unwell: 15 * MINUTE, worker_stalled: 10 * SECOND, internal: 5 * SECOND }

/** A cause that comes back sooner was never gone: whoever answers one question at once gets the next has one alert, not two. */
const GONE_AFTER = 15 * SECOND

/** Told again when there is so many times more of it; otherwise once a day, while it grows. */
const TENFOLD = 10

const CRITICAL: ReadonlySet<AlertKind> = new Set(['termination_failed', 'destination_stopped', 'worker_stalled', 'internal'])

/** Critical: somebody who has left may still get in, or nobody is served. */
export const severityOf = ({ kind, about }: Pick<Cause, 'kind' | 'about'>): Severity =>
  CRITICAL.has(kind) || (kind === 'brake' && about.code === 'endings') || (kind === 'held' && about.code === 'ending') ? 'critical' : 'warning'

export interface Step {
  alert: Alert
  /** What is to be said about it now. */
  tell?: Telling
}

/**
 * One cause a moment later: as it was remembered (`before`), as the tables have it now (`cause`). Pure. 'forget': it passed
 * before anybody was told. Undefined: nothing is new.
 */
export function advance (before: Alert | undefined, cause: Cause | undefined, now: Instant, id: string): Step | 'forget' | undefined {
  if (cause === undefined) return before && fade(before, now)
  const { firstAt = before?.firstAt ?? now, lastAt = firstAt } = cause
  if (before === undefined) return opened({ ...cause, id, severity: severityOf(cause), firstAt, lastAt, seenAt: now, goneAt: null, openedAt: null, toldAt: null, toldCount: 0, clearedAt: null }, now)
  const after: Alert = { ...before, about: cause.about, count: cause.count, firstAt: Math.min(before.firstAt, firstAt), lastAt: Math.max(before.lastAt, lastAt), goneAt: null }
  const step = before.openedAt === null ? opened(after, now) : grown(after, now)
  return step.tell === undefined && isSame(before, after) ? undefined : step
}

function opened (alert: Alert, now: Instant): Step {
  if (now - alert.seenAt < (PATIENCE[alert.kind] ?? 0)) return { alert }
  return { alert: { ...alert, openedAt: now, toldAt: now, toldCount: alert.count }, tell: 'alert.opened' }
}

function grown (alert: Alert, now: Instant): Step {
  const more = alert.count >= alert.toldCount * TENFOLD || (alert.count > alert.toldCount && now - (alert.toldAt ?? 0) >= DAY)
  return more ? { alert: { ...alert, toldAt: now, toldCount: alert.count }, tell: 'alert.grown' } : { alert }
}

function fade (alert: Alert, now: Instant): Step | 'forget' | undefined {
  if (alert.goneAt === null) return { alert: { ...alert, goneAt: now } }
  if (now - alert.goneAt < GONE_AFTER) return undefined
  return alert.openedAt === null ? 'forget' : { alert: { ...alert, clearedAt: now }, tell: 'alert.cleared' }
}

const isSame = (a: Alert, b: Alert): boolean =>
  a.count === b.count && a.firstAt === b.firstAt && a.lastAt === b.lastAt && a.goneAt === b.goneAt && JSON.stringify(a.about) === JSON.stringify(b.about)

/** A cause as it is found: what has one `sort` may be folded. */
export interface Found extends Cause { sort?: string }

/** So many causes of one sort are told one by one; the rest of them is one alert, so that a first load does not ring a thousand times. */
const ONE_BY_ONE = 20

/**
 * Folds what there is too much of: of causes with one `sort`, the first are left alone, and the others become one. What has
 * an alert of its own keeps it, and what was folded stays folded while anything is, so that nothing is told twice.
 */
export function fold (found: Found[], live: ReadonlySet<string>): Cause[] {
  const alone = found.filter(({ sort }) => sort === undefined)
  const sorts = Map.groupBy(found.filter(({ sort }) => sort !== undefined), ({ tenant, kind, sort }) => JSON.stringify([tenant, kind, sort]))
  return [...alone, ...[...sorts.values()].flatMap((all) => foldOne(all, live))].map(({ sort: _, ...cause }) => cause)
}

function foldOne (all: Found[], live: ReadonlySet<string>): Found[] {
  const { tenant, kind, sort, about: { cause: _, ...about } } = all[0]!
  const rest = { tenant, kind, about, key: `${kind}:${sort}:others` }
  const known = all.filter((each) => live.has(keyOf(each)))
  const news = all.filter((each) => !live.has(keyOf(each))).sort((a, b) => (a.firstAt ?? 0) - (b.firstAt ?? 0))
  const room = live.has(keyOf(rest)) ? 0 : Math.max(0, ONE_BY_ONE - known.length)
  const folded = news.slice(room)
  if (folded.length === 0) return all
  const moments = (name: 'firstAt' | 'lastAt') => folded.map((each) => each[name]).filter((at) => at !== undefined)
  return [...known, ...news.slice(0, room), {
    ...rest, count: folded.reduce((sum, { count }) => sum + count, 0), firstAt: Math.min(...moments('firstAt')), lastAt: Math.max(...moments('lastAt'))
  }]
}

/** Tells alerts of all tenants apart. */
export const keyOf = ({ tenant, key }: Pick<Cause, 'tenant' | 'key'>): string => `${tenant ?? ''}\n${key}`
