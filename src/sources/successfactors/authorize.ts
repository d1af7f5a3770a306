import type { Fault } from '../../domain/faults.ts'
import { ReadFailure, type Authorization } from '../../domain/reading.ts'
import { byGrant } from '../reading/oauth.ts'
import type { Io } from './client.ts'
import { assertion } from './saml.ts'
import type { Credentials } from './settings.ts'

/** What each way of proving ourselves needs beside the secret that chooses it; the first that is there is taken. */
const NEEDS = { private_key: ['company_id', 'client_id', 'api_user'], password: ['company_id', 'api_user'] } as const satisfies Partial<Record<keyof Credentials, readonly (keyof Credentials)[]>>

const WAYS = { private_key: 'SAML, which private_key chooses', password: 'Basic, which password chooses' } satisfies Record<keyof typeof NEEDS, string>

/** What is missing for the way that is meant. An API key alone needs nothing else, nor does whoever is only told by webhook. */
function missingIn (credentials: Credentials): { way: string, names: string[] } | undefined {
  const chosen = (['private_key', 'password'] as const).find((name) => credentials[name] !== undefined)
  const names = chosen === undefined ? [] : NEEDS[chosen].filter((name) => credentials[name] === undefined)
  return chosen === undefined || names.length === 0 ? undefined : { way: WAYS[chosen], names }
}

export function faultsOfCredentials ({ credentials }: { credentials: Credentials }): Fault[] {
  const { way, names } = missingIn(credentials) ?? { way: '', names: [] }
  return names.map((name) => ({ pointer: `/credentials/${name}`, code: 'invalid_value', params: { why: `${way}, needs it` } }))
}

/** By which credentials are there: a private key signs a SAML assertion, a password goes as Basic, an API key beside them or alone. */
export async function authorize (io: Io): Promise<Authorization> {
  const missing = missingIn(io.credentials)
  if (missing !== undefined) throw new ReadFailure('not_configured', `${missing.way}, needs ${missing.names.join(' and ')} in the credentials.`)
  const { company_id: company = '', api_user: user = '', password, client_id: clientId = '', private_key: privateKey, certificate, api_key: apiKey } = io.credentials
  const extra: Record<string, string> = apiKey === undefined ? {} : { APIKey: apiKey }
  if (privateKey !== undefined) {
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
    const name = user.endsWith(`@${company}`) ? user : `${user}@${company}`
    return { headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`, ...extra } }
  }
  if (apiKey !== undefined) return { headers: extra }
  throw new ReadFailure('not_configured', 'The credentials have nothing to read with: company_id, api_user and password, or company_id, api_user, client_id and private_key, or api_key.')
}
