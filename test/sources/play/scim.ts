import type { Test } from 'tap'
import type { Answered } from '../../helpers/journey.ts'
import { connect, SOURCE, type Connected } from '../connected.ts'

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const TOKEN = 'a-token-that-is-long-enough-for-anybody'

export interface Provider extends Connected {
  apiUrl: string
  webhookUrl: string
  /** One request as an identity provider sends it. `path`: what follows the base, or a whole path. */
  ask (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  patch (id: string, ...operations: object[]): Promise<Answered>
  /** Holds that are open. */
  holds (): Promise<any[]>
}

/** A source that identity providers write to, and the whole product behind it. */
export async function provider (t: Test, options: object = {}, credentials: object = { token: TOKEN }): Promise<Provider> {
  const connected = await connect(t, { kind: 'scim', credentials, options })
  const { all } = connected
  const { body: source } = await all.call(SOURCE)
  const [apiUrl, webhookUrl] = [source.api_url, source.webhook_url].map((url) => new URL(url).pathname) as [string, string]
  const ask: Provider['ask'] = async (method, path, asked, headers = {}) => {
    const response = await fetch(`${all.url}${path.startsWith('/') ? path : `${apiUrl}/${path}`}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/scim+json', ...(asked !== undefined && { 'content-type': 'application/scim+json' }), ...headers },
      ...(asked !== undefined && { body: typeof asked === 'string' ? asked : JSON.stringify(asked) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  return {
    ...connected,
    apiUrl,
    webhookUrl,
    ask,
    patch: (id, ...operations) => ask('PATCH', `Users/${id}`, { schemas: [PATCH_OP], Operations: operations }),
    holds: async () => (await all.call('/v1/holds?status=open')).body.data
  }
}

/** Somebody as the catalogue and wizard applications of the one provider send them. */
export const okta = (number: string, more: object = {}): object => ({
  schemas: [USER, ENTERPRISE],
  externalId: `00u${number}`,
  userName: `p${number}@example.com`,
  name: { givenName: 'Ana', familyName: `Souza ${number}` },
  emails: [{ primary: true, value: `p${number}@example.com`, type: 'work' }],
  displayName: `Ana Souza ${number}`,
  locale: 'pt-BR',
  active: true,
  groups: [],
  title: 'Analista',
  password: 'never-to-be-seen-again',
  [ENTERPRISE]: { employeeNumber: number, department: 'Vendas' },
  ...more
})

/** And of the other. */
export const entra = (number: string, more: object = {}): object => ({
  schemas: [USER, ENTERPRISE],
  externalId: `alias${number}`,
  userName: `p${number}@example.com`,
  active: true,
  displayName: `Ana Souza ${number}`,
  emails: [{ primary: true, type: 'work', value: `p${number}@example.com` }],
  meta: { resourceType: 'User' },
  name: { formatted: `Ana Souza ${number}`, familyName: `Souza ${number}`, givenName: 'Ana' },
  roles: [],
  title: 'Analista',
  [ENTERPRISE]: { employeeNumber: number, department: 'Vendas' },
  ...more
})
