import t from 'tap'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { listAlerts } from '../../src/application/show/alerts.ts'
import { CallFailure } from '../../src/domain/destination.ts'
import { alarms, ALERT_URL, DAY, HOUR, MINUTE, SECOND } from './alarms.ts'

t.test('a receiver that is down is tried again with the same id, then told in order; after five days it is given up', async (t) => {
  const { tenant, look, lookLater, one, pool, pass, deliverAll, listens, sent, receiver, told } = await alarms(t)
  const { id } = await tenant('board')
  await listens(id)
  const stop = (value: unknown) => pool.query('UPDATE destination SET stopped = $1', [value])
  await stop({ at: 0, code: 'http_401', detail: '' })
  await look()
  const ok = receiver.answer
  receiver.answer = () => { throw new CallFailure('ECONNREFUSED', false) }
  await deliverAll(id)
  receiver.answer = () => ({ status: 503, headers: { 'retry-after': '600' }, body: '' })
  pass(SECOND)
  await deliverAll(id)
  t.equal(sent.length, 1)
  await stop(null)
  await lookLater()
  receiver.answer = ok
  await deliverAll(id)
  t.equal(sent.length, 1, 'the receiver asked for ten minutes, and the all-clear waits behind')
  pass(10 * MINUTE)
  await deliverAll(id)
  t.same(told(), ['alert.opened destination_stopped 1', 'alert.opened destination_stopped 1', 'alert.cleared destination_stopped 1'])
  t.equal(sent[0]!.id, sent[1]!.id)
  t.not(sent[1]!.id, sent[2]!.id)

  await stop({ at: 0, code: 'http_401', detail: '' })
  await look()
  receiver.answer = () => ({ status: 302, headers: { location: 'https://elsewhere.example' }, body: '' })
  const outcome = async () => (await pool.query('SELECT outcome, due_at IS NULL AS over FROM alert_delivery ORDER BY seq DESC LIMIT 1')).rows[0]
  await deliverAll(id)
  t.same(await outcome(), { outcome: 'http_302', over: false })
  pass(2 * HOUR)
  await look()
  t.match((await listAlerts(one, id, 'en', { kind: 'alerts_undelivered' }, { limit: 5 })).data, [{ code: 'http_302', status: 'open' }])
  pass(5 * DAY)
  await deliverAll(id)
  t.same(await outcome(), { outcome: 'given_up', over: true })
})

t.test('410 switches an address off, and that is shown; another one hears all that is open', async (t) => {
  const { tenant, look, one, needs, pool, deliverAll, listens, sent, receiver } = await alarms(t)
  const { id } = await tenant('board', 'other')
  await listens(id)
  await pool.query('UPDATE destination SET stopped = $1', [{ at: 0, code: 'http_401', detail: '' }])
  await look()
  const ok = receiver.answer
  receiver.answer = () => ({ status: 410, headers: {}, body: '' })
  await deliverAll(id)
  t.equal(sent.length, 1, 'the second is not even tried')
  const put = (more: object = {}) => putTenant(needs, id, { name: 'Example Ltda.', alert_url: ALERT_URL, ...more })
  t.match((await put()).tenant, { alert_off_at: String })
  await look()
  t.match((await listAlerts(one, id, 'en', { kind: 'alerts_undelivered' }, { limit: 5 })).data, [{ code: 'http_410' }])
  receiver.answer = ok
  t.match((await put({ alert_url: 'https://alerts.example/second', alert_language: 'pt-BR' })).tenant, { alert_off_at: null })
  t.equal(await look(), 2, 'both stops; not that the alerts did not arrive')
  await deliverAll(id)
  t.match(sent.slice(1), [{ url: 'https://alerts.example/second', body: { data: { title: /^O destino (board|other) parou/ } } }, { body: { data: { kind: 'destination_stopped' } } }])
})

t.test('a secret is made once and shown once, kept while nobody says another, and never stored in the open', async (t) => {
  const { tenant, needs, pool } = await alarms(t)
  const { id } = await tenant()
  const put = async (more: object = {}) => (await putTenant(needs, id, { name: 'Example Ltda.', alert_url: ALERT_URL, ...more })).tenant as { alert_secret?: string, alert_url?: string }
  const kept = async () => (await pool.query('SELECT settings, alert_secret FROM tenant WHERE id = $1', [id])).rows[0]
  const { alert_secret: made } = await put()
  t.match(made, /^whsec_[A-Za-z0-9+/]{43}=$/)
  t.notOk('alert_secret' in await put())
  const before = (await needs.vault.keysOf(pool, id)).open<string>((await kept()).alert_secret)
  t.equal(before, made)
  const two = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`).join(' ')
  t.notOk('alert_secret' in await put({ alert_secret: two }))
  t.notMatch(JSON.stringify(await kept()), /whsec_/)
  t.equal((await needs.vault.keysOf(pool, id)).open<string>((await kept()).alert_secret), two)
  await t.rejects(put({ alert_secret: 'whsec_short' }), { code: 'invalid', faults: [{ pointer: '/alert_secret' }] })
  for (const wrong of ['ftp://x.example', 'https://user:secret@x.example', 'http://127.0.0.1/', 'http://10.0.0.1/', 'nonsense']) await t.rejects(put({ alert_url: wrong }), { code: 'invalid', faults: [{ pointer: '/alert_url' }] }, wrong)
})
