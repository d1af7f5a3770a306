import t from 'tap'
import type { AlertFilter } from '../../src/http/routes/alerts.ts'
import { setup } from './setup.ts'

const AT = '2026-03-02T12:00:00.000Z'
const ALERT = {
  id: 'alert_1', tenant: 'acme', kind: 'failed', severity: 'warning', title: '1 person given up at board (x).', count: 1, first_at: AT, last_at: AT, link: 'https://cracha.example/v1/events', status: 'open', opened_at: AT, told_at: AT, cleared_at: null
} as const

t.test('alerts are for whoever may read: of the tenant, or of everybody for the administrator', async (t) => {
  const asked: [string | null, string, AlertFilter][] = []
  const { call } = await setup(t, {
    alerts: {
      listAlerts: async (tenant, language, filter) => {
        asked.push([tenant, language, filter])
        return { data: [ALERT], next: { sequence: 7, index: 0 } }
      }
    }
  })
  const answer = await call('GET', '/v1/alerts?status=open&kind=failed&severity=warning&limit=1', { key: 'read', headers: { 'accept-language': 'pt-BR' } })
  t.match(answer.json(), { data: [ALERT], next_cursor: String })
  t.equal((await call('GET', '/v1/alerts', { key: 'admin' })).statusCode, 200)
  t.same(asked, [['acme', 'pt-BR', { status: 'open', kind: 'failed', severity: 'warning' }], [null, 'en', {}]])
  t.equal((await call('GET', '/v1/alerts', { key: 'ingest' })).statusCode, 403)
  t.equal((await call('GET', '/v1/alerts?kind=nonsense', { key: 'read' })).statusCode, 422)
})

t.test('only an owner sends a test, and only for the own tenant', async (t) => {
  const result = { ok: true, outcome: 'delivered', status: 204, detail: 'The receiver took it.', duration_ms: 3, webhook_id: 'alertmsg_1' }
  const { call } = await setup(t, { alerts: { testAlert: async () => result } })
  t.same((await call('POST', '/v1/tenants/acme/alerts/test', { key: 'owner' })).json(), result)
  t.equal((await call('POST', '/v1/tenants/acme/alerts/test', { key: 'operator' })).statusCode, 403)
  t.equal((await call('POST', '/v1/tenants/acme/alerts/test', { key: 'other' })).statusCode, 404)
})

t.test('failures are listed with the retry of each', async (t) => {
  const failure = { destination: 'board', code: 'x', detail: 'It did not succeed (x).', people: 1, events: 2, first_at: AT, last_at: AT, retry: { filter: { destination: 'board', code: 'x', status: 'failed' as const } } }
  const retried: unknown[] = []
  const { call } = await setup(t, { retries: { listFailures: async (_caller, destination) => destination === 'board' ? [failure] : [], retry: async (_caller, filter) => retried.push(filter) } })
  t.same((await call('GET', '/v1/failures?destination=board', { key: 'read' })).json(), { data: [failure], next_cursor: null })
  t.same((await call('POST', '/v1/retries', { key: 'operator', body: failure.retry })).json(), { count: 1 })
  t.same(retried, [failure.retry.filter])
  t.equal((await call('GET', '/v1/failures', { key: 'ingest' })).statusCode, 403)
})

t.test('what no longer works is said, and is no reason to turn senders away', async (t) => {
  const { get } = await setup(t, { operations: { ready: async () => ({ ok: true, degraded: true, checks: { work: { ok: false, detail: 'no worker takes the work: …' } } }) } })
  const response = await get('/readyz', '')
  t.equal(response.statusCode, 200)
  t.match(response.json(), { ok: true, degraded: true, checks: { work: { ok: false, detail: String } } })
})
