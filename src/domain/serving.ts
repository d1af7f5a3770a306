import type { Instant } from './calendar.ts'
import type { RowReading } from './reading.ts'
import type { WebhookAnswer } from './source.ts'

/** Something that a sender keeps with us by an API of its own form: what it sent last, and what it is found by. */
export interface Resource {
  /** Ours, and never given to another one. */
  id: string
  /** 1, 2, 3 … with every write. */
  version: number
  createdAt: Instant
  modifiedAt: Instant
  /** As the kind of source keeps it: plain JSON, sealed in the tables. */
  content: unknown
}

/** What a handler may look up. Texts are compared as they are; what is kept of them is a keyed hash. */
export interface Resources {
  /** `toWrite`: nobody else writes it until this request has been answered. */
  find (id: string, toWrite?: boolean): Promise<Resource | undefined>
  /** Those that were saved with this key, in the order in which they were made. */
  having (key: string, toWrite?: boolean): Promise<Resource[]>
  /** The last one that was taken away and had been saved with this key. */
  lastGone (key: string): Promise<Resource | undefined>
  count (): Promise<number>
  /** In the order in which they were made, `skip` left out. */
  page (skip: number, most: number): Promise<Resource[]>
}

/** One request to the API of a source, from a sender that was verified. */
export interface ApiRequest {
  method: string
  /** What follows the base, split at slashes. */
  path: string[]
  query: Record<string, string>
  headers: Record<string, string | undefined>
  body: Uint8Array
  at: Instant
  /** Where this API begins, without a slash at the end. */
  base: string
  /** For a resource that is made. */
  newId: string
}

/** What a request changes: one resource, and what the record is told of it. */
export interface Change {
  resource: Resource
  /** A resource that was not there before. */
  isNew: boolean
  /** It is not found any more; what it was is kept for whoever comes back. */
  gone: boolean
  /** What no two resources of a source may share. */
  uniqueKey: string
  /** What else it is found by. */
  keys: string[]
  /** Whose place it takes: what was told of those is taken up. Only of ones that were looked up. */
  succeeds?: string[]
  /** A row as `row` reads it. */
  record: unknown
}

/** `refused`: a write that was not done, and why, for the owner; says nothing of the content. */
export interface ApiAnswer extends WebhookAnswer {
  change?: Change
  refused?: string
}

/** A source that is written to: its sender takes us for a system of its own kind. `O` options. */
export interface Serves<O = unknown> {
  /** Path below which the API lies, the id of the source behind it. */
  base: string
  /** Pure over what it looks up: asked again when somebody else was faster. Never throws for what a sender may send. */
  handle (request: ApiRequest, resources: Resources, options: O): Promise<ApiAnswer>
  /** An error in the form of the API. `detail` says nothing of anybody. */
  failure (status: number, detail: string): WebhookAnswer
  /** Pure: the same record and options always give the same reading. Never throws. */
  row (record: unknown, options: O): RowReading | Promise<RowReading>
}
