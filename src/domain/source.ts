import { Type, type TSchema } from '@sinclair/typebox'
import type { Instant } from './calendar.ts'
import type { EventType } from './event.ts'

/** A webhook as it arrived. Bodies are bytes: verification comes before anything looks at them. */
export interface Incoming {
  method: string
  /** Lower-case names. A header sent twice arrives joined by ", ". */
  headers: Record<string, string | undefined>
  /** What follows /webhooks/{source_id}, split at slashes. */
  path: string[]
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
  | { kind: 'ignored', reason: string }       // understood, and not about a person's data: a ping, a survey
  | { kind: 'unreadable', reason: string }    // kept, shown, and can be interpreted again

/** An HR system: a description and pure functions. `S` settings, `C` credentials, `O` options. */
export interface SourceDefinition<C = unknown, O = unknown> {
  kind: string
  settings: TSchema
  credentials: TSchema
  options: TSchema
  verify: Verify<C>
  /** The sender's own id of a delivery: the only thing that makes a message a duplicate. Pure. */
  deliveryId? (incoming: Pick<Incoming, 'headers' | 'body'>): string | undefined
  /** Pure: the same bytes and options always give the same reading. */
  read (incoming: Pick<Incoming, 'headers' | 'path' | 'body'>, options: O): Reading
  /** What the vendor expects as an answer; 200 and an empty JSON object unless said. */
  answer?: { status: number, type: string, body: string }
}

/** What the owner of any source may set, whatever its kind. */
const COMMON_OPTIONS = {
  silent_after_hours: Type.Optional(Type.Number({ minimum: 1, maximum: 8760, description: 'An alert when nothing was heard for so many hours. Absent: never.', examples: [72] }))
}

/** Keeps the types of a definition together, gives the registry one uniform shape, and every kind the options that all have. */
export function defineSource<C, O> (definition: SourceDefinition<C, O>): SourceDefinition {
  const options: TSchema = { ...definition.options, properties: { ...definition.options.properties, ...COMMON_OPTIONS } }
  return { ...definition, options } as SourceDefinition
}
