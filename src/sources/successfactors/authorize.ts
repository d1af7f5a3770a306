import { ReadFailure, type Authorization } from '../../domain/reading.ts'
import { byGrant } from '../reading/oauth.ts'
import type { Io } from './client.ts'
import { assertion } from './saml.ts'

/** By which credentials are there: a private key signs a SAML assertion, a password goes as Basic, an API key beside them or alone. */
export async function authorize (io: Io): Promise<Authorization> {
  const { company_id: company, api_user: user, password, client_id: clientId, private_key: privateKey, certificate, api_key: apiKey } = io.credentials
  const extra: Record<string, string> = apiKey === undefined ? {} : { APIKey: apiKey }
  if (privateKey !== undefined) {
    if (clientId === undefined || user === undefined) throw new ReadFailure('not_configured', 'With private_key the credentials need client_id and api_user.')
    const tokenUrl = io.settings.token_url ?? `${io.settings.base_url.replace(/\/odata\/v2$/, '')}/oauth/token`
    const { headers, expiresIn } = await byGrant(io, {
      tokenUrl,
      clientId,
      grantType: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
      parameters: { company_id: company, assertion: assertion({ user, clientId, privateKey, certificate, tokenUrl }, io.settings, io.now()) }
    }, 'look at company_id, client_id, api_user, and whether the certificate of private_key is the registered one')
    return { headers: { ...headers, ...extra }, expiresIn }
  }
  if (password !== undefined) {
    if (user === undefined) throw new ReadFailure('not_configured', 'With password the credentials need api_user.')
    const name = user.endsWith(`@${company}`) ? user : `${user}@${company}`
    return { headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`, ...extra } }
  }
  if (apiKey !== undefined) return { headers: extra }
  throw new ReadFailure('not_configured', 'The credentials have nothing to read with: api_user and password, or api_user, client_id and private_key, or api_key.')
}
