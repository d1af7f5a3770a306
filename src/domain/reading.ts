import { dateIn, type CalendarDate, type Instant } from './calendar.ts'
import type { Answer } from './destination.ts'
import type { Draft } from './source.ts'

/** One person or contract as an HR system has it, joined from as many answers as it takes. `id`: the system's own. */
export interface VendorRow { id: string, record: unknown }

/** Where to go on: whatever the adapter needs, as plain JSON. */
export type Cursor = string | number | { [name: string]: string | number | boolean | null | string[] }

/** Without `next` it is the last one. `total`: how many there are in all, when the system says so. */
export interface Page { rows: VendorRow[], next?: Cursor | undefined, total?: number | undefined }

/** How a contract stands, whatever the vendor calls it. `transferred`: it goes on under another id. */
export const STANDINGS = ['onboarding', 'active', 'away', 'ended', 'transferred'] as const
export type Standing = typeof STANDINGS[number]

/** What a row says in the words of the record, with the vendor's text as it came. */
export interface Told {
  standing: Standing
  /** Fields of a full row, but neither `leave` nor `termination`. */
  body: Record<string, unknown>
  /** Dates of the absence that goes on; without `from`, it began when it was first seen. */
  leave?: { from?: string | undefined, until?: string | undefined }
  /** Present whenever an ending is told, also one that is still to come. `onSight`: without a date, it is the day on which it was first seen. */
  termination?: { date?: string | undefined, onSight?: boolean | undefined, reason?: string | undefined, last_working_day?: string | undefined, source_reason?: string | undefined }
}

/** What a source makes of one row: pure. `unclear`: stored and shown, and nothing is forwarded. */
export type RowReading =
  | { kind: 'row', told: Told }
  | { kind: 'unclear', reason: string }
  | { kind: 'ignored', reason: string }

/** What the row before said, as far as the next one has to take it back. */
export interface Before {
  ending?: boolean
  /** The day on which an ending without a date was first seen. */
  ended?: CalendarDate
  away?: CalendarDate
  hire_date?: string
}

export interface SourceRequest {
  method?: string
  url: string
  headers?: Record<string, string>
  body?: string
  /** Statuses that are answers beside those of success. */
  expects?: number[]
  /** How long the vendor may take to answer, in milliseconds, where it holds a request back on purpose. */
  patience?: number
}

/** What reading needs of the world. `S` settings, `C` credentials, `O` options. */
export interface SourceIo<S = unknown, C = unknown, O = unknown> {
  settings: S
  credentials: C
  options: O
  /** When the run began. */
  at: Instant
  /** The clock, for what has to be signed with the time. */
  now (): Instant
  /** The tenant's time zone. */
  zone: string
  /**
   * One call, in its turn, with the authorization. Resolves with an answer of success or one that is expected; what passes by
   * itself is tried again; everything else rejects with a ReadFailure.
   */
  call (request: SourceRequest): Promise<Answer>
}

/** What goes with every call, and for how long it is good, in seconds. */
export interface Authorization { headers: Record<string, string>, expiresIn?: number | undefined }

/** A client certificate, PEM; `ca`: whom to believe besides the usual ones. */
export interface ClientTls { cert?: string | undefined, key?: string | undefined, ca?: string | undefined }

/** How an HR system is read. Every function may be absent but `row`. */
export interface Reads<S = unknown, C = unknown, O = unknown> {
  /** Calls per second at most, unless the settings say otherwise (`requests_per_second`). */
  perSecond: number
  /** Gets what authorizes; `call` carries nothing yet. Asked again when it expires and after a 401. */
  authorize? (io: SourceIo<S, C, O>): Promise<Authorization>
  tls? (credentials: C, settings: S): ClientTls | undefined
  everybody? (io: SourceIo<S, C, O>, cursor?: Cursor): Promise<Page>
  /** Whether `changes` is of use as it is set up. Absent: always; otherwise every run reads everybody. */
  hasChanges? (settings: S, options: O): boolean
  /** One cheap call that shows whether the credentials and permissions are right; absent: the first page of everybody is read. */
  check? (io: SourceIo<S, C, O>): Promise<unknown>
  /** Whoever changed at or after `since`. */
  changes? (io: SourceIo<S, C, O>, since: Instant, cursor?: Cursor): Promise<Page>
  /** One person by the id of a hint: their rows; none: nobody is there. */
  one? (io: SourceIo<S, C, O>, id: string): Promise<VendorRow[]>
  /** Of people who are not listed any more, the rows of those whom the system itself calls leavers. */
  leavers? (io: SourceIo<S, C, O>, ids: string[]): Promise<VendorRow[]>
  /** Whether there is such a list as it is set up. Absent: always. */
  hasLeavers? (settings: S, options: O): boolean
  /** Messages that wait at the vendor's: one at a time, taken away only when it is stored. */
  queue?: {
    /** `taken`: how many were taken without a pause before this one. */
    next (io: SourceIo<S, C, O>, taken: number): Promise<{ handle: string, body: string } | undefined>
    done (io: SourceIo<S, C, O>, handle: string): Promise<void>
  }
  /** Pure: the same record and options always give the same reading. Never throws. */
  row (record: unknown, options: O): RowReading | Promise<RowReading>
}

