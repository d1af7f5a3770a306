import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import type { Incoming, Verify } from '../../../src/domain/source.ts'
import { sources } from '../../../src/sources/index.ts'
import { basic } from '../../../src/sources/verify/basic.ts'
import { hmac } from '../../../src/sources/verify/hmac.ts'
import { pathToken } from '../../../src/sources/verify/path-token.ts'
import { standardWebhooks } from '../../../src/sources/verify/standard-webhooks.ts'
import { staticHeader } from '../../../src/sources/verify/static-header.ts'
import { REFUSAL_CODES } from '../../../src/sources/verify/verdict.ts'
import { incoming, SECRET, standard } from './message.ts'

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'authorization', 'x-s', 'x-t', 'x-webhook-secret', 'constructor', '__proto__']
const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('1772452800', 'v1,', 'v1,abc', 'Basic YTpi', 'a, b', 'sha256=00'), fc.constant(undefined))
const message = fc.record({
  method: fc.constantFrom('POST', 'GET'),
  headers: fc.dictionary(fc.constantFrom(...NAMES), value),
  path: fc.array(fc.string(), { maxLength: 3 }),
  body: fc.oneof(fc.uint8Array(), fc.json().map((text) => Buffer.from(text))),
  receivedAt: fc.integer({ min: 0, max: 4e12 })
})

const secret = 'a secret that nobody guesses'
/** Where a kind proves its senders by something else than `secret`. */
const CREDENTIALS: Record<string, object> = {
  adp: { webhook: { secret } },
  canonical: { secrets: [SECRET] },
  convenia: { webhook: { secret } },
  custom: { webhook: { secret } },
  personio: { token: secret },
  senior: { webhook: { secret } },
  successfactors: { webhook: { secret } },
  totvs: { webhook: { username: 'hr', password: secret } }
}

const verifiers: Record<string, (message: Parameters<Verify<never>>[0]) => ReturnType<Verify<never>>> = {
  standard: (m) => standardWebhooks()(m, { secrets: [SECRET, { secret: SECRET, expires_at: '2020-01-01T00:00:00Z' }] }),
  hmac: (m) => hmac()(m, { header: 'x-s', secret, content: '{timestamp}.{body}', timestamp_header: 'x-t', prefix: 'sha256=' }),
  header: (m) => staticHeader({ header: 'constructor' })(m, { secret }),
  basic: (m) => basic()(m, { username: 'hr', password: secret }),
  path: (m) => pathToken()(m, { secret }),
  ...Object.fromEntries(sources.flatMap(({ kind, verify }) => verify === undefined ? [] : [[kind, (m: Incoming) => verify(m, CREDENTIALS[kind] ?? { secret })]]))
}

for (const [name, verify] of Object.entries(verifiers)) {
  t.test(`${name}: never throws, never accepts by chance, and refuses with a code of the list and without the secret`, async () => {
    fc.assert(fc.property(message, (m) => {
      const verdict = verify(m)
      return !verdict.ok && (REFUSAL_CODES as readonly string[]).includes(verdict.code) && !verdict.detail.includes(secret) && !verdict.detail.includes(SECRET.slice(6))
    }), { numRuns: 1000 })
  })
}

/** The same bytes with one bit turned. */
const turned = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[Math.floor(at / 8) % copy.length]! ^= 1 << (at % 8)
  return copy
}

t.test('Standard Webhooks: what was signed is accepted; one bit of body, id, time or signature is not', async () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.constantFrom('body', 'webhook-id', 'webhook-timestamp', 'webhook-signature'), (body, bit, part) => {
    const headers: Record<string, string> = standard(body)
    const check = (bytes: Uint8Array, changed = headers) => standardWebhooks()(incoming(bytes, changed), { secrets: [SECRET] }).ok
    const mutated = part === 'body' ? check(turned(body, bit)) : check(body, { ...headers, [part]: turned(Buffer.from(headers[part]!, 'latin1'), bit).toString('latin1') })
    return check(body) && !mutated
  }), { numRuns: 1000 })
})

t.test('HMAC: what was signed is accepted; one bit of body, time or signature is not', async () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.constantFrom('body', 'x-s', 'x-t'), fc.constantFrom('base64', 'hex'), (body, bit, part, encoding) => {
    const time = '1772452800'
    const headers: Record<string, string> = { 'x-t': time, 'x-s': createHmac('sha512', secret).update(`${time}.`).update(body).digest(encoding) }
    const check = (bytes: Uint8Array, changed = headers) =>
      hmac()(incoming(bytes, changed), { header: 'x-s', secret, algorithm: 'sha512', encoding, content: '{timestamp}.{body}', timestamp_header: 'x-t' }).ok
    const altered = part === 'body' ? headers : { ...headers, [part]: turned(Buffer.from(headers[part]!, 'latin1'), bit).toString('latin1') }
    // Hex digits in capitals are the same number.
    const same = part !== 'body' && altered[part]!.toLowerCase() === headers[part] && encoding === 'hex'
    return check(body) && (same || !check(part === 'body' ? turned(body, bit) : body, altered))
  }), { numRuns: 1000 })
})
