import type { Static } from '@sinclair/typebox'
import { isoOf } from '../../domain/calendar.ts'
import type { Verify } from '../../domain/source.ts'
import { isLive, RotatingSecret, sameSecret, secretsOf, weaknessOf } from './secrets.ts'
import { accepted, refused } from './verdict.ts'

export const PathTokenCredentials = RotatingSecret
export type PathTokenCredentials = Static<typeof PathTokenCredentials>

const ADVICE = 'Paste the whole webhook URL of this source, the token at its end included: /webhooks/{source_id}/{token}.'

/** A secret in the URL, for senders that can set nothing else: /webhooks/{source_id}/{token}. */
export const pathToken = (): Verify<PathTokenCredentials> => (incoming, credentials) => {
  const given = incoming.path[0] ?? ''
  if (given === '') return refused('token_missing', `The URL carries no token. ${ADVICE}`)
  const found = secretsOf(credentials).filter(({ text }) => [sameSecret(given, text), sameSecret(given, encodeURIComponent(text.toWellFormed()))].includes(true))
  const live = found.find((secret) => isLive(secret, incoming.receivedAt))
  if (live !== undefined) return accepted('path_token', weaknessOf(Buffer.byteLength(live.text), 16))
  return found[0] !== undefined
    ? refused('secret_expired', `The token in the URL expired on ${isoOf(found[0].expiresAt!)}. ${ADVICE}`)
    : refused('mismatch', `The token in the URL is not the one of this source. ${ADVICE}`)
}