export const READ_FAILURES = ['unauthorized', 'forbidden', 'throttled', 'unavailable', 'refused', 'unreadable', 'endless', 'short', 'not_configured'] as const
export type ReadFailureCode = typeof READ_FAILURES[number]

/** Why a read did not come to its end. The detail is for the owner: statuses and names of settings, never of people. */
export class ReadFailure extends Error {
  readonly code: ReadFailureCode
  readonly detail: string
  readonly notBefore: Instant | undefined
  constructor (code: ReadFailureCode, detail: string, notBefore?: Instant) {
    super(detail)
    this.name = 'ReadFailure'
    this.code = code
    this.detail = detail
    this.notBefore = notBefore
  }
}

/** What passes by itself: the run waits and goes on where it was. */
export const passes = ({ code }: ReadFailure): boolean => code === 'throttled' || code === 'unavailable'

/**
 * The full row that a reading amounts to. Absence and ending are taken back only if this source said them before: a first
 * sight does not undo what somebody else has said. A new first day begins a new stint, to which the old ending does not belong.
 */
export function rowDraft (id: string, told: Told, before: Before, at: Instant, zone: string): Draft {
  const { standing, body, leave } = told
  const termination = dated(told, before, at, zone)
  // An ending without a date may have been seen long after it happened: it must not end what began before it was seen.
  const rehired = typeof body.hire_date === 'string' && before.hire_date !== undefined && body.hire_date > before.hire_date && body.hire_date > (before.ended ?? '')
  const ending = termination !== undefined || standing === 'ended' || standing === 'transferred'
    ? { termination: { ...(standing === 'transferred' && { reason: 'not_applicable', source_reason: 'transfer' }), ...present(termination), ...(termination?.date === undefined && { source_reason: termination?.source_reason ?? standing }) } }
    : before.ending === true && !rehired ? { termination: null } : {}
  const absence = standing === 'away'
    ? { leave: { from: leave?.from ?? before.away ?? dateIn(zone, at), ...(leave?.until !== undefined && { until: leave.until }) } }
    : before.away !== undefined ? { leave: null } : {}
  return { type: 'upsert', body: { ...body, source_id: id, ...absence, ...ending } }
}

/** What the next row of this one has to know. */
export function afterwards ({ standing, body, leave, termination }: Told, before: Before, at: Instant, zone: string): Before {
  return {
    ...(endsWith({ standing, termination }) && { ending: true }),
    ...(termination?.onSight && termination.date === undefined && { ended: before.ended ?? dateIn(zone, at) }),
    ...(standing === 'away' && { away: leave?.from ?? before.away ?? dateIn(zone, at) }),
    ...(typeof body.hire_date === 'string' ? { hire_date: body.hire_date } : before.hire_date !== undefined && { hire_date: before.hire_date })
  }
}

/** Of several that are one, the first of them the row's own: an ending, or an absence, has to be taken back wherever it was told. */
export const lastTold = (told: Before[]): Before =>
  told.find(({ ending }) => ending === true) ?? told.find(({ away }) => away !== undefined) ?? told[0] ?? {}

/** Whether a row ends a contract, now or on a day to come. */
export const endsWith = ({ standing, termination }: { standing: Standing, termination?: Told['termination'] | undefined }): boolean =>
  termination !== undefined || standing === 'ended' || standing === 'transferred'

function dated ({ termination }: Told, before: Before, at: Instant, zone: string): Told['termination'] {
  if (termination === undefined) return undefined
  const { onSight, ...ending } = termination
  return onSight && ending.date === undefined ? { ...ending, date: before.ended ?? dateIn(zone, at) } : ending
}

const present = <T extends object> (value: T = {} as T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>
