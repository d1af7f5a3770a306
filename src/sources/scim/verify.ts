import type { Verify } from '../../domain/source.ts'
import { headerBytes, headerOf, isRepeated, missing, repeated } from '../verify/headers.ts'
import { sameSecret, weaknessOf } from '../verify/secrets.ts'
import { accepted, refused } from '../verify/verdict.ts'
import type { Credentials } from './settings.ts'

const NAME = 'authorization'

/** A bearer token, or the same token as the user name of Basic authentication for senders that can do no better. */
export const verify: Verify<Credentials> = (incoming, { token, next_token: next }) => {
  const value = headerOf(incoming, NAME)
  if (value === undefined) return missing([NAME])
  if (isRepeated(value)) return repeated(NAME)
  // Some send what was pasted and nothing before it.
  const [, scheme = 'bearer', given = value] = /^(\w+) +(\S+)$/.exec(value) ?? []
  const candidates = scheme.toLowerCase() === 'bearer' ? [headerBytes(given)] : scheme.toLowerCase() === 'basic' ? partsOf(given) : []
  if (candidates.length === 0) return refused('header_malformed', `${NAME} is neither "Bearer" and the token, nor Basic with the token as user name.`)
  const [isCurrent, isNext] = [token, next].map((known) => candidates.map((each) => known !== undefined && sameSecret(each, known)).includes(true))
  if (isCurrent) return accepted(scheme.toLowerCase(), weaknessOf(Buffer.byteLength(token), 16))
  if (isNext) return accepted(scheme.toLowerCase(), weaknessOf(Buffer.byteLength(next!), 16), 'The next token is in use: make it the token, and take next_token away.')
  return refused('mismatch', `${NAME} carries none of the tokens of this source. Paste the token once more where the identity provider is configured.`)
}

function partsOf (encoded: string): Buffer[] {
  const given = Buffer.from(encoded, 'base64')
  const colon = given.indexOf(':')
  return [given.subarray(0, colon < 0 ? given.length : colon)].filter(({ length }) => length > 0)
}
