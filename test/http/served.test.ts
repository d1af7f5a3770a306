import t from 'tap'
import { errorForms } from '../../src/application/receive/error-forms.ts'
import type { OpenSource } from '../../src/application/configure/open-source.ts'
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

t.test('below a webhook URL errors have the form of the API of that source, also those that no route has seen', async (t) => {
  const looks: boolean[] = []
  const fault = Object.assign(new Error('the address of somebody'), { code: 'ECONNREFUSED' })
  const { call } = await setup(t, {
    served: {
      apis: [{ base: '/own/v1', failure }],
      formOf: async (id: string, look: boolean) => { looks.push(look); return id === 'src_1' ? failure : undefined }
    },
    webhooks: { receiveWebhook: async () => { throw fault } }
  })
  const large = { key: '', body: 'x'.repeat(2 ** 20 + 1) }
  t.match(await call('POST', '/webhooks/src_1/People', large), { statusCode: 413, body: '413 true', headers: { 'content-type': 'application/x-own', 'x-request-id': /./ } })
  t.match(await call('POST', '/webhooks/src_2/People', large), { statusCode: 413, headers: { 'content-type': /problem/ } })
  for (const url of ['/webhooks/src_1/People/%zz', '/webhooks/src_1/own/v1/%ff', '/own/v1/src_1/%zz', '/own/v1/%zz']) t.match(await call('GET', url, { key: '' }), { statusCode: 400, body: '400 true', headers: { 'x-request-id': /./ } }, url)
  for (const url of ['/webhooks/src_2/%zz', '/webhooks/%zz', '/own/v12/%zz', '/v1/events/%zz']) t.match(await call('GET', url, { key: '' }), { statusCode: 400, headers: { 'content-type': /problem/ } }, url)
  t.match(await call('PROPFIND' as 'GET', '/own/v1/src_1/People', { key: '' }), { statusCode: 405, body: '405 true', headers: { allow: /GET/ } })
  looks.length = 0
  t.match(await call('POST', '/webhooks/src_1/People', { key: '', body: '{}' }), { statusCode: 503, body: '503 true', headers: { 'retry-after': '5' } })
  t.same(looks, [false], 'a database that is away is not asked again')
})

t.test('the form of a source that was opened once is known without the database', async (t) => {
  let asked = 0
  let isAway = false
  const forms = errorForms(async (id) => {
    asked++
    if (isAway) throw new Error('away')
    return id === 'src_none' ? undefined : { definition: { serves: id === 'src_1' ? { failure } : undefined } } as unknown as OpenSource
  })
  t.equal(await forms.formOf('src_1', false), undefined)
  t.equal(await forms.formOf('src_1', true), failure)
  await forms.openSource('src_2')
  t.equal(asked, 2)
  isAway = true
  t.equal(await forms.formOf('src_1', true), failure)
  t.equal(await forms.formOf('src_2', true), undefined)
  t.equal(await forms.formOf('src_3', false), undefined)
  t.equal(asked, 2)
})
