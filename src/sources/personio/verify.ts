import type { Incoming, Verdict } from '../../domain/source.ts'
import { headerBytes, headerOf, isRepeated, missing, repeated } from '../verify/headers.ts'
import { sameSecret, weaknessOf } from '../verify/secrets.ts'
import { accepted, refused } from '../verify/verdict.ts'
import type { Credentials } from './settings.ts'

/** The token stands in Authorization word for word, without Bearer unless it was typed in; or the webhook has headers of its own. */
export function verify (incoming: Incoming, { token, custom_headers: headers }: Credentials): Verdict {
  const expected = headers !== undefined ? Object.entries(headers) : token !== undefined ? [['authorization', token] as const] : []
  if (expected.length === 0) return refused('misconfigured', 'Neither token nor custom_headers is set in the credentials of this source: nothing could prove who calls.')
  for (const [name, secret] of expected) {
    const given = headerOf(incoming, name)
    if (given === undefined) return missing([name])
    if (!sameSecret(headerBytes(given), secret.trim())) {
      if (isRepeated(given)) return repeated(name)
      if (name === 'authorization' && sameSecret(headerBytes(given.replace(/^bearer\s+/i, '')), secret.trim())) {
        return refused('prefix_differs', 'authorization carries the right token with the word Bearer in front: put the token into the credentials as it stands in Personio.')
      }
      return refused('mismatch', `${name} is there, but its value is not the one of this source.`)
    }
  }
  return accepted('static_header', weaknessOf(Math.min(...expected.map(([, secret]) => Buffer.byteLength(secret))), 16))
}
