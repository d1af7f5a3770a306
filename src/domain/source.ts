import { Type, type Static, type TSchema } from '@sinclair/typebox'
import type { Instant } from './calendar.ts'
import type { EventType } from './event.ts'
import type { Fault } from './faults.ts'
import { words } from './fields.ts'
import type { Reads } from './reading.ts'
import type { Serves } from './serving.ts'

/** A webhook as it arrived. Bodies are bytes: verification comes before anything looks at them. */
export interface Incoming {
  method: string
  /** Lower-case names. A header sent twice arrives joined by ", ". */
  headers: Record<string, string | undefined>
  /** What follows /webhooks/{source_id}, split at slashes. */
  path: string[]
  /** What follows the question mark; of a name that comes twice, the first. */
  query?: Record<string, string>
  body: Uint8Array
  receivedAt: Instant
}

/** Whether an incoming webhook is the sender's. The detail of a refusal is for the owner of the source, never for the caller. */
export type Verdict =
  | { ok: true, method: string, warnings?: string[] }
  | { ok: false, code: string, detail: string }

export type Verify<C> = (incoming: Incoming, credentials: C) => Verdict

/**
 * What a vendor's message says about one person, in the words of the record but with the vendor's text as it came.
 * `body` is what our own REST route for `type` would take; texts that are empty were not told.
 */
export interface Draft {
  type: EventType
  body: Record<string, unknown>
}

/** What a source makes of one verified message. */
export type Reading =
  | { kind: 'drafts', drafts: Draft[] }
  | { kind: 'hints', ids: string[] }          // says about whom, not what: they are looked up
  | { kind: 'ignored', reason: string }       // understood, and not about a person's data: a ping, a survey
  | { kind: 'unreadable', reason: string }    // kept, shown, and can be interpreted again

/** An HR system: a description and pure functions. `S` settings, `C` credentials, `O` options. */
export interface SourceDefinition<S = unknown, C = unknown, O = unknown> {
  kind: string
  settings: TSchema
  credentials: TSchema
  options: TSchema
  /** Absent: this system calls nobody, it is only read. */
  verify?: Verify<C>
  /** The sender's own id of a delivery: the only thing that makes a message a duplicate. Pure. */
  deliveryId? (incoming: Pick<Incoming, 'headers' | 'body' | 'query'>, options: O): string | undefined
  /** Names of the query that `read` needs again; no others are kept with a message, since a URL may hold secrets. */
  keeps?: readonly string[]
  /** Segments of the path that `read` needs again; no others are kept, for the same reason. */
  keepsPath?: readonly string[]
  /** Headers that `read` needs again, in lower case, beside the type of the body; no others are kept, for the same reason. */
  keepsHeaders? (options: O): string[]
  /** Pure: the same bytes and options always give the same reading. */
  read (incoming: Pick<Incoming, 'headers' | 'path' | 'body' | 'query'>, options: O): Reading | Promise<Reading>
  /** What the vendor expects as an answer, whatever arrived: never throws. 200 and an empty JSON object unless said. */
  answer? (incoming: Pick<Incoming, 'headers' | 'body' | 'query' | 'receivedAt'>, options: O): WebhookAnswer
  /** Absent: this system is not read, it tells. */
  reads?: Reads<S, C, O>
  /** Absent: what this system sends are messages. Otherwise it keeps its people with us, by an API that it knows. */
  serves?: Serves<O>
  /** What is wrong with options beyond their schema, such as an expression that cannot be read. */
  faultsOf? (options: O): Fault[]
  /** What does not go together, when each part fits its schema; pointers begin with /settings, /credentials or /options. */
  faultsBetween? (said: { settings: S, credentials: C, options: O }): Fault[]
}

export interface WebhookAnswer { status: number, type: string, body: string, headers?: Record<string, string> }

/** What the owner of any source may set, whatever its kind. */
const COMMON_OPTIONS = {
  silent_after_hours: Type.Optional(Type.Number({ minimum: 1, maximum: 8760, description: 'An alert when nothing was heard for so many hours. Absent: never.', examples: [72] }))
}

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

/** When a source is read by the clock: one of the three. */
export const Schedule = Type.Object({
  every_minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440, examples: [30] })),
  daily_at: Type.Optional(Type.Array(Time, { minItems: 1, maxItems: 24, description: 'Times of day, in the time zone.', examples: [['06:00', '18:00']] })),
  cron: Type.Optional(Type.String({ minLength: 9, maxLength: 100, description: 'Five fields, in the time zone.', examples: ['0 6 * * 1-5'] })),
  time_zone: Type.Optional(Type.String({ maxLength: 64, description: "Absent: the tenant's.", examples: ['America/Sao_Paulo'] }))
}, { additionalProperties: false, description: 'When it is read by the clock: every_minutes, daily_at or cron. Absent: only when asked.' })
export type Schedule = Static<typeof Schedule>

export const PEOPLE = ['all', 'active_and_onboarding', 'active'] as const

/** What the owner of any source that is read may set. */
const READING_OPTIONS = {
  schedule: Type.Optional(Schedule),
  full_every_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: 7, description: 'A run reads everybody at least so often, and only changes otherwise.' })),
  overlap_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 44_640, default: 10, description: 'How far a run reaches back behind the beginning of the one before.' })),
  people: Type.Optional(words([...PEOPLE], { default: 'all', description: 'Who is taken over: everybody, so that a leaver who still has an account is found; or, of those never seen here, only active ones. Whoever was seen here always gets their ending.' })),
  organisation: Type.Optional(Type.Boolean({ default: true, description: 'Whether departments, business units, job titles, locations, cost centres and teams are taken over, too.' })),
  vanished: Type.Optional(words(['end', 'ignore'], { default: 'end', description: 'Who is missing from a complete read of everybody, again and again: ended (without a reason it is asked first), or left alone.' })),
  confirm_vanished: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: 2, description: 'After how many complete reads in a row somebody who is missing is believed to have left.' })),
  most_pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 20_000, description: 'A run that needs more pages than this is not believed.' }))
}
export type ReadingOptions = { [K in keyof typeof READING_OPTIONS]?: Static<typeof READING_OPTIONS[K]> }

/** Keeps the types of a definition together, gives the registry one uniform shape, and every kind the options that all have. */
export function defineSource<S, C, O> (definition: SourceDefinition<S, C, O>): SourceDefinition {
  const options: TSchema = { ...definition.options, properties: { ...definition.options.properties, ...COMMON_OPTIONS, ...(definition.reads && READING_OPTIONS) } }
  return { ...definition, options } as SourceDefinition
}
