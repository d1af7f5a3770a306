import type { TSchema } from '@sinclair/typebox'
import type { CalendarDate, Instant } from './calendar.ts'
import type { Directory } from './directory.ts'
import type { Fields, Reference, Termination, TerminationReason } from './fields.ts'
import type { CommonOptions } from './common-options.ts'
import type { Fault } from './faults.ts'
import type { Feed } from './feed.ts'
import type { Known, RemoteValue } from './known.ts'
import type { HoldReason, Outcome } from './outcome.ts'
import type { Authorization } from './reading.ts'
import type { Register } from './view/registers.ts'

/** A manager of a person, as far as this destination is concerned. */
export type Manager =
  | { state: 'linked', remoteId: string, reference: Reference }
  /** Will have an account, or stands below the person there until somebody else's leader has changed. */
  | { state: 'pending', why: 'not_there_yet' | 'cycle', reference: Reference }
  /** Has left: never sent, and no drift until HR names another. */
  | { state: 'left', reference: Reference }
  /** Nobody knows such a person, or they are out of scope: waited for until `until`, then withheld. */
  | { state: 'unknown' | 'out_of_scope', until: Instant, reference: Reference }

/** What should be true of one employee at one destination, at one instant. */
export interface Desired {
  /** Our own id of the person: the same for good, for a destination that has none of its own. */
  employee: string
  at: Instant
  today: CalendarDate
  state: 'not_yet' | 'active' | 'ended'
  inScope: boolean
  /** When a state of not_yet ends, and when an active person is going to end. */
  startsAt?: Instant
  endsAt?: Instant
  /** Somebody said a hire or a full row: only then an account may be created. */
  mayBeCreated: boolean
  /** When the first word of this person arrived: an unknown person is asked about after seven days. */
  heardAt: Instant
  fields: Fields
  termination?: Termination
  onLeave: boolean
  onVacation: boolean
  managers: Manager[]
  /**
   * People whose manager this is: those who stay, and those who go first, to another manager or out of the company. `movedAt`:
   * when the last one was; the destination may take a while to see it.
   */
  reports: { staying: number, ending: number, movedAt?: Instant }
  /** A write may be under way there whose answer nobody got: "not found" does not count before this instant. */
  doubtUntil?: Instant
  /** When what a register holds was said, and on which day that was for the tenant. */
  told? (register: Register): { at: Instant, on: CalendarDate } | undefined
}

export type BrakeKind = 'endings' | 'rekeys' | 'hires'

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, with its query; never shown in a log. */
  path: string
  /** Sent as JSON; a text is sent as it stands. */
  body?: unknown
  /** Instead of the destination's base URL: another address that its options name, such as the one that gives tokens. */
  base?: string
  /** Changes nothing there although it is no GET: a search whose question stands in its body, a request for a token. */
  asks?: true
  /** Only the status counts: of whatever else is answered nothing is kept, not even its shape. */
  statusOnly?: true
}

/** `erases` is an end after which nothing of the account is left. */
export type Effect = 'reads' | 'creates' | 'changes' | 'ends' | 'erases'

/** Something to do, as data. The first step of a plan is done, then it is planned again. */
export interface Step {
  /** The adapter's own word for it. */
  kind: string
  effect: Effect
  /** The registers it settles; `hire` is the account, `termination` its end. */
  registers: Register[]
  /** What the brake counts it as; a step that mixes braked and other changes is two steps. */
  brakes: BrakeKind[]
  /** The calls it will make, as preview shows them. A look-up may leave them out. */
  calls: Call[]
  changes: { field: string, from: RemoteValue | undefined, to: RemoteValue }[]
}

/** A question for a person. It stays behind; everything else of the plan goes. */
export interface Ask {
  reason: HoldReason
  registers: Register[]
  /** Equal for everybody who shares the cause (a title, a set of identifiers); never shown. */
  cause: string
  /** What exactly is asked of this person: the same text, the same question. Never shown. */
  asked: string
  /** The destination's field, when it is about one. */
  field?: string
  /** For the operator, may be personal: sealed at rest. */
  detail: string
  /** What an approval may carry, with what it means. */
  choices?: Record<string, string>
  /** The approvals that there are, where a platform has others than the usual ones for this reason. */
  offers?: Offer[]
}

/** One body that approves, and what it does there, in the adapter's words. */
export interface Offer { answer: { rehire?: 'update' | 'end_and_create', reason?: TerminationReason, values?: Record<string, string> }, effect: string }

export interface Wait {
  registers: Register[]
  why: 'start' | 'ending' | 'manager' | 'reports' | 'unknown_person' | 'settle' | 'leave' | 'vacation' | 'run'
  until?: Instant
  /** Who is waited for. */
  references?: Reference[]
}

