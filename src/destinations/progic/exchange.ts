import type { Answer, Call, Context } from '../../domain/destination.ts'
import { exchange as exchanged, isObject, jsonIn, type Dialect, type Reply as Replied } from '../accounts/exchange.ts'
import { authorizedCall } from '../accounts/token.ts'
import { classOf, type Refusal, type Subject } from './answers.ts'
import type { ProgicCredentials, ProgicOptions } from './options.ts'
import { at } from './paths.ts'

export type ProgicContext = Context<ProgicOptions, ProgicCredentials>
export type Reply = Replied<Refusal>

export const UNAUTHORIZED = 'Progic does not accept the token. Check credentials.client_id and credentials.client_secret (Settings, OAuth API credentials), options.token.url, and the scopes of the credential.'
/** Every call is forbidden, so that it is the credential and not somebody's group. */
export const FORBIDDEN = 'Progic forbids reading the list of employees. Check the scope in options.token.scopes.read, the scopes of the credential, and its API Groups.'

/** Makes one call with a token; one that is not accepted any more is asked for anew, once. */
export async function exchange (call: Call, about: Subject, context: ProgicContext): Promise<Reply> {
  const { options } = context
  const headers = { accept: 'application/json', ...options.headers, ...(call.body !== undefined && { 'content-type': 'application/json' }) }
  const dialect: Dialect<Refusal> = { classOf: (answer, body) => classOf(answer, body, about, options), unauthorized: UNAUTHORIZED }
  const reply = await exchanged({ ...call, headers }, context, dialect, (each) => send(each, context))
  return reply.kind === 'refusal' && reply.why === 'forbidden' && about === 'list'
    ? { kind: 'stop', outcome: { kind: 'unauthorized', code: 'http_403', detail: FORBIDDEN } }
    : reply
}

const send = (call: Call & { headers?: Record<string, string> }, context: ProgicContext): Promise<Answer> =>
  authorizedCall(call, { ...context, call: (each) => each.base === undefined ? context.call(each) : tokenCall(each, context) }, {
    tokenUrl: context.options.token.url ?? '',
    clientId: context.credentials.client_id ?? '',
    clientSecret: context.credentials.client_secret ?? '',
    by: context.options.token.client_auth,
    parameters: { ...scopesOf(context.options), ...context.options.token.parameters }
  })

/** As little as this destination needs: who removes nobody asks for no right to remove. */
export function scopesOf ({ token: { scopes }, operations }: Pick<ProgicOptions, 'token' | 'operations'>): { scope?: string } {
  const wanted = [scopes.read, scopes.write, ...operations.end ? [scopes.delete] : []].filter((scope) => scope !== '')
  return wanted.length === 0 ? {} : { scope: wanted.join(' ') }
}

/** The token endpoint, where it speaks OAuth 2.0 in words of its own. */
async function tokenCall (call: Call & { headers?: Record<string, string> }, { call: caller, options: { token } }: ProgicContext): Promise<Answer> {
  const json = token.body_as === 'json' && typeof call.body === 'string'
  const asked = json
    ? { ...call, body: Object.fromEntries(new URLSearchParams(call.body as string)), headers: { ...call.headers, 'content-type': 'application/json' } }
    : call
  const answer = await caller(asked)
  const body = jsonIn(answer.body)
  const value = at(body, token.access_token)
  if (answer.status < 200 || answer.status >= 300 || typeof value !== 'string' || !isObject(body)) return answer
  const seconds = Number(at(body, token.expires_in) ?? NaN)
  const usual = { access_token: value, token_type: 'Bearer', ...(Number.isFinite(seconds) && { expires_in: seconds }) }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(usual) }
}
