import type { SandboxOptions } from './sandbox.ts'

/** One scheme only: the other form of a right token is a wrong token. */
export function isAuthorized (header: string | undefined, { tokens, authScheme = 'raw' }: SandboxOptions): boolean {
  return tokens.some(token => header === (authScheme === 'bearer' ? `Bearer ${token}` : token))
}

/** The sandbox's own pages take any form, Basic with the token as user name too, so that a browser can ask for it. */
export function mayLook (header: string | undefined, { tokens }: SandboxOptions): boolean {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? '') ?? []
  const user = encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0]
  return tokens.some(token => header === token || header === `Bearer ${token}` || user === token)
}
