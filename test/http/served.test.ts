import t from 'tap'
import { Refusal } from '../../src/domain/errors.ts'
import type { Incoming } from '../../src/domain/source.ts'
import { NOW, setup } from './setup.ts'

const failure = (status: number, detail: string) => ({ status, type: 'application/x-own', body: `${status} ${detail.length > 0}` })

t.test('an API that is served lies at its own address and below the webhook URL', async (t) => {
  const asked: [string, string, Incoming][] = []
  const { call } = await setup(t, {
    served: {
      apis: [{ base: '/own/v1', failure }],
      serveApi: async (base: string, id: string, incoming: Incoming) => {
        asked.push([base, id, incoming])
        return { status: 201, type: 'application/x-own', body: 'made', headers: { etag: '"1"' } }
      }
    }
  })
  for (const path of ['/own/v1/src_1/People/7?a=1', '/webhooks/src_1/own/v1/People/7?a=1']) {
    const { statusCode, headers, body } = await call('PATCH', path, { key: '', body: 'bytes', headers: { 'content-type': 'application/x-own' } })
    t.match([statusCode, headers['content-type'], headers.etag, body], [201, 'application/x-own', '"1"', 'made'])
    t.match(asked.pop(), ['/own/v1', 'src_1', { method: 'PATCH', path: ['People', '7'], query: { a: '1' }, body: Buffer.from('bytes'), receivedAt: NOW }])
  }
})

t.test('what goes wrong is told in the form of the API: theirs, ours, and what passes by itself', async (t) => {
  let fault: Error | undefined
  const { call, lines } = await setup(t, { served: { apis: [{ base: '/own/v1', failure }], serveApi: async () => { if (fault) throw fault; return undefined } } })
  const get = async () => { const { statusCode, body, headers } = await call('GET', '/own/v1/src_1/People', { key: '' }); return [statusCode, body, headers['content-type'], headers['retry-after']] }
  t.match(await get(), [404, '404 true', 'application/x-own'])
  fault = Object.assign(new Error('the address of somebody'), { code: 'ECONNREFUSED' })
  t.match(await get(), [503, '503 true', 'application/x-own', '5'])
  fault = new Error('the address of somebody')
  t.match(await get(), [500, '500 true', 'application/x-own'])
  t.notMatch(JSON.stringify(lines), 'the address of somebody')
  fault = new Refusal('not_found', 'gone')
  t.match(await get(), [404, '404 true'])
  t.match(await call('GET', '/own/v1', { key: '' }), { statusCode: 404, body: '404 true' })
  t.match(await call('POST', '/own/v1/src_1/People', { key: '', body: 'x'.repeat(2 ** 20 + 1) }), { statusCode: 413, body: '413 true' })
})
