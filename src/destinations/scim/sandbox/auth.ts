/** What a sandbox accepts. Absent: nothing of that kind. */
export interface Accepted {
  tokens?: string[]
  /** The header, and the word before the token. */
  header?: string
  scheme?: string
  basic?: { username: string, password: string }
  client?: { id: string, secret: string, scope?: string }
}

export interface Gate {
  isAllowed (headers: Record<string, unknown>): boolean
  /** The token endpoint: a form, answered as OAuth 2.0 says. */
  token (form: URLSearchParams, authorization: string | undefined): { status: number, body: object }
  /** Tokens that were given are good no more. */
  revoke (): void
  given (): number
}

export function gateOf ({ tokens = [], header = 'authorization', scheme = 'Bearer', basic, client }: Accepted): Gate {
  const issued = new Set<string>()
  let count = 0
  return {
    isAllowed (headers) {
      const told = String(headers[header.toLowerCase()] ?? '')
      const plain = String(headers.authorization ?? '')
      return tokens.some((token) => told === (scheme === '' ? token : `${scheme} ${token}`)) ||
        (basic !== undefined && plain === `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`) ||
        [...issued].some((token) => plain === `Bearer ${token}`)
    },
    token (form, authorization) {
      const [id, secret] = authorization?.startsWith('Basic ') ? Buffer.from(authorization.slice(6), 'base64').toString().split(':') : [form.get('client_id'), form.get('client_secret')]
      if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } }
      if (client === undefined || id !== client.id || secret !== client.secret) return { status: 401, body: { error: 'invalid_client' } }
      if (client.scope !== undefined && form.get('scope') !== client.scope) return { status: 400, body: { error: 'invalid_scope' } }
      const token = `given-${++count}`
      issued.add(token)
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 3599 } }
    },
    revoke: () => issued.clear(),
    given: () => count
  }
}
