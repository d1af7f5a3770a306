import { randomBytes } from 'node:crypto'
import type { Dialect } from './dialects.ts'

export interface Client { id: string, secret: string, scopes: string[], groups: string[], defaultGroup: string }
export interface Token { client: Client, scopes: string[], until: number }

interface Asked { headers: Record<string, string | undefined>, body: string }

/** OAuth 2.0, client credentials (RFC 6749, 4.4): one way for the client to prove itself, and no scope that it has not. */
export function createTokens (clients: () => Client[], dialect: Dialect, now: () => Date, seconds: () => number) {
  const known = new Map<string, Token>()
  const refused = (status: number, error: string) => ({ status, body: { error } })

  return {
    ask ({ headers, body }: Asked): { status: number, body: object } {
      if (!/^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) return refused(400, 'invalid_request')
      const form = new URLSearchParams(body)
      if (form.get('grant_type') !== 'client_credentials') return refused(400, 'unsupported_grant_type')
      const [id, secret] = dialect.token.client === 'basic' ? basicIn(headers.authorization) : [form.get('client_id'), form.get('client_secret')]
      const client = clients().find((each) => each.id === id && each.secret === secret)
      if (client === undefined) return refused(401, 'invalid_client')
      const scopes = (form.get('scope') ?? '').split(' ').filter((each) => each !== '')
      if (scopes.some((each) => !client.scopes.includes(each))) return refused(400, 'invalid_scope')
      const token = randomBytes(12).toString('hex')
      known.set(token, { client, scopes, until: now().getTime() + seconds() * 1000 })
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: seconds() } }
    },
    of (authorization: string | undefined): Token | undefined {
      const token = known.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '')
      return token !== undefined && token.until > now().getTime() ? token : undefined
    },
    /** As if all of them had been withdrawn. */
    forget: () => known.clear()
  }
}

function basicIn (authorization = ''): [string | null, string | null] {
  const [, encoded = ''] = /^Basic (\S+)$/.exec(authorization) ?? []
  const [id = null, secret = null] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [id, secret]
}
