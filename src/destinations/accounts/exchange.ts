import { CallFailure, type Answer, type Call, type Context } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { NoToken } from '../../adapting/oauth.ts'
import { notBefore } from './patience.ts'
import { TokenAnswer } from './token.ts'

/** What an answer is, whatever the platform. Whatever else it may be is the platform's own refusal. */
export type Class =
  | 'ok'
  | 'unauthorized'
  | 'throttled'
  | 'broken'          // the server failed: a write may have been applied
  | 'redirected'
  | 'nowhere'         // nothing of this platform at this address
  | 'not_json'        // a success without a body that says so
  | 'contradictory'   // it says yes and no

/** What a call came to: an answer to work with, or an outcome that ends the step whatever it is. */
export type Reply<R extends string> =
  | { kind: 'ok', answer: Answer, body: unknown }
  | { kind: 'refusal', why: R | 'unrecognised', answer: Answer, body: unknown }
  | { kind: 'stop', outcome: Outcome }

/** How one platform's answers are understood. `R`: the refusals whose meaning is known. */
export interface Dialect<R extends string> {
  /** One table, the platform's own; an answer that it does not know is `unrecognised`: tried again with an alert, never a success. */
  classOf (answer: Answer, body: unknown, call: Call): Class | R | 'unrecognised'
  /** The body of an answer; undefined when it is none. Never throws. */
  bodyOf? (text: string): unknown
  /** Names the setting to look at when the credentials are not accepted. */
  unauthorized: string
  /** Until when a throttled caller has to wait, where the platform says so in its own way. Milliseconds since the epoch. */
  patience? (answer: Answer, body: unknown, now: number): number | undefined
}

type CallContext = Pick<Context<unknown, unknown>, 'call' | 'now'>

type Headed = Call & { headers?: Record<string, string> }

/** Makes one call and says what it came to. `send`: how, where there is more to it than the call, such as a token. */
export async function exchange<R extends string> (call: Headed, context: CallContext, dialect: Dialect<R>, send: (call: Headed) => Promise<Answer> = context.call): Promise<Reply<R>> {
  try {
    return replyTo(call, await send(call), context.now(), dialect)
  } catch (error) {
    if (error instanceof CallFailure) return { kind: 'stop', outcome: unanswered(call, error) }
    // Without a token nothing was sent, so that a write is no less certain than a read.
    if (error instanceof TokenAnswer) return replyTo({ ...call, asks: true }, error.answer, context.now(), dialect)
    if (error instanceof NoToken) return { kind: 'stop', outcome: error.refused ? { kind: 'unauthorized', code: 'no_token', detail: error.message } : { kind: 'retry', code: 'no_token', lane: true } }
    throw error
  }
}

const isWrite = ({ method, asks }: Call): boolean => method !== 'GET' && asks !== true

/** A request that may have arrived is not repeated before somebody has looked. */
export function unanswered (call: Call, { code, sent }: CallFailure): Outcome {
  return sent && isWrite(call) ? { kind: 'unknown', code } : { kind: 'retry', code, lane: true }
}

export function replyTo<R extends string> (call: Call, answer: Answer, now: number, dialect: Dialect<R>): Reply<R> {
  const body = (dialect.bodyOf ?? jsonIn)(answer.body)
  const is = dialect.classOf(answer, body, call)
  const stop = (outcome: Outcome): Reply<R> => ({ kind: 'stop', outcome })
  const maybeDone = (code: string): Reply<R> => stop(isWrite(call) ? { kind: 'unknown', code } : { kind: 'retry', code, lane: true })
  switch (is) {
    case 'ok': return { kind: 'ok', answer, body }
    case 'unauthorized': return stop({ kind: 'unauthorized', code: `http_${answer.status}`, detail: dialect.unauthorized })
    case 'throttled': {
      const at = dialect.patience?.(answer, body, now) ?? notBefore(answer, now)
      return stop({ kind: 'retry', code: `http_${answer.status}`, lane: true, ...(at !== undefined && { notBefore: at }) })
    }
    case 'broken': return maybeDone(`http_${answer.status}`)
    case 'not_json': return maybeDone('not_json')
    case 'contradictory': return isWrite(call) ? maybeDone('contradictory') : { kind: 'refusal', why: 'unrecognised', answer, body }
    case 'redirected': return stop({ kind: 'retry', code: 'redirected', lane: true })
    case 'nowhere': return stop({ kind: 'retry', code: 'nowhere', lane: true })
    default: return { kind: 'refusal', why: is, answer, body }
  }
}

/** What statuses say wherever HTTP is spoken; undefined: the platform's own table decides. 403 says different things in different places. */
export function classOfStatus (status: number): Class | undefined {
  if (status === 401) return 'unauthorized'
  if (status === 408 || status === 429 || status === 503) return 'throttled'
  if (status >= 500) return 'broken'
  return status >= 300 && status < 400 ? 'redirected' : undefined
}

/** What a refusal that nobody expected ends in: tried again later with an alert when it is unknown, and never a success. */
export function unexpected (why: string): Outcome {
  return why === 'unrecognised' ? { kind: 'retry', code: 'unrecognised' } : { kind: 'refused', code: why }
}

/** Every integer of fewer digits is exact; to ask for each value costs as much as the parsing. */
const MAY_BE_INEXACT = /\d{16}/

/** JSON with every digit: an integer that a double cannot hold stays the text it was. Undefined for what is no JSON. Never throws. */
export function jsonIn (text: string): unknown {
  try {
    return MAY_BE_INEXACT.test(text) ? JSON.parse(text, exact) : JSON.parse(text)
  } catch {
    // No JSON, or one so deep that it exhausts the stack: garbage either way, and a value to the caller.
    return undefined
  }
}

// TypeScript's library does not know the third argument yet.
function exact (_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Ids are numbers in some answers and texts in others, and more than a double holds. */
export function idIn (value: unknown): string | undefined {
  const id = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  return /^[\w.:@-]{1,200}$/.test(id) ? id : undefined
}
