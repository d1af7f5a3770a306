import { CallFailure, type Answer, type Call, type Context } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { replyTo, unanswered, unexpected, type Dialect } from '../accounts/exchange.ts'
import { classified, classOf, type Refusal } from './answers.ts'
import { isAboutOne } from './calls.ts'
import { envelopeIn, type Envelope } from './envelope.ts'
import type { PulsesCredentials, PulsesOptions } from './options.ts'

export type PulsesContext = Context<PulsesOptions, PulsesCredentials>

/** What a call came to: an answer to work with, or an outcome that ends the step whatever it is. */
export type Reply =
  | { kind: 'ok', values: unknown }
  | { kind: 'refusal', why: Refusal }
  | { kind: 'stop', outcome: Outcome }

/** Makes one call. A token that is not accepted is followed by the next one, if there is one: nothing was done in between. */
export async function exchange (call: Call, context: PulsesContext): Promise<Reply> {
  const { credentials: { token, next_token: next }, options } = context
  try {
    const answer = await send(call, token, context)
    const last = next !== undefined && classOf(answer) === 'unauthorized' ? await send(call, next, context) : answer
    const reply = replyTo(call, last, context.now(), dialect(options))
    switch (reply.kind) {
      case 'ok': return { kind: 'ok', values: (reply.body as Envelope | undefined)?.values }
      case 'refusal': return { kind: 'refusal', why: reply.why }
      case 'stop': return reply
    }
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return { kind: 'stop', outcome: unanswered(call, error) }
  }
}

function send (call: Call, token: string, { call: caller, options }: PulsesContext): Promise<Answer> {
  const authorization = options.auth_scheme === 'bearer' ? `Bearer ${token}` : token
  return caller({ ...call, headers: { authorization, accept: 'application/json', ...(call.body !== undefined && { 'content-type': 'application/json' }) } })
}

const dialect = (options: PulsesOptions): Dialect<Refusal> => ({
  bodyOf: envelopeIn,
  classOf ({ status }, envelope, call) {
    const is = classified(status, envelope as Envelope | undefined)
    return is === 'nowhere' && isAboutOne(call) ? 'not_found' : is
  },
  unauthorized: unauthorized(options)
})

export function unauthorized ({ auth_scheme: scheme }: PulsesOptions): string {
  return `Pulses does not accept the token. Check credentials.token (settings, API, of an active contract) and options.auth_scheme, which is ${scheme}; the other form is ${scheme === 'raw' ? 'bearer' : 'raw'}.`
}

export { unexpected }
