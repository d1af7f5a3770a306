import { createHmac } from 'node:crypto'
import t from 'tap'
import { hmac, type HmacCredentials } from '../../../src/sources/verify/hmac.ts'
import { code, detail, incoming, NOW } from './message.ts'

const BODY = '{"acao":"novo_colaborador"}'
const secret = 'a long enough secret of a test'
const verify = hmac()
const sign = (content: string, algorithm = 'sha256', encoding: 'hex' | 'base64' = 'hex', key = secret) => createHmac(algorithm, key).update(content).digest(encoding)
const check = (credentials: Partial<HmacCredentials>, headers: Record<string, string>, body = BODY) =>
  verify(incoming(body, headers), { header: 'X-Signature', secret, ...credentials })

t.test('algorithm, encoding, prefix and content are what is configured', async (t) => {
  for (const algorithm of ['sha1', 'sha256', 'sha512'] as const) {
    for (const encoding of ['hex', 'base64'] as const) {
      t.equal(code(check({ algorithm, encoding, prefix: `${algorithm}=` }, { 'x-signature': `${algorithm}=${sign(BODY, algorithm, encoding)}` })), 'ok')
    }
  }
  t.equal(code(check({}, { 'x-signature': sign(BODY).toUpperCase() })), 'ok', 'hex in capitals is the same number')
})

t.test('a signed timestamp is compared with arrival, in seconds, milliseconds or RFC 3339', async (t) => {
  const timed = (timestamp: string) => check({ content: 'v0:{timestamp}:{body}', timestamp_header: 'x-time' }, { 'x-time': timestamp, 'x-signature': sign(`v0:${timestamp}:${BODY}`) })
  for (const timestamp of [String(NOW / 1000), String(NOW), '2026-03-02T09:00:00-03:00']) t.equal(code(timed(timestamp)), 'ok', timestamp)
  t.match(detail(timed(String(NOW / 1000 - 540))), /9 min behind/)
  t.equal(code(timed('noon')), 'header_malformed')
  t.equal(code(check({ content: '{timestamp}.{body}' }, { 'x-signature': sign(BODY) })), 'misconfigured')
  t.equal(code(check({ content: '{timestamp}.{body}', timestamp_header: 'x-time' }, { 'x-signature': sign(BODY) })), 'header_missing')
  t.match(check({ timestamp_header: 'x-time' }, { 'x-signature': sign(BODY), 'x-time': String(NOW) }), { ok: true, warnings: [/not part of what is signed/] })
})

t.test('a refusal says what differs', async (t) => {
  const one = (value: string, credentials: Partial<HmacCredentials> = {}) => check(credentials, { 'x-signature': value })
  t.equal(code(check({}, {})), 'header_missing')
  t.match(detail(check({}, {})), /X-Signature is absent/)
  t.equal(code(one(`${sign(BODY)}, ${sign(BODY)}`)), 'header_repeated')
  t.equal(code(one(sign(BODY), { prefix: 'sha256=' })), 'prefix_differs')
  t.equal(code(one(`sha256=${sign(BODY)}`)), 'prefix_differs')
  t.equal(code(one(sign(BODY, 'sha256', 'base64'))), 'encoding_differs')
  t.match(detail(one(sign(BODY), { encoding: 'base64' })), /written as hex; base64/)
  t.equal(code(one(sign(BODY, 'sha1'))), 'algorithm_differs')
  t.equal(code(check({ content: '{timestamp}.{body}', timestamp_header: 'x-time' }, { 'x-time': '1', 'x-signature': sign(BODY) })), 'content_differs')
  t.equal(code(check({}, { 'x-signature': sign(BODY) }, '{ "acao": "novo_colaborador" }')), 'body_rewritten')
  t.equal(code(one(sign(BODY, 'sha256', 'hex', `${secret}\n`))), 'secret_misread')
  t.equal(code(one(sign(BODY, 'sha256', 'hex', 'another'))), 'mismatch')
})

t.test('an older secret counts until it expires', async (t) => {
  const older = (expires: string) => check({ previous_secrets: [{ secret: 'the older secret', expires_at: expires }] }, { 'x-signature': sign(BODY, 'sha256', 'hex', 'the older secret') })
  t.equal(code(older('2026-03-02T12:00:01Z')), 'ok')
  t.equal(code(older('2026-03-02T12:00:00Z')), 'secret_expired')
})
