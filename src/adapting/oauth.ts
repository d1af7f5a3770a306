import * as oauth from 'oauth4webapi'
import type { Answer } from '../domain/destination.ts'
import type { Authorization } from '../domain/reading.ts'

/** How the token endpoint is called: whatever limits and retries hold elsewhere hold here, too. Resolves for 400 and 401 as well. */
export type AskForToken = (request: { method: 'POST', url: string, headers: Record<string, string>, body: string }) => Promise<Answer>

export interface ClientCredentials {
  tokenUrl: string
  clientId: string
  clientSecret: string
  /** How the client proves itself: its secret in the form, or as Basic authentication. */
  by?: 'post' | 'basic'
  /** Such as scope, audience or resource. */
  parameters?: Record<string, string>
}

export interface Grant { tokenUrl: string, clientId: string, grantType: string, parameters: Record<string, string> }

/** There is no token. `refused`: the credentials are not accepted; otherwise what answered does not speak OAuth 2.0. */
export class NoToken extends Error {
  readonly refused: boolean
  constructor (refused: boolean, detail: string) {
    super(detail)
    this.name = 'NoToken'
    this.refused = refused
  }
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4), by the library. Rejects with NoToken, and with whatever `ask` rejects with. */
export async function clientCredentials (ask: AskForToken, { tokenUrl, clientId, clientSecret, by = 'post', parameters = {} }: ClientCredentials): Promise<Authorization> {
  const [server, client] = partiesOf(tokenUrl, clientId)
  const proof = by === 'basic' ? basic(clientSecret) : oauth.ClientSecretPost(clientSecret)
  const response = await oauth.clientCredentialsGrantRequest(server, client, proof, parameters, through(ask))
  return await authorizationIn(response.status, async () => await oauth.processClientCredentialsResponse(server, client, response), 'look at client_id and client_secret')
}

/** A grant of another type, by a client without a secret: an assertion proves who asks (RFC 7521). */
export async function byGrant (ask: AskForToken, { tokenUrl, clientId, grantType, parameters }: Grant, advice: string): Promise<Authorization> {
  const [server, client] = partiesOf(tokenUrl, clientId)
  const response = await oauth.genericTokenEndpointRequest(server, client, oauth.None(), grantType, parameters, through(ask))
  return await authorizationIn(response.status, async () => await oauth.processGenericTokenEndpointResponse(server, client, response), advice)
}

const partiesOf = (tokenUrl: string, clientId: string): [oauth.AuthorizationServer, oauth.Client] =>
  [{ issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl }, { client_id: clientId }]

const through = (ask: AskForToken): oauth.TokenEndpointRequestOptions => ({
  [oauth.allowInsecureRequests]: true,   // whether plain HTTP is called is decided where sockets are opened
  [oauth.customFetch]: async (url, { headers, body }) => {
    const answer = await ask({ method: 'POST', url, headers, body: String(body ?? '') })
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': typeIn(answer) } })
  }
})

/** Errors come as problem+json, too; the library wants the plain kind. */
function typeIn ({ headers }: Answer): string {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'json'
  return /json/i.test(String(type)) ? 'application/json' : 'text/plain'
}

async function authorizationIn (status: number, process: () => Promise<oauth.TokenEndpointResponse>, advice: string): Promise<Authorization> {
  try {
    const { access_token: token, expires_in: expiresIn } = await process()
    return { headers: { authorization: `Bearer ${token}` }, expiresIn }
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) throw new NoToken(true, `The token was refused (${error.error}): ${advice}.`)
    // Some say no in words of their own.
    if (error instanceof oauth.OperationProcessingError && status >= 400) throw new NoToken(true, `The token was refused (${status}): ${advice}.`)
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError) throw new NoToken(false, 'The token endpoint did not answer as OAuth 2.0 says.')
    throw error
  }
}

/**
 * Id and secret as they stand. RFC 6749 (2.3.1) would have them encoded as in a form first, which the library does even with the
 * hyphen of a UUID; most servers compare without decoding, and those that decode read a hyphen as one.
 */
const basic = (secret: string): oauth.ClientAuth => (_server, { client_id: id }, _body, headers) => {
  headers.set('authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`)
}
