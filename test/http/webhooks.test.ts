import { request } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { Refusal } from '../../src/domain/errors.ts'
import { NOW, setup } from './setup.ts'

t.test('the bytes reach the source as they came, whatever they are, without a key', async (t) => {
  const { call, incoming } = await setup(t)
  const body = Buffer.from([0, 255, 123, 34])
  for (const type of ['application/json', 'text/plain; charset=latin1', 'application/x-www-form-urlencoded', 'anything/at-all']) {
    t.equal((await call('POST', '/webhooks/src_1', { key: '', body, headers: { 'content-type': type, 'content-encoding': 'gzip' } })).statusCode, 200, type)
  }
  for (const { body: arrived, method, path, receivedAt } of incoming) t.same([arrived, method, path, receivedAt], [body, 'POST', [], NOW])
})

t.test('test buttons, tokens and more path', async (t) => {
  const { call, incoming } = await setup(t)
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST'] as const) t.equal((await call(method, '/webhooks/src_1', { key: '' })).statusCode, 200, method)
  t.ok(incoming.every(({ body }) => body.length === 0))
  await call('POST', '/webhooks/src_1/token-1/employees/', { key: '', body: '{}' })
  t.same(incoming.at(-1)!.path, ['token-1', 'employees'])
  await call('POST', '/webhooks/src_1/a?kind=one&kind=two&id=%7B7%7D', { key: '', body: '{}' })
  t.same(incoming.at(-1)!.query, { kind: 'one', id: '{7}' })
})

t.test('the answer has the form that the vendor expects', async (t) => {
  const { call } = await setup(t, { webhooks: { receiveWebhook: async () => ({ status: 201, type: 'text/xml', body: '<ok/>' }) } })
  const response = await call('POST', '/webhooks/src_1', { key: '', body: '<x/>', headers: { 'content-type': 'text/xml' } })
  t.same([response.statusCode, response.headers['content-type'], response.body], [201, 'text/xml', '<ok/>'])
})

t.test('a header that came twice is seen to have come twice', async (t) => {
  const { app, incoming } = await setup(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const sent = request({ port, method: 'POST', path: '/webhooks/src_1', headers: { 'Webhook-Signature': ['v1,a', 'v1,b'], Authorization: ['Basic x', 'Basic y'] } }).end('{}')
  const [response] = await once(sent, 'response')
  response.resume()
  t.match(incoming[0]!.headers, { 'webhook-signature': 'v1,a, v1,b', authorization: 'Basic x, Basic y' })
})

t.test('who is not believed hears nothing about why; more than 1 MiB is not read', async (t) => {
  const { call } = await setup(t, { webhooks: { receiveWebhook: async () => { throw new Refusal('unauthorized', 'Not verified.') } } })
  t.match((await call('POST', '/webhooks/src_1', { key: '', body: '{}' })).json(), { status: 401, detail: 'Not verified.' })
  t.equal((await call('POST', '/webhooks/src_1', { key: '', body: 'x'.repeat(2 ** 20 + 1) })).statusCode, 413)
})
