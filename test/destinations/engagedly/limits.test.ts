import t from 'tap'
import { classOf, wrongIn } from '../../../src/destinations/engagedly/answers.ts'
import * as calls from '../../../src/destinations/engagedly/calls.ts'
import { refused, served } from '../../../src/destinations/engagedly/cooldown.ts'
import engagedly from '../../../src/destinations/engagedly/index.ts'
import { ANA, desiredOf, stage } from './stage.ts'

const MINUTE_MS = 60_000

t.test('200 a minute is the default', async (t) => {
  t.equal((engagedly.options.properties as { requests_per_second: { default: number } }).requests_per_second.default, 3.3)
})

t.test('a cooldown grows with each repeat in a row, and begins anew after an answer', async (t) => {
  let now = 0
  const minutes: number[] = []
  for (let n = 0; n < 6; n++) {
    const until = refused('key', now)
    t.equal(refused('key', now + 1), until, 'refusals within one cooldown are one')
    minutes.push((until - now) / MINUTE_MS)
    now = until
  }
  t.same(minutes, [1, 3, 5, 10, 15, 15])
  served('key')
  t.equal(refused('key', now), now + MINUTE_MS)
})

t.test('whoever is shut out waits as long as Engagedly says, or as long as it is known to', async (t) => {
  for (const saysRetryAfter of [true, false]) {
    const { deliver, control, clock } = await stage(t, { sandbox: { perMinute: 1, saysRetryAfter } })
    for (const minutes of [1, 3, 5]) {
      const { outcomes } = await deliver(desiredOf(ANA))
      const last = outcomes.at(-1)
      t.match(last, { kind: 'retry', code: 'http_429', lane: true, notBefore: clock.at + minutes * MINUTE_MS })
      clock.at += minutes * MINUTE_MS
    }
    control.options.perMinute = 1000
    t.equal((await deliver(desiredOf(ANA))).known.kind, 'active')
    t.equal(control.people().length, 1)
  }
})

t.test('what each answer is', async (t) => {
  const error = (code: string, field = 'email') => ({ success: false, error_type: 'validation_error', errors: [{ field, code, message: '' }] })
  const user = calls.reads('1')
  const table: [status: number, body: unknown, call: ReturnType<typeof calls.reads>, is: string][] = [
    [200, { success: true, data: {} }, user, 'ok'],
    [201, { success: true }, calls.creates({}), 'ok'],
    [204, undefined, calls.updates('1', {}), 'not_json'],
    [200, { success: false }, user, 'contradictory'],
    [200, error('duplicate_value'), calls.creates({}), 'duplicate'],
    [200, error('missing_field'), calls.creates({}), 'invalid'],
    [200, { data: [] }, user, 'not_json'],
    [200, { status: 'success', data: [] }, calls.reasons(), 'ok'],
    [200, { status: true, data: [] }, calls.reasons(), 'ok'],
    [200, { status: 'error', data: [] }, calls.reasons(), 'not_json'],
    [200, { status: 'success', data: [] }, user, 'not_json'],
    [400, error('invalid_value'), user, 'invalid'],
    [400, { error_type: 'authentication_error' }, user, 'unauthorized'],
    [400, error('rate_limit_exceeded'), user, 'throttled'],
    [401, {}, user, 'unauthorized'],
    [402, {}, user, 'payment'],
    [403, {}, user, 'unauthorized'],
    [403, {}, calls.attributes(), 'forbidden'],
    [404, {}, user, 'not_found'],
    [404, undefined, user, 'nowhere'],
    [404, {}, calls.byEmail('a@example.com'), 'nowhere'],
    [405, {}, user, 'nowhere'],
    [406, {}, user, 'nowhere'],
    [409, {}, calls.creates({}), 'duplicate'],
    [415, {}, calls.creates({}), 'wrong_media'],
    [422, error('duplicate_value'), calls.creates({}), 'duplicate'],
    [422, error('missing_field'), calls.creates({}), 'invalid'],
    [429, {}, user, 'throttled'],
    [500, { error_type: 'api_connection_error' }, calls.creates({}), 'broken'],
    [418, {}, user, 'unrecognised']
  ]
  for (const [status, body, call, is] of table) t.equal(classOf({ status }, body, call), is, `${status} ${JSON.stringify(body)} ${call.path}`)
  t.same(wrongIn({ errors: [{ field: 'custom-attribute-7', code: 'missing_field' }, { field: 'birthdate', code: 'x' }, { field: 'departments.0' }, 5, { code: 'y' }] }),
    [{ field: 'custom_attributes.custom-attribute-7', code: 'missing_field' }, { field: 'birth_date', code: 'x' }, { field: 'departments', code: '' }, { field: '', code: 'y' }])
})

t.test('a check reads one page and names the wrong setting', async (t) => {
  const { check, context } = await stage(t)
  t.match(await check(), { ok: true })
  context.credentials.secret_key = 'other'
  t.match(await check(), { ok: false, code: 'http_401', detail: /client_key/ })
})

t.test('nobody can be erased there, which is said before anything is switched on', async (t) => {
  const said = (options: object) => engagedly.faultsBetween!({ options: options as never, credentials: {}, baseUrl: undefined }).map(({ pointer }) => pointer)
  t.same(said({}), [])
  t.same(said({ operations: { erase: true } }), ['/options/operations/erase'])
  t.same(said({ absence_reason: 'AWAY' }), ['/options/absence_reason'])
  t.same(said({ absence_reason: 'AWAY', block_during: ['leave'] }), [])
})
