import { createHash, timingSafeEqual } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import { instantOf, type Instant } from '../../domain/calendar.ts'

/** A secret and the moment from which it is no longer accepted; without one it is accepted until it is taken away. */
export interface Secret {
  text: string
  expiresAt?: Instant
}

const expiresAt = Type.String({ format: 'date-time', description: 'From then on it is refused, and the refusal says so.', examples: ['2026-04-01T00:00:00-03:00'] })

/** One live secret, and older ones that are still accepted for a while: so a secret is changed without losing a message. */
export const RotatingSecret = Type.Object({
  secret: Type.String({ minLength: 1, maxLength: 500, description: 'What only the sender and we know. 32 random characters or more are advised.' }),
  previous_secrets: Type.Optional(Type.Array(
    Type.Object({ secret: Type.String({ minLength: 1, maxLength: 500 }), expires_at: expiresAt }, { additionalProperties: false }),
    { maxItems: 10, description: 'Older secrets, each accepted until it expires.' }))
}, { additionalProperties: false })

/** An entry of a plain list of secrets: the text, or the text with its end. */
export const secretEntry = (options: { pattern: string, examples: string[] }) => Type.Union([
  Type.String({ maxLength: 500, ...options }),
  Type.Object({ secret: Type.String({ maxLength: 500, ...options }), expires_at: Type.Optional(expiresAt) }, { additionalProperties: false })
])
export type SecretEntry = Static<ReturnType<typeof secretEntry>>

export const secretOf = (entry: SecretEntry): Secret =>
  typeof entry === 'string' ? { text: entry } : { text: entry.secret, ...(entry.expires_at !== undefined && { expiresAt: instantOf(entry.expires_at) ?? 0 }) }

export const secretsOf = ({ secret, previous_secrets: previous = [] }: Static<typeof RotatingSecret>): Secret[] =>
  [secret, ...previous].map(secretOf)

/** Whether it is accepted at `at`. Secrets are sought with `filter`, which tries every one, so that the time does not tell which. */
export const isLive = ({ expiresAt }: Secret, at: Instant): boolean => expiresAt === undefined || at < expiresAt

/** Equality whose time tells neither where the texts differ nor how long the secret one is. */
export function sameSecret (given: string | Uint8Array, known: string | Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(known).digest())
}

/** A word to the owner about a secret that can be guessed; undefined when it is long enough. */
export const weaknessOf = (bytes: number, least: number): string | undefined =>
  bytes < least ? `The secret is short (${bytes} bytes): ${least} or more random ones are advised.` : undefined
