import t from 'tap'
import { NOW, HIRE, setup } from './setup.ts'
import type { Receipt } from '../../src/http/routes/ingest.ts'

const BODIES = {
  hires: ['hire', HIRE],
  changes: ['change', { employee_number: '00123', job_title: 'Coordenadora' }],
  terminations: ['termination', { employee_number: '00123', date: '2026-04-30', reason: 'voluntary' }],
  leaves: ['leave', { employee_number: '00123', from: '2026-05-04' }],
  returns: ['return', { employee_number: '00123', date: '2026-07-15' }],
  employees: ['upsert', HIRE]
} as const

t.test('each kind is answered after it is stored, with its address', async (t) => {
  const { post, arrivals } = await setup(t)
  for (const [path, [type, body]] of Object.entries(BODIES)) {
    const response = await post(`/v1/${path}`, body)
    t.equal(response.statusCode, 202, response.body)
    t.equal(response.headers.location, '/v1/events/evt_0')
    t.same(response.json(), { id: 'evt_0', type, status: 'accepted', received_at: '2026-03-02T12:00:00.000Z' })
  }
  t.same(arrivals.map(({ route, statements }) => [route, statements[0]!.statement.type]), Object.values(BODIES).map(([type]) => [type, type]))
})

t.test('what is stored is what was sent, byte for byte, a byte order mark included', async (t) => {
  const { post, arrivals } = await setup(t)
  const bytes = Buffer.from('\ufeff{ "employee_number" : "00123",\r\n "full_name":"Jo\\u00e3o" }')
  t.equal((await post('/v1/hires', bytes)).statusCode, 202)
  t.same(arrivals[0]!.bytes, bytes)
  t.match(arrivals[0], { caller: { tenant: 'acme', keyId: 'key_ingest' }, statements: [{ index: 0, statement: { fields: { full_name: 'João' } } }] })
})

t.test('everything that is wrong is said at once, in the language of the reader', async (t) => {
  const { post, arrivals } = await setup(t)
  const body = { cpf: '111', fullname: 'Ana', hire_date: '2023-02-29' }
  const english = await post('/v1/hires', body)
  t.equal(english.headers['content-type'], 'application/problem+json; charset=utf-8')
  t.match(english.json(), { status: 422, code: 'invalid', type: 'https://cracha.dev/problems/invalid', title: 'Invalid', request_id: 'request-1' })
  t.match(english.json().errors.find(({ pointer }: { pointer: string }) => pointer === '/fullname'), { code: 'did_you_mean', detail: /full_name/ })
  t.match(english.json().errors.find(({ pointer }: { pointer: string }) => pointer === '/hire_date'), { code: 'invalid_date' })
  const portuguese = await post('/v1/hires', body, { headers: { 'accept-language': 'pt-BR,pt;q=0.9,en;q=0.8' } })
  t.match(portuguese.json(), { title: 'Inválido', detail: /Nada foi gravado/ })
  t.match(portuguese.json().errors.find(({ pointer }: { pointer: string }) => pointer === '/fullname').detail, /Você quis dizer/)
  t.equal(portuguese.headers['content-language'], 'pt-BR')
  t.same(arrivals, [])
})

t.test('the key of a request: quoted, bare, or in the body', async (t) => {
  const { post, arrivals } = await setup(t)
  for (const key of ['"abc-1"', 'abc-1', ' "abc-1" ']) await post('/v1/hires', HIRE, { headers: { 'idempotency-key': key } })
  t.same(arrivals.map(({ idempotencyKey }) => idempotencyKey), ['abc-1', 'abc-1', 'abc-1'])
  await post('/v1/hires', HIRE, { headers: { 'idempotency-key': '"a \\"b\\" c"' } })
  t.equal(arrivals[3]!.idempotencyKey, 'a "b" c')
  await post('/v1/hires', { ...HIRE, event_id: 'own-1' })
  t.match(arrivals[4], { idempotencyKey: undefined, statements: [{ eventId: 'own-1' }] })
  t.equal((await post('/v1/hires', { ...HIRE, event_id: 'same' }, { headers: { 'idempotency-key': '"same"' } })).statusCode, 202)
})

t.test('a key that cannot be one, or two that differ, are 422', async (t) => {
  const { post, arrivals } = await setup(t)
  for (const key of ['', '""', '"open', 'two words', 'a'.repeat(256), 'chav\u00e9', '"a", "b"']) {
    t.match((await post('/v1/hires', HIRE, { headers: { 'idempotency-key': key } })).json(), { status: 422, errors: [{ pointer: '/headers/idempotency-key', code: 'invalid_key' }] }, key)
  }
  t.match((await post('/v1/hires', { ...HIRE, event_id: 'a' }, { headers: { 'idempotency-key': 'b' } })).json(), { status: 422, errors: [{ pointer: '/event_id', code: 'key_differs' }] })
  t.same(arrivals, [])
})

t.test('the same key with another body is 422, still in flight is 409', async (t) => {
  const outcomes: Receipt[] = [{ kind: 'mismatch' }, { kind: 'in_flight' }, { kind: 'accepted', receivedAt: NOW, items: [{ index: 0, mismatch: true }] }]
  const { post } = await setup(t, { ingest: { receive: async () => outcomes.shift()! } })
  const answers = [await post('/v1/hires', HIRE), await post('/v1/hires', HIRE), await post('/v1/hires', { ...HIRE, event_id: 'a' })]
  t.same(answers.map((each) => [each.statusCode, each.json().code]), [[422, 'idempotency_mismatch'], [409, 'conflict'], [422, 'idempotency_mismatch']])
})
