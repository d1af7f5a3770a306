import t from 'tap'
import { createAllowance } from '../../src/application/feed/allowance.ts'
import { Refusal } from '../../src/domain/errors.ts'
import type { FeedPage, FeedQuery } from '../../src/domain/feed.ts'
import { NOW, setup } from './setup.ts'

const PAGE: FeedPage = { entries: [{ id: 'lnk_1', changedAt: NOW, gone: false, item: { nome: 'Ana' } }], next: { changedAt: NOW, link: 'lnk_1' }, asOf: NOW - 120_000 }

async function feed (t: Parameters<typeof setup>[0], page: FeedPage | undefined = PAGE) {
  const asked: { id: string, key: string | undefined, header: string | undefined, query: FeedQuery }[] = []
  const { get } = await setup(t, {
    feeds: {
      async readFeed (id, { key, header }, query) {
        asked.push({ id, key, header: header('x-key'), query })
        return page
      }
    }
  })
  return { asked, get: (query: string, headers: Record<string, string> = {}) => get(`/feeds/dst_1${query}`, 'made-up', headers) }
}

t.test('a page is shown as it is, with a tag that says whether it has changed', async (t) => {
  const { get, asked } = await feed(t)
  const first = await get('', { 'x-key': 'other' })
  t.equal(first.statusCode, 200)
  t.match(first.json(), { data: [{ id: 'lnk_1', deleted: false, employee: { nome: 'Ana' } }], next_cursor: String, as_of: new Date(NOW - 120_000).toISOString() })
  t.match(asked, [{ id: 'dst_1', key: 'made-up', header: 'other', query: { limit: 100, withGone: false } }])
  const { etag } = first.headers
  for (const known of [String(etag), `"x", ${String(etag).replace('W/', '')}`, '*']) {
    const again = await get('', { 'if-none-match': known })
    t.equal(again.statusCode, 304)
    t.equal(again.body, '')
  }
  t.equal((await get('', { 'if-none-match': 'W/"x"' })).statusCode, 200)
  t.equal(first.headers['cache-control'], 'private, no-cache')
})

t.test('a cursor carries what was asked for along', async (t) => {
  const { get, asked } = await feed(t)
  const { next_cursor: cursor } = (await get('?changed_since=2026-03-01T00:00:00Z&limit=1')).json()
  await get(`?cursor=${cursor}&size=7`)
  t.match(asked.at(-1)?.query, { limit: 7, withGone: true, changedSince: Date.parse('2026-03-01T00:00:00Z'), after: { changedAt: NOW, link: 'lnk_1' } })
  await get('?page=3&size=10&include_deleted=true')
  t.same(asked.at(-1)?.query, { limit: 10, withGone: true, page: 3 })
})

t.test('what cannot be asked is refused, each with its pointer', async (t) => {
  const { get } = await feed(t)
  const { next_cursor: cursor } = (await get('')).json()
  for (const [query, pointer] of [['?limit=0', '/query/limit'], ['?limit=501', '/query/limit'], ['?changed_since=yesterday', '/query/changed_since'], ['?cursor=x', '/query/cursor'], [`?cursor=${cursor}&page=1`, '/query/page'], ['?since=1', '/query/since']] as const) {
    const answer = await get(query)
    t.equal(answer.statusCode, 422, query)
    t.match(answer.headers['content-type'], /problem\+json/)
    t.equal(answer.json().errors[0].pointer, pointer)
  }
})

t.test('whoever may not read it learns nothing, and nothing of it is written', async (t) => {
  const { get } = await setup(t, { feeds: { readFeed: async () => undefined } })
  const answer = await get('/feeds/dst_1', 'wrong')
  t.equal(answer.statusCode, 401)
  t.match(answer.json(), { code: 'unauthorized' })
  const { call } = await setup(t, { feeds: { readFeed: async () => PAGE } })
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) t.match((await call(method, '/feeds/dst_1')).statusCode, /404|405/)
})

t.test('who reads too often is asked to wait', async (t) => {
  let at = 0
  const { take } = createAllowance(() => at, 2)
  t.same([take('a'), take('a'), take('b')], [undefined, undefined, undefined])
  at = 20_000
  t.equal(take('a'), 40)
  at = 60_000
  t.equal(take('a'), undefined)
  const { get } = await setup(t, { feeds: { async readFeed () { throw new Refusal('too_many_requests', '', [], 40) } } })
  const answer = await get('/feeds/dst_1')
  t.equal(answer.statusCode, 429)
  t.equal(answer.headers['retry-after'], '40')
})
