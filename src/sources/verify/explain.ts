import { createHmac } from 'node:crypto'
import { isoOf } from '../../domain/calendar.ts'
import type { Verdict } from '../../domain/source.ts'
import { rewritings } from './rewritten.ts'
import { isLive, sameSecret, type Secret } from './secrets.ts'
import { refused } from './verdict.ts'

export const ALGORITHMS = ['sha256', 'sha1', 'sha512'] as const
export type Algorithm = typeof ALGORITHMS[number]
export const ENCODINGS = ['hex', 'base64'] as const
export type Encoding = typeof ENCODINGS[number]

/** A signature that did not match, and what is needed to find out why. */
export interface Claim {
  /** The signatures given, without prefix. */
  given: string[]
  header: string
  secrets: Secret[]
  receivedAt: number
  body: Uint8Array
  algorithm: Algorithm
  encoding: Encoding
  keyOf (secret: Secret): Uint8Array
  /** Other bytes that a sender may have taken the same secret for. */
  misreadings (secret: Secret): { how: string, key: Uint8Array }[]
  /** What is signed, for a body. */
  content (body: Uint8Array): Uint8Array
  /** What a sender may have signed instead. */
  otherContents: { what: string, content (body: Uint8Array): Uint8Array }[]
}

/** The refusal of a signature, with the first explanation that makes it match. Nothing here can accept a message. */
export function explain (claim: Claim): Verdict {
  const { header, secrets, receivedAt, body, algorithm, encoding, keyOf, misreadings, content, otherContents } = claim
  const live = secrets.filter((secret) => isLive(secret, receivedAt))
  const fits = (key: Uint8Array, signed: Uint8Array, hash: Algorithm = algorithm) =>
    fitting(claim.given, createHmac(hash, key).update(signed).digest())
  const signed = content(body)

  for (const secret of secrets) {
    if (isLive(secret, receivedAt) || fits(keyOf(secret), signed) === undefined) continue
    return refused('secret_expired', `Signed with a secret that expired on ${isoOf(secret.expiresAt!)}. Give the sender the current one, or move the end of the old one.`)
  }
  for (const secret of live) {
    const written = fits(keyOf(secret), signed)
    if (written !== undefined) return refused('encoding_differs', `The signature in ${header} is right, but written as ${written}; ${encoding} is configured here.`)
    for (const { how, key } of misreadings(secret)) {
      if (fits(key, signed)) return refused('secret_misread', `The sender has the right secret, but ${how}.`)
    }
    for (const hash of ALGORITHMS) {
      if (hash !== algorithm && fits(keyOf(secret), signed, hash)) return refused('algorithm_differs', `The signature in ${header} was made with ${hash}; ${algorithm} is configured here.`)
    }
    for (const { what, content } of otherContents) {
      if (fits(keyOf(secret), content(body))) return refused('content_differs', `The sender signs ${what}, which is not what is configured here.`)
    }
  }
  for (const { bytes, how } of rewritings(body)) {
    if (live.some((secret) => fits(keyOf(secret), content(bytes)))) return refused('body_rewritten', `The secret is right, but the body is not the one that was signed: a proxy in between ${how}. It has to pass bodies on byte for byte.`)
  }
  return refused('mismatch', `The signature in ${header} matches none of the ${live.length} secrets accepted now: the sender most likely has another one, or the body was changed on its way.`)
}

/** How a digest is written in one of the given signatures; undefined when it is in none. */
function fitting (given: string[], digest: Buffer): string | undefined {
  const spellings = {
    hex: digest.toString('hex'),
    base64: digest.toString('base64'),
    base64url: digest.toString('base64url'),
    'base64 without padding': digest.toString('base64').replace(/=+$/, '')
  }
  return Object.entries(spellings).find(([name, text]) =>
    given.some((each) => sameSecret(name === 'hex' ? each.toLowerCase() : each, text)))?.[0]
}
