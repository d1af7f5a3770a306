import { Type, type Static } from '@sinclair/typebox'
import type { Verify } from '../../domain/source.ts'
import { headerOf, isRepeated, missing, repeated } from './headers.ts'
import { sameSecret, weaknessOf } from './secrets.ts'
import { accepted, refused } from './verdict.ts'

export const BasicCredentials = Type.Object({
  username: Type.String({ minLength: 1, maxLength: 250, pattern: '^[^:]+$', description: 'User name of HTTP Basic authentication; no colon.' }),
  password: Type.String({ minLength: 1, maxLength: 500, description: 'Password of HTTP Basic authentication.' })
}, { additionalProperties: false })
export type BasicCredentials = Static<typeof BasicCredentials>

/** HTTP Basic authentication, as RFC 7617 has it, in UTF-8. */
export const basic = (): Verify<BasicCredentials> => (incoming, { username, password }) => {
  const value = headerOf(incoming, 'authorization')
  if (value === undefined) return missing(['authorization'])
  if (isRepeated(value)) return repeated('authorization')
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(value)?.[1]
  if (encoded === undefined) return refused('header_malformed', 'authorization is not in the Basic form: the word Basic, a space, and user:password in base64.')
  const given = Buffer.from(encoded, 'base64')
  const colon = given.indexOf(':')
  const [user, secret] = [given.subarray(0, Math.max(colon, 0)), given.subarray(colon + 1)]
  const sameUser = sameSecret(user, username)
  const samePassword = sameSecret(secret, password)
  if (sameUser && samePassword && colon >= 0) return accepted('basic', weaknessOf(Buffer.byteLength(password), 16))
  if (colon < 0) return refused('header_malformed', 'authorization holds no colon between user name and password.')
  if (sameSecret(given, Buffer.from(`${username}:${password}`, 'latin1'))) {
    return refused('encoding_differs', 'User name and password are right, but sent in ISO-8859-1 instead of UTF-8. Choose ones without accents.')
  }
  return refused('mismatch', sameUser ? 'The user name is right, the password is not.' : samePassword ? 'The password is right, the user name is not.' : 'Neither the user name nor the password is the one of this source.')
}
