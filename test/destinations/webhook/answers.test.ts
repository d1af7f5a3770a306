import fc from 'fast-check'
import t from 'tap'
import { classOf } from '../../../src/destinations/webhook/answers.ts'
import webhook from '../../../src/destinations/webhook/index.ts'
import { withDefaults } from '../../../src/application/configure/said.ts'
import { desiredOf, worldOf, START } from '../world.ts'
import { ANA, SECRET, setup } from './harness.ts'

const OUTCOMES: [status: number, outcome: object][] = [
  [200, { kind: 'delivered' }], [201, { kind: 'delivered' }], [202, { kind: 'delivered' }], [204, { kind: 'delivered' }],
  [301, { kind: 'retry', code: 'redirected', lane: true }], [302, { kind: 'retry', code: 'redirected', lane: true }], [307, { kind: 'retry', code: 'redirected', lane: true }],
  [400, { kind: 'refused', code: 'http_400' }], [413, { kind: 'refused', code: 'http_413' }], [422, { kind: 'refused', code: 'http_422' }],
  [401, { kind: 'unauthorized', code: 'http_401', detail: /credentials\.secrets/ }], [403, { kind: 'unauthorized', code: 'http_403' }],
  [404, { kind: 'retry', code: 'nowhere', lane: true }], [405, { kind: 'retry', code: 'nowhere', lane: true }], [415, { kind: 'retry', code: 'nowhere', lane: true }],
  [409, { kind: 'retry', code: 'http_409' }],
  [410, { kind: 'stopped', code: 'gone', detail: /resume/ }],
  [418, { kind: 'retry', code: 'unrecognised' }], [451, { kind: 'retry', code: 'unrecognised' }],
  [408, { kind: 'retry', lane: true }], [425, { kind: 'retry', lane: true }], [429, { kind: 'retry', lane: true }], [503, { kind: 'retry', lane: true }],
  [500, { kind: 'unknown', code: 'http_500' }], [502, { kind: 'unknown', code: 'http_502' }], [504, { kind: 'unknown', code: 'http_504' }]
]

t.test('each status has one meaning, whatever the body says', async (t) => {
  for (const [status, outcome] of OUTCOMES) {
    for (const body of ['', '{"ok":true}', '{"error":"no"}', '<html>']) {
      const { deliver, control, clock } = await setup(t)
      control.instead.push({ status, body: status === 204 ? '' : body, headers: { location: 'https://example.com/', 'retry-after': '7' } })
      const { outcomes } = await deliver(desiredOf(ANA))
      t.match(outcomes[1], outcome, `${status} ${body}`)
      if ([429, 503].includes(status)) t.match(outcomes[1], { notBefore: clock.at + 7000 })
    }
  }
})

t.test('only a 2xx is a success', async () => fc.assert(fc.property(fc.integer({ min: -1, max: 1000 }), (status) => (classOf(status) === 'ok') === (status >= 200 && status < 300))))

t.test('a redirect is not followed, and nobody is called twice', async (t) => {
  const { deliver, control, received, url } = await setup(t)
  control.instead.push({ status: 307, headers: { location: url } })
  await deliver(desiredOf(ANA))
  t.equal(received().length, 1)
})

t.test('who is not there at all was not reached; who breaks off may have been', async (t) => {
  const { control, deliver } = await setup(t)
  control.instead.push({ lost: true, taken: false })
  t.match((await deliver(desiredOf(ANA))).outcomes[1], { kind: 'unknown', known: { kind: 'active', notes: { unhired: true, doubt: /^msg_[0-9a-f]{40}$/ } } })
  const nobody = worldOf(t, { adapter: webhook, url: 'http://127.0.0.1:1/', clock: { at: START }, options: withDefaults(webhook.options, {}), credentials: { secrets: [SECRET] } })
  t.match((await nobody.deliver(desiredOf(ANA))).outcomes[1], { kind: 'retry', lane: true })
})

t.test('a check asks harmlessly whether anybody is there', async (t) => {
  const { check, received } = await setup(t)
  t.match(await check(), { ok: true, detail: /first message/ })
  t.equal(received().length, 0, 'no message')
  const nobody = worldOf(t, { adapter: webhook, url: 'http://127.0.0.1:1/', clock: { at: START }, options: withDefaults(webhook.options, {}), credentials: { secrets: [SECRET] } })
  t.match(await nobody.check(), { ok: false, code: 'ECONNREFUSED' })
})
