import { createHmac } from 'node:crypto'
import t from 'tap'
import { standardWebhooks } from '../../../src/sources/verify/standard-webhooks.ts'
import { code, detail, incoming, NOW, OTHER, SECRET, standard } from './message.ts'

const BODY = '{"type":"hire","data":{"employee_number":"00123"}}'
const verify = standardWebhooks()
const credentials = { secrets: [SECRET] }
const check = (headers: Record<string, string | undefined>, body: string | Uint8Array = BODY, secrets: Parameters<typeof verify>[1] = credentials) => verify(incoming(body, headers), secrets)

t.test('the vector of the upstream library is accepted', async (t) => {
  const verdict = verify({
    ...incoming('{"test": 2432232314}', {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    }),
    receivedAt: 1614265330_000
  }, { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] })
  t.same(verdict, { ok: true, method: 'standard_webhooks' })
})

t.test('any live secret and any signature of the list may match; unknown versions are skipped', async (t) => {
  const headers = standard(BODY, { secret: OTHER })
  t.equal(code(check(headers, BODY, { secrets: [SECRET, OTHER] })), 'ok')
  t.equal(code(check({ ...headers, 'webhook-signature': `v2,abc v1a,def v1,wrong ${headers['webhook-signature']}` }, BODY, { secrets: [OTHER] })), 'ok')
  t.equal(code(check(headers, BODY, { secrets: [SECRET, { secret: OTHER, expires_at: '2026-03-03T00:00:00Z' }] })), 'ok')
})

t.test('a missing header is named, and another brand of the same standard as well', async (t) => {
  const { 'webhook-id': id, ...rest } = standard(BODY)
  t.equal(code(check(rest)), 'header_missing')
  t.match(detail(check(rest)), /webhook-id is absent/)
  t.match(detail(check({ 'svix-id': id, 'svix-timestamp': '1', 'svix-signature': 'v1,x' })), /webhook-id, webhook-timestamp, webhook-signature are absent.*svix-signature/)
})

t.test('doubled headers, ids with a full stop and times that are none are refused', async (t) => {
  const good = standard(BODY)
  for (const name of Object.keys(good) as (keyof typeof good)[]) {
    t.equal(code(check({ ...good, [name]: `${good[name]}, ${good[name]}` })), 'header_repeated', name)
  }
  t.equal(code(check(standard(BODY, { id: 'a.b' }))), 'header_malformed')
  t.equal(code(check({ ...good, 'webhook-timestamp': 'yesterday' })), 'header_malformed')
  t.match(detail(check({ ...good, 'webhook-timestamp': String(NOW) })), /milliseconds/)
})

t.test('five minutes are tolerated either way; beyond, the detail says how much and which way', async (t) => {
  const at = (minutes: number) => check(standard(BODY, { at: NOW + minutes * 60_000 }))
  for (const minutes of [-5, 0, 5]) t.equal(code(at(minutes)), 'ok')
  t.equal(code(at(-9)), 'clock_off')
  t.match(detail(at(-9)), /9 min behind our clock/)
  t.match(detail(at(9)), /9 min ahead of our clock/)
  t.match(detail(at(-60 * 24 * 3)), /3 days behind/)
})

t.test('an expired secret is refused, and said to be expired', async (t) => {
  const secrets = [SECRET, { secret: OTHER, expires_at: '2026-03-02T09:00:00-03:00' }]
  const verdict = check(standard(BODY, { secret: OTHER }), BODY, { secrets })
  t.equal(code(verdict), 'secret_expired', 'at the very moment of its end')
  t.match(detail(verdict), /expired on 2026-03-02T12:00:00.000Z/)
})

t.test('a body that was written anew on its way is recognised', async (t) => {
  const signed = '{"type": "hire", "data": {"full_name": "Ana Conceição", "at": "a/b"}}'
  const value: unknown = JSON.parse(signed)
  const compact = JSON.stringify(value)
  const cases: [string, string, string | Uint8Array][] = [
    ['compact to indented', compact, JSON.stringify(value, null, 2)],
    ['spaced to compact', signed, compact],
    ['escaped to plain', compact.replace('çã', '\\u00e7\\u00e3'), compact],
    ['slashes', compact.replace('/', '\\/'), compact],
    ['line break added', compact, `${compact}\n`],
    ['line break removed', `${compact}\n`, compact],
    ['LF to CRLF', '{\n"a":1\n}', '{\r\n"a":1\r\n}'],
    ['CRLF to LF', '{\r\n"a":1\r\n}', '{\n"a":1\n}'],
    ['BOM added', compact, `\uFEFF${compact}`],
    ['BOM removed', `\uFEFF${compact}`, compact]
  ]
  for (const [name, sent, arrived] of cases) {
    const verdict = check(standard(sent), arrived)
    t.equal(code(verdict), 'body_rewritten', name)
    t.notMatch(detail(verdict), /Ana|whsec/)
  }
  t.equal(code(check(standard(Buffer.from('{"n":"São"}', 'latin1')), '{"n":"São"}')), 'body_rewritten', 'another character set')
})

t.test('what a sender commonly does wrong is said', async (t) => {
  const good = standard(BODY)
  const bare = good['webhook-signature'].slice(3)
  const sign = (signature: string) => check({ ...good, 'webhook-signature': signature })
  const keyed = (key: Buffer) => check(standard(BODY, { key }))
  t.equal(code(sign(bare)), 'prefix_differs')
  t.equal(code(sign('v1a,abc')), 'prefix_differs')
  t.equal(code(sign(`v1,${Buffer.from(bare, 'base64').toString('hex')}`)), 'encoding_differs')
  t.match(detail(sign(`v1,${Buffer.from(bare, 'base64').toString('hex')}`)), /written as hex; base64/)
  t.equal(code(keyed(Buffer.from(SECRET))), 'secret_misread')
  t.equal(code(keyed(Buffer.from(SECRET.slice(6)))), 'secret_misread')
  t.equal(code(sign(`v1,${createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64')).update(BODY).digest('base64')}`)), 'content_differs')
  t.equal(code(check(standard(BODY, { secret: OTHER }))), 'mismatch')
  t.equal(code(check(good, BODY.replace('hire', 'fire'))), 'mismatch')
})

t.test('a short secret is accepted with a word of warning', async (t) => {
  const secret = `whsec_${Buffer.from('short').toString('base64')}`
  t.match(check(standard(BODY, { secret }), BODY, { secrets: [secret] }), { ok: true, warnings: [/short/] })
})
