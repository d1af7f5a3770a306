import type { Answer, Call, Context } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { ClientCredentials } from '../../adapting/oauth.ts'
import { exchange as exchanged, type Dialect, type Reply as ReplyOf } from '../accounts/exchange.ts'
import { authorizedCall } from '../accounts/token.ts'
import { classOf, type Refusal } from './answers.ts'
import type { ScimCredentials, ScimOptions } from './options.ts'

export type ScimContext = Context<ScimOptions, ScimCredentials>
export type Reply = ReplyOf<Refusal>
export type Refused = Extract<Reply, { kind: 'refusal' }>
type Headed = Call & { headers?: Record<string, string> }

/** Makes one call, as whom the credentials say. */
export function exchange (call: Headed, context: ScimContext): Promise<Reply> {
  return exchanged(call, context, dialect(context), (headed) => send(headed, context))
}

export const dialect = ({ options, credentials }: Pick<ScimContext, 'options' | 'credentials'>): Dialect<Refusal> => ({ classOf, unauthorized: unauthorized(options, credentials) })

function send (call: Headed, context: ScimContext): Promise<Answer> {
  const { credentials, options } = context
  const headers = { accept: 'application/scim+json, application/json', ...(call.body !== undefined && { 'content-type': options.media_type }), ...call.headers }
  const client = clientOf(credentials, options)
  if (client !== undefined) return authorizedCall({ ...call, headers }, context, client)
  return context.call({ ...call, headers: { ...headers, ...authorization(credentials, options) } })
}

function authorization ({ token, username, password }: ScimCredentials, { auth_header: header, auth_scheme: scheme }: ScimOptions): Record<string, string> {
  if (token === undefined) return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  return { [header.toLowerCase()]: scheme === '' ? token : `${scheme} ${token}` }
}

export function clientOf ({ client_id: clientId, client_secret: clientSecret }: ScimCredentials, { token_url: tokenUrl, token_auth: by, mode, token_scope: scope = mode === 'entra' ? 'https://graph.microsoft.com/.default' : undefined }: ScimOptions): ClientCredentials | undefined {
  if (clientId === undefined || clientSecret === undefined || tokenUrl === undefined) return undefined
  return { tokenUrl, clientId, clientSecret, by, parameters: { ...(scope !== undefined && scope !== '' && { scope }) } }
}

function unauthorized ({ auth_header: header, auth_scheme: scheme, mode }: ScimOptions, { token, username }: ScimCredentials): string {
  if (token !== undefined) return `The provider does not accept the token, or does not let it do this. Check credentials.token and its rights; it is sent as "${header}: ${scheme === '' ? '' : `${scheme} `}…" (options.auth_header, options.auth_scheme).`
  if (username !== undefined) return 'The provider does not accept the password, or does not let this user do this. Check credentials.username, credentials.password and their rights.'
  return mode === 'entra'
    ? 'Microsoft Graph does not accept the application, or does not let it do this. Check credentials.client_id and client_secret, options.token_url (the tenant id in it), and that an administrator has consented to SynchronizationData-User.Upload.'
    : 'The provider does not accept the client, or does not let it do this. Check credentials.client_id and client_secret, options.token_url and options.token_scope.'
}

/** What a refusal that nobody expected ends in: tried again with an alert when it is unknown, and never a success. */
export const unexpected = (why: Refusal | 'unrecognised'): Outcome => why === 'unrecognised' ? { kind: 'retry', code: why } : { kind: 'refused', code: why }

export type { Refusal }
