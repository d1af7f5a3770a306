import { createHmac } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import type { Verdict, Verify } from '../../domain/source.ts'
import { offClock, timestampOf, TOLERANCE_MS } from './clock.ts'
import { ALGORITHMS, ENCODINGS, explain } from './explain.ts'
import { headerName, headerOf, isRepeated, missing, repeated } from './headers.ts'
import { isLive, RotatingSecret, sameSecret, secretsOf, weaknessOf, type Secret } from './secrets.ts'
import { accepted, refused } from './verdict.ts'

export const HmacCredentials = Type.Object({
  ...RotatingSecret.properties,
  header: headerName('The header that carries the signature.', 'x-signature'),
  algorithm: Type.Optional(words([...ALGORITHMS], { default: 'sha256' })),
  encoding: Type.Optional(words([...ENCODINGS], { default: 'hex' })),
  prefix: Type.Optional(Type.String({ maxLength: 50, default: '', description: 'What stands in front of the signature.', examples: ['sha256='] })),
  content: Type.Optional(Type.String({
    maxLength: 200, pattern: '\\{body\\}', default: '{body}', description: 'What is signed: {body}, as it came, and {timestamp}, the text of timestamp_header.', examples: ['{timestamp}.{body}']
  })),
  timestamp_header: Type.Optional(headerName('The header that carries the time of sending: Unix seconds or milliseconds, or RFC 3339.', 'x-timestamp')),
  tolerance_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, default: TOLERANCE_MS / 1000, description: 'How far the time of sending may be from ours.' }))
}, { additionalProperties: false })
export type HmacCredentials = Static<typeof HmacCredentials>

/** A signature of which everything is configured, for vendors that each do it in their own way. */
export const hmac = (): Verify<HmacCredentials> => (incoming, credentials) => {
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', content: template = '{body}', timestamp_header: timeHeader } = credentials
  const value = headerOf(incoming, header)
  if (value === undefined) return missing([header])
  if (isRepeated(value)) return repeated(header)
  if (template.includes('{timestamp}') && timeHeader === undefined) return refused('misconfigured', 'The signed content names {timestamp}, but timestamp_header is not set in the credentials of this source.')
  const timestamp = timeHeader === undefined ? '' : headerOf(incoming, timeHeader)
  if (timestamp === undefined) return missing([timeHeader!])
  if (isRepeated(timestamp)) return repeated(timeHeader!)
  if (!value.startsWith(prefix)) return refused('prefix_differs', `${header} does not begin with the prefix ${prefix} that is configured here.`)

  const secrets = secretsOf(credentials)
  const content = filled(template, timestamp)
  const signed = content(incoming.body)
  const given = value.slice(prefix.length)
  const found = secrets.filter((secret) => {
    const expected = createHmac(algorithm, secret.text).update(signed).digest(encoding)
    return sameSecret(encoding === 'hex' ? given.toLowerCase() : given, expected)
  }).find((secret) => isLive(secret, incoming.receivedAt))
  if (found !== undefined) {
    return (timeHeader === undefined ? undefined : late(timeHeader, timestamp, incoming.receivedAt, credentials)) ??
      accepted('hmac', weaknessOf(Buffer.byteLength(found.text), 16),
        timeHeader !== undefined && !template.includes('{timestamp}') ? `${timeHeader} is not part of what is signed: it proves nothing.` : undefined)
  }
  const bare = given.replace(/^[A-Za-z0-9]{1,10}[=:,]/, '')
  if (bare !== given && matches(bare)) return refused('prefix_differs', `${header} carries a prefix in front of the signature that is not configured here: set prefix.`)
  return explain({
    given: [given, bare],
    header,
    secrets,
    receivedAt: incoming.receivedAt,
    body: incoming.body,
    algorithm,
    encoding,
    keyOf: ({ text }) => Buffer.from(text),
    misreadings,
    content,
    otherContents: ['{body}', '{timestamp}.{body}', '{timestamp}{body}', '{timestamp}:{body}']
      .filter((each) => each !== template && (timeHeader !== undefined || !each.includes('{timestamp}')))
      .map((each) => ({ what: each, content: filled(each, timestamp) }))
  })

  function matches (text: string): boolean {
    return secrets.some((secret) => isLive(secret, incoming.receivedAt) &&
      sameSecret(encoding === 'hex' ? text.toLowerCase() : text, createHmac(algorithm, secret.text).update(signed).digest(encoding)))
  }
}

function late (header: string, text: string, receivedAt: number, { tolerance_seconds: seconds }: HmacCredentials): Verdict | undefined {
  const at = timestampOf(text, receivedAt)
  return at === undefined
    ? refused('header_malformed', `${header} is no time: Unix seconds, milliseconds or RFC 3339 are understood.`)
    : offClock(header, at, receivedAt, seconds === undefined ? TOLERANCE_MS : seconds * 1000)
}

/** The template with its places filled: bytes, because a body is not text before it is verified. */
const filled = (template: string, timestamp: string) => (body: Uint8Array): Uint8Array =>
  Buffer.concat(template.split(/(\{body\}|\{timestamp\})/).map((part) =>
    part === '{body}' ? body : part === '{timestamp}' ? Buffer.from(timestamp, 'latin1') : Buffer.from(part)))

const misreadings = ({ text }: Secret) => [
  { how: 'decodes it from base64 before use; here it is used as text', key: Buffer.from(text, 'base64') },
  { how: 'decodes it from hex before use; here it is used as text', key: Buffer.from(text, 'hex') },
  { how: 'uses it with a line break at the end', key: Buffer.from(`${text}\n`) }
]
