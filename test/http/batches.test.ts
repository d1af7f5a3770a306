import t from 'tap'
import { HIRE, NOW, setup } from './setup.ts'

const good = { type: 'hire', ...HIRE }

t.test('good items pass beside bad ones, in the order in which they came', async (t) => {
  const { post, arrivals } = await setup(t)
  const items = [{ type: 'hire' }, good, { employee_number: '1' }, { type: 'fire' }, null, { ...good, event_id: 'own-5' }]
  const response = await post('/v1/batches', { items })
  t.equal(response.statusCode, 202)
  const answer = response.json()
  t.match(answer, { accepted: 2, refused: 4, received_at: '2026-03-02T12:00:00.000Z' })
  t.same(answer.items.map(({ index, status, id }: Record<string, unknown>) => [index, status, id]), [[0, 422, undefined], [1, 202, 'evt_1'], [2, 422, undefined], [3, 422, undefined], [4, 422, undefined], [5, 202, 'evt_5']])
  t.same([0, 2, 3, 4].map((i) => [answer.items[i].errors[0].pointer, answer.items[i].errors[0].code]), [['/items/0', 'no_identifier'], ['/items/2/type', 'required'], ['/items/3/type', 'not_allowed'], ['/items/4', 'invalid_type']])
  t.match(arrivals, [{ route: 'batch', statements: [{ index: 1 }, { index: 5, eventId: 'own-5' }] }])
})

t.test('none good: nothing is stored, and the problem says what is wrong with each', async (t) => {
  const { post, arrivals } = await setup(t)
  const response = await post('/v1/batches', { items: [{ type: 'hire' }] }, { headers: { 'accept-language': 'pt-BR' } })
  t.equal(response.statusCode, 422)
  t.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8')
  t.match(response.json(), { code: 'invalid', title: 'Inválido', accepted: 0, refused: 1, items: [{ index: 0, status: 422, errors: [{ code: 'no_identifier', detail: /identificador/ }] }] })
  t.same(arrivals, [])
})

t.test('an id of an item that came before with another content refuses that item alone', async (t) => {
  const { post } = await setup(t, { ingest: { receive: async () => ({ kind: 'accepted', receivedAt: NOW, items: [{ index: 0, mismatch: true }, { index: 1, id: 'evt_1' }] }) } })
  t.match((await post('/v1/batches', { items: [{ ...good, event_id: 'a' }, good] })).json(), {
    accepted: 1, refused: 1, items: [{ status: 422, errors: [{ pointer: '/items/0/event_id', code: 'idempotency_mismatch' }] }, { status: 202, id: 'evt_1' }]
  })
})

t.test('the batch itself must be one: 1 to 500 items and nothing beside them', async (t) => {
  const { post } = await setup(t)
  const codes = async (body: unknown) => (await post('/v1/batches', body)).json().errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
  t.same(await codes({}), ['/items required'])
  t.same(await codes({ items: [] }), ['/items too_few'])
  t.same(await codes({ items: Array(501).fill(good) }), ['/items too_many'])
  t.same(await codes([]), [' invalid_type'])
  t.same(await codes({ items: [good], mode: 'x' }), ['/mode unknown_field'])
  t.equal((await post('/v1/batches', { items: Array(500).fill(good) })).statusCode, 202)
})

t.test('a batch may have 5 MiB, a single statement 1', async (t) => {
  const { post } = await setup(t)
  const padded = (body: object, size: number) => JSON.stringify(body).padEnd(size)
  t.equal((await post('/v1/batches', padded({ items: [good] }, 5 * 2 ** 20))).statusCode, 202)
  t.equal((await post('/v1/batches', padded({ items: [good] }, 5 * 2 ** 20 + 1))).statusCode, 413)
  t.equal((await post('/v1/hires', padded(HIRE, 2 ** 20))).statusCode, 202)
  t.equal((await post('/v1/hires', padded(HIRE, 2 ** 20 + 1))).statusCode, 413)
})
