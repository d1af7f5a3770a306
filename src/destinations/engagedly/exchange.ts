import type { Answer, Call, Context } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { exchange as exchanged, unexpected as usual, type Dialect, type Reply as Common } from '../accounts/exchange.ts'
import { notBefore } from '../accounts/patience.ts'
import { classOf, type Refusal } from './answers.ts'
import { refused, served } from './cooldown.ts'
import type { EngagedlyCredentials, EngagedlyOptions } from './options.ts'

export type EngagedlyContext = Context<EngagedlyOptions, EngagedlyCredentials>
export type Reply = Common<Refusal>

export const UNAUTHORIZED = 'Engagedly does not accept the keys, or whoever made them may not do this. Check credentials.client_key and credentials.secret_key, and the rights of that Site Administrator.'

/** Makes one call. JSON is said also where there is no body: anything else is 415. */
export async function exchange (call: Call, context: EngagedlyContext): Promise<Reply> {
  const { client_key: clientKey, secret_key: secretKey } = context.credentials
  const headers = { ClientKey: clientKey, SecretKey: secretKey, accept: 'application/json', 'content-type': 'application/json' }
  const dialect: Dialect<Refusal> = {
    classOf,
    unauthorized: UNAUTHORIZED,
    patience: (answer, _body, now) => isTooOften(answer) ? patience(answer, clientKey, now) : notBefore(answer, now)
  }
  const reply = await exchanged({ ...call, headers }, context, dialect)
  if (reply.kind !== 'stop') served(clientKey)
  return reply
}

const isTooOften = ({ status }: Answer): boolean => status !== 408 && status !== 503

/** As long as it says; where it does not, its cooldown, which goes on after the minute that the reset is about. */
function patience (answer: Answer, clientKey: string, now: number): number {
  const cooldown = refused(clientKey, now)
  const said = notBefore(answer, now)
  if (said === undefined) return cooldown
  return Object.keys(answer.headers).some((name) => name.toLowerCase() === 'retry-after') ? said : Math.max(said, cooldown)
}

/** What a refusal that nobody expected ends in. */
export const unexpected = (why: Refusal | 'unrecognised'): Outcome =>
  why === 'payment' ? { kind: 'stopped', code: 'http_402', detail: 'Engagedly asks for payment before it answers. Look at the contract of the account.' } : usual(why)