export interface Plan {
  steps: Step[]
  holds: Ask[]
  waits: Wait[]
  /** Fields that stay as they are there, by decision or because the destination cannot have them. */
  withheld: { field: string, why: string, registers: Register[] }[]
  /** Registers of this person that are mapped to nothing here. */
  unmapped: Register[]
  warnings?: string[]
}

export interface Decision { decision: 'approved' | 'rejected', answer: Record<string, unknown> }

/** Titles, groups … that a destination has: what is listed there, what the owner named, what we delivered. */
export interface Catalogue {
  /** The entry for a label (trim, NFC, case do not count), in the list named. */
  find (list: string, label: string): { label: string, remoteId?: string } | undefined
  /** Everything in the list named. */
  entries (list: string): { label: string, remoteId?: string }[]
  /** When it was last read from the destination. */
  readAt: Instant | undefined
}

export interface Settings<O> {
  options: O
  catalogue: Catalogue
  /** What a person decided about a question, if they did. */
  answerTo (ask: Pick<Ask, 'reason' | 'asked'>): Decision | undefined
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** Text of the body, at most 5 MiB. */
  body: string
}

/** Resolves for every status; rejects with a CallFailure only when nobody answered. Sends no cookies, follows no redirects. */
export type Caller = (call: Call & { headers?: Record<string, string> }) => Promise<Answer>

/** Nobody answered. `sent`: the request may have reached the other side. */
export class CallFailure extends Error {
  readonly sent: boolean
  readonly code: string
  constructor (code: string, sent: boolean) {
    super(code)
    this.code = code
    this.sent = sent
  }
}

export interface Context<O, C> {
  call: Caller
  options: O
  credentials: C
  catalogue: Catalogue
  now (): Instant
  /** Adds to the catalogue. `listed`: this is the whole list as read from the destination. */
  learn (list: string, entries: { label: string, remoteId?: string }[], listed?: boolean): Promise<void>
  /** What authorizes calls, as `ask` got it: kept until it expires, or until somebody finds that it is not accepted any more. */
  authorization: TokenCache
  /** Who has which key there, for a destination that cannot be asked by it. */
  directory: Directory
}

export interface TokenCache {
  /** Asks only when there is none. What `ask` rejects with, this rejects with. */
  get (ask: () => Promise<Authorization>): Promise<Authorization>
  /** This one was not accepted: the next `get` asks for another. */
  drop (refused: Authorization): Promise<void>
}

/** A platform: a description, a pure plan, and the execution of one step. */
export interface DestinationAdapter<O extends CommonOptions = CommonOptions, C = unknown> {
  kind: string
  options: TSchema
  credentials: TSchema
  defaultBaseUrl?: string
  /** base_url is the one address there is: it may have a query, and is called as it stands, with a slash at its end or without. */
  calledAsItStands?: true
  /**
   * What has to be done so that the destination agrees with `desired`. Pure: preview, drift and repair call it too. Planning
   * again after its steps succeeded yields no step. A promise only where a mapping has expressions.
   */
  plan (desired: Desired, known: Known, settings: Settings<O>): Plan | Promise<Plan>
  /** Does one step. Never throws for what the destination answers; a CallFailure becomes `unknown` or `retry`. */
  run (step: Step, desired: Desired, known: Known, context: Context<O, C>): Promise<Outcome>
  /** Several people's steps in one call, where the destination takes that. Absent: each step has its own. */
  bulk?: Bulk<O, C>
  /** What is wrong with options and credentials beyond their schemas; pointers begin with /options or /credentials. */
  faultsBetween? (said: { options: O, credentials: C, baseUrl: string | undefined }): Fault[]
  /** Remote ids of the leaders that stand there now, for the order of re-organisations. */
  leadersOf (known: Known): string[]
  /** Reads one page and names the wrong setting. */
  check (context: Context<O, C>): Promise<{ ok: boolean, code: string, detail: string }>
  /** How long a write may take to become visible there, in milliseconds. */
  settleMs: number
  /** Under these options nothing is called, so that no address is needed. */
  callsNobody? (options: O): boolean
  /** What the platform may read from us; absent: it reads nothing. */
  feed?: Feed<O, C>
}

/** A step that may go with others'. */
export interface BulkItem { step: Step, desired: Desired, known: Known }

export interface Bulk<O = unknown, C = unknown> {
  /** How many steps one call takes, as far as is known now; fewer than two: none goes together with others. */
  most (settings: Pick<Settings<O>, 'options' | 'catalogue'>): number
  takes (step: Step): boolean
  /**
   * What became of each, in their order; undefined: nothing, for certain, and it goes by itself, where its refusal is
   * understood. Rejects only with a CallFailure, which is everybody's; an outcome that is everybody's is one object.
   */
  run (items: BulkItem[], context: Context<O, C>): Promise<(Outcome | undefined)[]>
}

export function defineDestination<O extends CommonOptions, C> (adapter: DestinationAdapter<O, C>): DestinationAdapter {
  return adapter as unknown as DestinationAdapter
}
