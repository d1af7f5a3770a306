import { Type, type Static } from '@sinclair/typebox'
import { isoOf } from '../../domain/calendar.ts'
import type { Incoming, Verify } from '../../domain/source.ts'
import { headerBytes, headerName, headerOf, missing, repeated } from './headers.ts'
import { isLive, RotatingSecret, sameSecret, secretsOf, weaknessOf, type Secret } from './secrets.ts'
import { accepted, refused } from './verdict.ts'

export const StaticHeaderCredentials = Type.Object({
  ...RotatingSecret.properties,
  header: Type.Optional(headerName('The header that carries the secret.', 'x-webhook-secret'))
}, { additionalProperties: false })
export type StaticHeaderCredentials = Static<typeof StaticHeaderCredentials>

/** A secret that the sender repeats in a header of every message. `header` is the name when the credentials say none. */
export const staticHeader = (defaults: { header: string }): Verify<StaticHeaderCredentials> => (incoming, credentials) => {
  const name = credentials.header ?? defaults.header
  const secrets = secretsOf(credentials)
  const given = headerOf(incoming, name)
  if (given === undefined) return missing([name], elsewhere(incoming, secrets))
  const found = secrets.filter(({ text }) => sameSecret(headerBytes(given), text.trim()))
  const live = found.find((secret) => isLive(secret, incoming.receivedAt))
  if (live !== undefined) return accepted('static_header', weaknessOf(Buffer.byteLength(live.text), 16))
  if (found[0] !== undefined) {
    return refused('secret_expired', `${name} carries a secret that expired on ${isoOf(found[0].expiresAt!)}. Give the sender the current one, or move the end of the old one.`)
  }
  const parts = given.split(/,\s+/)
  if (parts.length > 1 && parts.some((part) => is(part, secrets))) return repeated(name)
  for (const [how, bare] of trimmings(given)) {
    if (bare !== given && is(bare, secrets)) return refused('prefix_differs', `${name} carries the right secret, but ${how}. Make both sides the same.`)
  }
  return refused('mismatch', `${name} is there, but its value is none of the secrets of this source.${elsewhere(incoming, secrets, name)}`)
}

const is = (value: string, secrets: Secret[]): boolean =>
  secrets.filter(({ text }) => sameSecret(headerBytes(value), text.trim())).length > 0

const trimmings = (given: string): [string, string][] => [
  ['with a word such as Bearer in front', given.replace(/^\S+\s+/, '')],
  ['in quotation marks', given.replace(/^["'](.*)["']$/, '$1')]
]

/** The commonest mistake in a vendor's panel: the right value under another name. */
function elsewhere (incoming: Incoming, secrets: Secret[], except = ''): string {
  const name = Object.keys(incoming.headers).find((each) => {
    const value = each !== except ? headerOf(incoming, each) : undefined
    return value !== undefined && /^[a-z0-9-]{1,60}$/.test(each) && is(value, secrets)
  })
  return name === undefined ? '' : ` The secret came in the header ${name}: use that name here, or rename it there.`
}
