import t from 'tap'
import { Refusal } from '../../src/domain/errors.ts'
import { languageOf } from '../../src/http/language.ts'
import { PROBLEM_CODES } from '../../src/http/problems.ts'
import { HIRE, setup } from './setup.ts'

const failing = (error: unknown) => ({ ingest: { receive: async () => { throw error } } })
const coded = (code: string) => Object.assign(new Error('ana.souza@example.com at 10.0.0.1'), { code })

t.test('our own faults say the request id and nothing else, also in the log', async (t) => {
  const { post, lines } = await setup(t, failing(new TypeError('ana.souza@example.com is not iterable')))
  const response = await post('/v1/hires', HIRE)
  t.equal(response.statusCode, 500)
  t.match(response.json(), { code: 'internal', request_id: 'request-1' })
  t.notMatch(JSON.stringify([response.body, lines]), /ana\.souza|529\.?982/)
  t.match(lines.find(({ level }) => level === 50), { error: 'TypeError', request_id: 'request-1', stack: [/errors\.test/] })
})

t.test('a database that is away is 503 with Retry-After, told by its code', async (t) => {
  for (const code of ['ECONNREFUSED', '57P01', '57P03', '53300', '08006', 'ETIMEDOUT']) {
    const { post } = await setup(t, failing(coded(code)))
    const response = await post('/v1/hires', HIRE)
    t.match([response.statusCode, response.json().code, response.headers['retry-after']], [503, 'unavailable', '5'], code)
  }
  const { post } = await setup(t, failing(coded('23505')))
  t.equal((await post('/v1/hires', HIRE)).statusCode, 500)
})

t.test('a refusal keeps its sentence in English, its faults and its wait', async (t) => {
  const { post } = await setup(t, failing(new Refusal('too_many_requests', 'Too fast.', [], 17)))
  const english = await post('/v1/hires', HIRE)
  t.match([english.statusCode, english.headers['retry-after'], english.json().detail], [429, '17', 'Too fast.'])
  t.match((await post('/v1/hires', HIRE, { headers: { 'accept-language': 'pt-BR' } })).json().detail, /Aguarde/)
})

t.test('every problem is explained in both languages at its own address', async (t) => {
  const { get } = await setup(t)
  for (const code of PROBLEM_CODES) {
    const { en, 'pt-BR': pt, type } = (await get(`/problems/${code}`, '')).json()
    t.ok(en.detail !== pt.detail && en.title !== pt.title && type.endsWith(code), code)
  }
  t.equal((await get('/problems/nothing', '')).statusCode, 404)
})

t.test('Portuguese for whoever prefers it, English for everybody else', async (t) => {
  for (const header of ['pt-BR', 'pt', 'pt-PT;q=0.9', 'de, pt-BR;q=0.5, en;q=0.4']) t.equal(languageOf(header), 'pt-BR', header)
  for (const header of [undefined, '', '*', 'en', 'de', 'en, pt;q=0.5', 'pt;q=0', 'ptx', ';;;,,q=']) t.equal(languageOf(header), 'en', String(header))
})

t.test('every answer has its request id and keeps to itself', async (t) => {
  const { get } = await setup(t)
  for (const url of ['/livez', '/v1/me', '/nothing', '/v1/events/%zz', '/docs']) {
    const { headers } = await get(url, '')
    t.match(headers['x-request-id'], /^request-\d/, url)
  }
  t.match((await get('/livez', '')).headers, { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'strict-transport-security': /max-age/, 'content-security-policy': /default-src 'none'/ })
})

t.test('one line per request: the pattern of the route, whose key, nothing that was typed', async (t) => {
  const { get, post, lines } = await setup(t)
  await post('/v1/hires?cpf=52998224725', HIRE)
  await get('/v1/tenants/acme/keys/ana.souza@example.com', 'owner')
  t.match(lines, [
    { method: 'POST', route: '/v1/hires', status: 202, request_id: 'request-1', tenant: 'acme', key_id: 'key_ingest', duration_ms: Number },
    { method: 'GET', route: 'none', status: 405, request_id: 'request-2' }
  ])
  t.equal(lines.length, 2)
  t.notMatch(JSON.stringify(lines), /529982|ana/i)
})

t.test('health: alive whatever happens, ready when everything is there, counts for the administrator', async (t) => {
  const ready = { ok: false, checks: { database: { ok: false, detail: 'no connection' }, worker: { ok: true } } }
  const { get } = await setup(t, { operations: { ready: async () => ready } })
  t.equal((await get('/livez', '')).statusCode, 200)
  const response = await get('/readyz', '')
  t.equal(response.statusCode, 503)
  t.same(response.json(), ready)
  t.match(await get('/metrics', 'admin'), { statusCode: 200, body: 'cracha_up 1\n', headers: { 'content-type': /text\/plain/ } })
  t.equal((await get('/metrics', '')).statusCode, 401)
})
