import { ReadFailure, type Authorization, type SourceIo } from '../../domain/reading.ts'
import { objectIn } from '../reading/answers.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** Basic authentication, or the token of the product. Neither token call is one of OAuth 2.0 as its RFC has it. */
export async function authorize ({ call, settings, credentials: { username, password } }: Io): Promise<Authorization> {
  const { authentication, product, grant_type: grant = 'password' } = settings
  if (username === undefined || password === undefined) throw new ReadFailure('not_configured', 'username and password are not in the credentials of this source: nothing can be read.')
  if (authentication !== 'token') return { headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` } }
  const base = baseOf(settings)
  const answer = product === 'PROTHEUS'
    ? await call({ method: 'POST', url: `${base}${settings.token_path ?? '/api/oauth2/v1/token'}?${new URLSearchParams({ grant_type: grant, username, password })}`, expects: [400, 401] })
    : await call({ method: 'POST', url: `${base}${settings.token_path ?? '/api/connect/token/'}`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }), expects: [400, 401] })
  if (answer.status >= 400) throw new ReadFailure('unauthorized', `The token was refused with ${answer.status}: look at username and password${product === 'PROTHEUS' ? ', and at grant_type' : ''}.`)
  const { access_token: token, expires_in: seconds } = objectIn(answer)
  if (typeof token !== 'string' || token === '') throw new ReadFailure('unreadable', 'The answer to the token call has no access_token.')
  const expiresIn = Number(seconds)
  return { headers: { authorization: `Bearer ${token}` }, expiresIn: Number.isFinite(expiresIn) && expiresIn > 0 ? expiresIn : 300 }
}

export function baseOf ({ base_url: base }: Settings): string {
  if (base === undefined) throw new ReadFailure('not_configured', 'base_url is not in the settings of this source: nothing can be read.')
  return base
}
