import * as oauth from 'oauth4webapi'
import { ReadFailure, type Authorization, type SourceIo } from '../../domain/reading.ts'

export interface ClientCredentials {
  tokenUrl: string
  clientId: string
  clientSecret: string
  /** How the client proves itself: its secret in the form, or as Basic authentication. */
  by?: 'post' | 'basic'
  parameters?: Record<string, string>
}

export interface Grant { tokenUrl: string, clientId: string, grantType: string, parameters: Record<string, string> }

/** OAuth 2.0 client credentials (RFC 6749, 4.4), by the library and through `io.call`, so that limits and retries hold here, too. */
export async function clientCredentials (io: SourceIo, { tokenUrl, clientId, clientSecret, by = 'post', parameters = {} }: ClientCredentials): Promise<Authorization> {
  const [server, client] = partiesOf(tokenUrl, clientId)
  const proof = by === 'basic' ? basic(clientSecret) : oauth.ClientSecretPost(clientSecret)
  const response = await oauth.clientCredentialsGrantRequest(server, client, proof, parameters, through(io))
  return await authorizationIn(async () => await oauth.processClientCredentialsResponse(server, client, response), 'look at client_id and client_secret')
}

/** A grant of another type, by a client without a secret: an assertion proves who asks (RFC 7521). */
export async function byGrant (io: SourceIo, { tokenUrl, clientId, grantType, parameters }: Grant, advice: string): Promise<Authorization> {
  const [server, client] = partiesOf(tokenUrl, clientId)
  const response = await oauth.genericTokenEndpointRequest(server, client, oauth.None(), grantType, parameters, through(io))
  return await authorizationIn(async () => await oauth.processGenericTokenEndpointResponse(server, client, response), advice)
}

const partiesOf = (tokenUrl: string, clientId: string): [oauth.AuthorizationServer, oauth.Client] =>
  [{ issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl }, { client_id: clientId }]

const through = (io: SourceIo): oauth.TokenEndpointRequestOptions => ({
  [oauth.allowInsecureRequests]: true,   // whether plain HTTP is called is decided where sockets are opened
  [oauth.customFetch]: async (url, { method, headers, body }) => {
    const answer = await io.call({ method, url, headers, body: String(body ?? ''), expects: [400, 401] })
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': String(answer.headers['content-type'] ?? 'application/json') } })
  }
})

async function authorizationIn (process: () => Promise<oauth.TokenEndpointResponse>, advice: string): Promise<Authorization> {
  try {
    const { access_token: token, expires_in: expiresIn } = await process()
    return { headers: { authorization: `Bearer ${token}` }, expiresIn }
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) throw new ReadFailure('unauthorized', `The token was refused (${error.error}): ${advice}.`)
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError) throw new ReadFailure('unreadable', 'The token endpoint did not answer as OAuth 2.0 says.')
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
