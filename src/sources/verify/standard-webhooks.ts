import { createHmac } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import type { Incoming, Verdict, Verify } from '../../domain/source.ts'
import { offClock, timestampOf, TOLERANCE_MS } from './clock.ts'
import { explain } from './explain.ts'
import { headerOf, isRepeated, missing, repeated } from './headers.ts'
import { isLive, sameSecret, secretEntry, secretOf, weaknessOf, type Secret } from './secrets.ts'
import { accepted, refused } from './verdict.ts'

const ID = 'webhook-id'
const TIMESTAMP = 'webhook-timestamp'
const SIGNATURE = 'webhook-signature'
const NAMES = [ID, TIMESTAMP, SIGNATURE]
const PREFIX = 'whsec_'
/** Nobody rotates more secrets than this at once, and a list without end would be work without end. */
const MOST_SIGNATURES = 20

export const StandardWebhooksCredentials = Type.Object({
  secrets: Type.Array(secretEntry({ pattern: '^whsec_[A-Za-z0-9+/_-]+={0,2}$', examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }), {
    minItems: 1, maxItems: 10, description: 'whsec_ and 24 to 64 random bytes in base64. Several are accepted at once, so that a secret can be changed without losing a message.'
  })
}, { additionalProperties: false })
export type StandardWebhooksCredentials = Static<typeof StandardWebhooksCredentials>

/**
 * https://www.standardwebhooks.com: HMAC-SHA256 of id, timestamp and raw body joined by full stops. Any signature of the list
 * may match any live secret; versions that we do not know are skipped. The time is judged last: a refusal for a clock then
 * means that everything else was right.
 */
export const standardWebhooks = ({ tolerance = TOLERANCE_MS } = {}): Verify<StandardWebhooksCredentials> => (incoming, credentials) => {
  const absent = NAMES.filter((name) => headerOf(incoming, name) === undefined)
  if (absent.length > 0) return missing(absent, brandHint(incoming))
  const [id, timestamp, signatures] = NAMES.map((name) => headerOf(incoming, name)!) as [string, string, string]
  const twice = NAMES.find((name) => isRepeated(headerOf(incoming, name)!))
  if (twice !== undefined) return repeated(twice)
  if (id.includes('.') || id.length > 255) return refused('header_malformed', `${ID} must have no full stop and at most 255 characters.`)
  if (!/^\d{1,12}$/.test(timestamp)) return refused('header_malformed', `${TIMESTAMP} must be Unix seconds, a whole number${/^\d+$/.test(timestamp) ? '; these look like milliseconds' : ''}.`)

  const given = signatures.split(/\s+/).slice(0, MOST_SIGNATURES)
  const first = given.filter((each) => each.startsWith('v1,')).map((each) => each.slice(3))
  if (first.length === 0) return noVersion(given)

  const secrets = credentials.secrets.map(secretOf)
  const content = (body: Uint8Array) => Buffer.concat([Buffer.from(`${id}.${timestamp}.`, 'latin1'), body])
  const signed = content(incoming.body)
  const found = secrets.filter((secret) => {
    const expected = createHmac('sha256', keyOf(secret)).update(signed).digest('base64')
    return first.map((each) => sameSecret(each, expected)).includes(true)
  }).find((secret) => isLive(secret, incoming.receivedAt))
  if (found !== undefined) {
    return offClock(TIMESTAMP, timestampOf(timestamp, incoming.receivedAt)!, incoming.receivedAt, tolerance) ??
      accepted('standard_webhooks', weaknessOf(keyOf(found).length, 24))
  }
  return explain({
    given: first,
    header: SIGNATURE,
    secrets,
    receivedAt: incoming.receivedAt,
    body: incoming.body,
    algorithm: 'sha256',
    encoding: 'base64',
    keyOf,
    misreadings,
    content,
    otherContents: [{ what: 'the body alone, without id and timestamp', content: (body) => body }]
  })
}

const keyOf = ({ text }: Secret): Buffer => Buffer.from(text.slice(PREFIX.length), 'base64')

const misreadings = ({ text }: Secret) => [
  { how: `uses it as a text with its ${PREFIX}: the part after ${PREFIX} has to be decoded from base64`, key: Buffer.from(text) },
  { how: `does not decode it: the part after ${PREFIX} is base64`, key: Buffer.from(text.slice(PREFIX.length)) }
]

function noVersion (given: string[]): Verdict {
  const versions = given.filter((each) => each.includes(',')).map((each) => each.split(',')[0])
  return versions.length === 0
    ? refused('prefix_differs', `${SIGNATURE} has no version in front: it has to be "v1," and the signature in base64.`)
    : refused('prefix_differs', `${SIGNATURE} has no signature of version v1 (HMAC-SHA256), the one that is understood here${versions.includes('v1a') ? '; v1a (ed25519) was sent' : ''}.`)
}

/** Senders that put their own name in front of the standard's. */
function brandHint (incoming: Incoming): string {
  const branded = Object.keys(incoming.headers).find((name) => name.endsWith('-signature') && name !== SIGNATURE && /^[a-z0-9-]{1,60}$/.test(name))
  return branded === undefined ? '' : ` There is a ${branded}: this source takes the names ${NAMES.join(', ')}.`
}
