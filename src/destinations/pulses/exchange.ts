import { CallFailure, type Answer, type Call, type Context } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { classOf, type Class, type Refusal } from './answers.ts'
import { isAboutOne } from './calls.ts'
import type { PulsesCredentials, PulsesOptions } from './options.ts'
import { notBefore } from './patience.ts'

export type PulsesContext = Context<PulsesOptions, PulsesCredentials>

/** What a call came to: an answer to work with, or an outcome that ends the step whatever it is. */
export type Reply =
  | { kind: 'ok', values: unknown }
  | { kind: 'refusal', why: Refusal }
  | { kind: 'stop', outcome: Outcome }

/** Makes one call. A token that is not accepted is followed by the next one, if there is one: nothing was done in between. */
export async function exchange (call: Call, context: PulsesContext): Promise<Reply> {
  const { credentials: { token, next_token: next } } = context
  try {
    const answer = await send(call, token, context)
    return replyTo(call, next !== undefined && isUnauthorized(answer) ? await send(call, next, context) : answer, context)
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return { kind: 'stop', outcome: unanswered(call, error) }
  }
}

function send (call: Call, token: string, { call: caller, options }: PulsesContext): Promise<Answer> {
  const authorization = options.auth_scheme === 'bearer' ? `Bearer ${token}` : token
  return caller({ ...call, headers: { authorization, accept: 'application/json', ...(call.body !== undefined && { 'content-type': 'application/json' }) } })
}

const isUnauthorized = (answer: Answer): boolean => classOf(answer).is === 'unauthorized'
const isWrite = ({ method }: Call): boolean => method !== 'GET'

/** A request that may have arrived is not repeated before somebody has looked. */
function unanswered (call: Call, { code, sent }: CallFailure): Outcome {
  return sent && isWrite(call) ? { kind: 'unknown', code } : { kind: 'retry', code, lane: true }
}

function replyTo (call: Call, answer: Answer, { now, options }: PulsesContext): Reply {
  const { is, envelope } = classOf(answer)
  const stop = (outcome: Outcome): Reply => ({ kind: 'stop', outcome })
  const maybeDone = (code: string): Reply => stop(isWrite(call) ? { kind: 'unknown', code } : { kind: 'retry', code, lane: true })
  switch (is) {
    case 'ok': return { kind: 'ok', values: envelope?.values }
    case 'unauthorized': return stop({ kind: 'unauthorized', code: `http_${answer.status}`, detail: unauthorized(options) })
    case 'throttled': return stop(throttled(answer, now()))
    case 'broken': return maybeDone(`http_${answer.status}`)
    case 'not_json': return maybeDone('not_json')
    case 'contradictory': return isWrite(call) ? maybeDone('contradictory') : { kind: 'refusal', why: 'unrecognised' }
    case 'redirected': return stop({ kind: 'retry', code: 'redirected', lane: true })
    case 'nowhere': return isAboutOne(call) ? { kind: 'refusal', why: 'not_found' } : stop({ kind: 'retry', code: 'nowhere', lane: true })
    default: return { kind: 'refusal', why: is satisfies Exclude<Class, 'ok'> }
  }
}

function throttled (answer: Answer, now: number): Outcome {
  const at = notBefore(answer, now)
  return { kind: 'retry', code: `http_${answer.status}`, lane: true, ...(at !== undefined && { notBefore: at }) }
}

export function unauthorized ({ auth_scheme: scheme }: PulsesOptions): string {
  return `Pulses does not accept the token. Check credentials.token (settings, API, of an active contract) and options.auth_scheme, which is ${scheme}; the other form is ${scheme === 'raw' ? 'bearer' : 'raw'}.`
}

/** What a refusal that nobody expected here ends in: tried again later, with an alert, and never a success. */
export function unexpected (why: Refusal): Outcome {
  return why === 'unrecognised' ? { kind: 'retry', code: 'unrecognised' } : { kind: 'refused', code: why }
}
