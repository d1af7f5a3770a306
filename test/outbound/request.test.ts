import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createOutbound } from '../../src/outbound/request.ts'

/** A platform that answers so, and what calls it. */
async function setup (t: Test, answer: RequestListener, limits: { timeoutMs?: number, answerLimit?: number, allowPrivateNetworks?: boolean } = {}) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const outbound = createOutbound({ timeoutMs: 10_000, answerLimit: 1000, allowPrivateNetworks: true, ...limits })
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await outbound.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, call: (method = 'GET', body?: string) => outbound.request(`${url}/a?b=c`, { method, headers: { accept: 'x' }, ...(body !== undefined && { body }) }) }
}

t.test('a request arrives as it was meant, and its answer comes back whole', async (t) => {
  const { call } = await setup(t, async (request, response) => {
    const parts = await Array.fromAsync(request)
    response.writeHead(418, { 'x-said': ['one', 'two'] })
    response.write('\uFEFF')
    response.end(JSON.stringify([request.method, request.url, request.headers.accept, Buffer.concat(parts).toString()]))
  })
  const answer = await call('DELETE', '{"ç":1}')
  t.equal(answer.status, 418)
  t.same(JSON.parse(answer.body), ['DELETE', '/a?b=c', 'x', '{"ç":1}'])
  t.same(answer.headers['x-said'], ['one', 'two'])
})

t.test('whoever does not answer in time may have been reached', async (t) => {
  const { call } = await setup(t, () => {}, { timeoutMs: 100 })
  await t.rejects(call('POST', '{}'), { code: 'timeout', sent: true })
})

t.test('an answer that does not end in time is none', async (t) => {
  const { call } = await setup(t, (_, response) => { response.write('{') }, { timeoutMs: 100 })
  await t.rejects(call(), { code: 'timeout', sent: true })
})

t.test('an answer that is too long, or breaks off, is none', async (t) => {
  const long = await setup(t, (_, response) => { response.end('x'.repeat(2000)) })
  await t.rejects(long.call(), { name: 'Error', sent: true })
  const broken = await setup(t, (_, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{')
    response.socket!.destroySoon()
  })
  await t.rejects(broken.call(), { name: 'Error', sent: true })
})

t.test('a private address is not called unless that is allowed', async (t) => {
  const { call } = await setup(t, () => t.fail('nobody is to be called'), { allowPrivateNetworks: false })
  await t.rejects(call(), { code: 'PRIVATE_NETWORK', sent: false })
})

t.test('a public name that leads to a private address is refused when it is connected to, and nothing is sent', async (t) => {
  const { url } = await setup(t, () => t.fail('nobody is to be called'))
  const guarded = createOutbound({ timeoutMs: 10_000, answerLimit: 1000, allowPrivateNetworks: false })
  t.teardown(() => guarded.close())
  const { port } = new URL(url)
  // A name, not an address: whom it leads to is only known when it is looked up.
  await t.rejects(guarded.request(`http://localhost:${port}/`, { method: 'POST', headers: {}, body: '{}' }), { code: 'PRIVATE_NETWORK', sent: false })
})
