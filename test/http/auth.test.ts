import t from 'tap'
import { mayDo, seesOwnEventsOnly, type Role } from '../../src/domain/principal.ts'
import { setup, HIRE } from './setup.ts'

t.test('roles nest; ingest and read are siblings', async (t) => {
  const able = (role: Role) => (['ingest', 'read', 'operator', 'owner', 'admin'] as const).filter((needed) => mayDo(role, [needed]))
  t.same(able('ingest'), ['ingest'])
  t.same(able('read'), ['read'])
  t.same(able('operator'), ['ingest', 'read', 'operator'])
  t.same(able('owner'), ['ingest', 'read', 'operator', 'owner'])
  t.same(able('admin'), ['ingest', 'read', 'operator', 'owner', 'admin'])
  t.same((['ingest', 'read', 'operator'] as const).map(seesOwnEventsOnly), [true, false, false])
})

t.test('no key, a wrong key and a scheme we do not know are 401 with the way in', async (t) => {
  const { post, call } = await setup(t)
  for (const authorization of [undefined, 'Bearer wrong', 'Bearer', 'Digest ingest', 'ingest', 'Basic !!!', `Bearer ${'k'.repeat(9000)}`]) {
    const response = await call('POST', '/v1/hires', { key: '', body: HIRE, headers: authorization === undefined ? {} : { authorization } })
    t.equal(response.statusCode, 401, String(authorization).slice(0, 20))
    t.match(response.headers['www-authenticate'], /^Bearer/)
  }
  t.equal((await post('/v1/hires', '{"not": json', { key: 'nobody' })).statusCode, 401, 'before the body is read')
})

t.test('the key as Basic user name', async (t) => {
  const { call } = await setup(t)
  const authorization = `Basic ${Buffer.from('ingest:ignored').toString('base64')}`
  t.equal((await call('POST', '/v1/hires', { key: '', body: HIRE, headers: { authorization } })).statusCode, 202)
})

t.test('a key without the right is 403 and hears which one', async (t) => {
  const { post, get } = await setup(t)
  t.match((await post('/v1/hires', HIRE, { key: 'read' })).json(), { status: 403, detail: /needs the role ingest; this key has read/ })
  t.equal((await get('/v1/holds', 'read')).statusCode, 403)
  t.equal((await get('/metrics', 'owner')).statusCode, 403)
})

t.test('the administrator belongs to no tenant, and is told to use a key of one', async (t) => {
  const { post, get } = await setup(t)
  t.match((await post('/v1/hires', HIRE, { key: 'admin' })).json(), { status: 403, detail: /use a key of the tenant/ })
  t.match((await get('/v1/me', 'admin')).json(), { tenant: null, role: 'admin', destinations: [] })
})

t.test("another tenant's address does not exist, whatever the key may do at home", async (t) => {
  const { get } = await setup(t, { keys: { listKeys: async () => [] } })
  t.equal((await get('/v1/tenants/acme/keys', 'other')).statusCode, 404)
  t.equal((await get('/v1/tenants/acme', 'other')).statusCode, 404)
  t.equal((await get('/v1/tenants/acme', 'owner')).statusCode, 403)
  t.equal((await get('/v1/tenants/acme/keys', 'owner')).statusCode, 200)
  t.equal((await get('/v1/tenants/acme/keys', 'admin')).statusCode, 200)
})

t.test('a process that only works answers for itself and nothing else', async (t) => {
  const { app } = await setup(t, { worksOnly: true, operations: { ready: async () => ({ ok: true, checks: {} }) } })
  t.equal((await app.inject('/livez')).statusCode, 200)
  t.equal((await app.inject('/readyz')).statusCode, 200)
  t.equal((await app.inject({ url: '/v1/me', headers: { authorization: 'Bearer owner' } })).statusCode, 404)
  t.equal((await app.inject({ url: '/webhooks/src_1', method: 'POST' })).statusCode, 404)
})
