import { connect } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { HIRE, setup } from './setup.ts'

const POSTS = [
  ...['hires', 'changes', 'terminations', 'leaves', 'returns', 'employees', 'batches', 'previews'].map((path) => ['ingest', `/v1/${path}`] as const),
  ...['employees/search', 'events/evt_1/withdraw', 'messages/msg_1/interpret', 'holds/hold_1/approve', 'holds/hold_1/reject', 'retries'].map((path) => ['operator', `/v1/${path}`] as const),
  ...['keys', 'sources/hr/pause', 'sources/hr/check', 'destinations/p/resume', 'destinations/p/check'].map((path) => ['owner', `/v1/tenants/acme/${path}`] as const)
]

/** Functions for every POST, so that whatever passes is answered. */
const ANSWERING = {
  previews: { preview: async () => ({ destinations: [] }) },
  employees: { searchEmployees: async () => [] },
  events: { withdraw: async () => {} },
  messages: { interpretAgain: async () => {} },
  holds: { decide: async () => 1 },
  retries: { retry: async () => 0 },
  keys: { createKey: async () => ({ id: 'k', role: 'read' as const, label: 'l', expires_at: null, created_at: '2026-03-02T12:00:00Z', key: 'cracha_x' }) },
  sources: {
    pauseSource: async () => ({ id: 's', name: 'hr', kind: 'k', settings: {}, options: {}, credentials: [], paused: true, last_seen_at: null, created_at: '2026-03-02T12:00:00Z' }),
    checkSource: async () => ({ ok: true, detail: '', findings: [] })
  },
  destinations: {
    pauseDestination: async () => ({ id: 'd', name: 'p', kind: 'k', base_url: '', options: {}, credentials: [], health: 'ok' as const, paused: false, succeeded_at: null, created_at: '2026-03-02T12:00:00Z' }),
    checkDestination: async () => ({ ok: true, detail: '', findings: [] })
  }
}

const raw = (fields: string) => `{"employee_number":"1","full_name":"Ana"${fields}}`

t.test('a body that cannot be read is 400, says where, and shows nothing of it', async (t) => {
  const { post, arrivals } = await setup(t)
  const bodies: Record<string, string | Buffer> = {
    'cut short': '{"employee_number":"segredo"',
    'a name twice': raw(',"cpf":"segredo","cpf":"segredo"'),
    'a name twice, once escaped': raw(',"cpf":"segredo","c\\u0070f":"segredo"'),
    'a name twice, deep inside': raw(',"custom":{"segredo":"1","segredo":"2"}'),
    'a prototype': raw(',"__proto__":{"segredo":true}'),
    'a prototype, escaped': raw(',"\\u005f_proto__":{"segredo":true}'),
    '10,000 deep': '['.repeat(10_000) + ']'.repeat(10_000),
    '10,000 deep, never closed': '{"a":'.repeat(10_000),
    '65 deep': '['.repeat(65) + ']'.repeat(65),
    'a comment': raw('/* segredo */'),
    'a comma too many': raw(','),
    'two values': `${raw('')}${raw('')}`,
    'a control character': raw(',"cpf":"seg\nredo"'),
    'a number that is none': raw(',"cpf":0123'),
    NaN: 'NaN',
    'not UTF-8': Buffer.from(raw(',"cpf":"segr\xe9do"'), 'latin1'),
    'UTF-16': Buffer.from(raw(''), 'utf16le'),
    nothing: '',
    'only spaces': '   '
  }
  for (const [name, body] of Object.entries(bodies)) {
    const response = await post('/v1/hires', body)
    t.equal(response.statusCode, 400, name)
    t.match(response.json(), { code: 'malformed' })
    t.notMatch(response.body, /seg|redo/, name)
  }
  t.match((await post('/v1/hires', '{\n  "employee_number": oops')).json().detail, 'Not valid JSON at line 2, column 22.')
  t.match((await post('/v1/hires', '{"a":1,\n"a":2}', { headers: { 'accept-language': 'pt' } })).json().detail, 'O mesmo nome aparece duas vezes em um objeto na linha 2, coluna 1.')
  t.same(arrivals, [])
})

t.test('64 levels and equal names in different objects are read', async (t) => {
  const { post } = await setup(t)
  t.equal((await post('/v1/hires', '['.repeat(64) + ']'.repeat(64))).statusCode, 422)
  t.equal((await post('/v1/hires', raw(',"managers":[{"cpf":"52998224725"},{"cpf":"11144477735"}]'))).statusCode, 202)
})

t.test('another type, another charset and a packed body are 415', async (t) => {
  const { post } = await setup(t)
  const refused: Record<string, string>[] = [
    { 'content-type': 'text/plain' }, { 'content-type': 'application/xml' }, { 'content-type': 'application/json; charset=iso-8859-1' }, { 'content-type': 'application/json;charset="UTF-16"' },
    { 'content-type': 'nonsense' }, { 'content-type': 'multipart/form-data; boundary=x' }, { 'content-encoding': 'gzip' }, { 'content-encoding': 'br' }
  ]
  const taken: Record<string, string>[] = [{ 'content-type': 'application/json; charset=UTF-8' }, { 'content-type': 'Application/JSON;charset="utf-8"' }, { 'content-encoding': 'identity' }]
  for (const headers of refused) t.match((await post('/v1/hires', HIRE, { headers })).json(), { status: 415, code: 'unsupported_media_type' }, JSON.stringify(headers))
  for (const headers of taken) t.equal((await post('/v1/hires', HIRE, { headers })).statusCode, 202, JSON.stringify(headers))
})

t.test('what is no valid value is 422 with its place', async (t) => {
  const { post, arrivals } = await setup(t)
  const at = async (fields: string) => (await post('/v1/hires', raw(fields))).json().errors?.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
  t.same(await at(',"job_title":"a\\u0000b"'), ['/job_title control_character'])
  t.same(await at(',"custom":{"a\\u0000":"b"}'), ['/custom control_character'])
  t.same(await at(',"job_title":"\\ud800"'), ['/job_title control_character'])
  t.same(await at(',"custom":{"constructor":"x"}'), ['/custom/constructor reserved_name'])
  t.same(await at(`,"job_title":"${'é'.repeat(256)}"`), ['/job_title too_long'])
  t.same(await at(',"hire_date":"2023-02-29"'), ['/hire_date invalid_date'])
  t.same(await at(',"hire_date":"2026-03-02T00:00:00Z"'), ['/hire_date invalid_date'])
  t.same(await at(',"cpf":"52998224724"'), ['/cpf invalid_cpf'])
  t.same(await at(',"occurred_at":"2026-03-02T12:06:00Z"'), ['/occurred_at in_the_future'])
  t.same(await at(',"managers":[{"employee_number":"1"}]'), ['/managers/0 own_manager'])
  for (const body of ['[]', 'null', '1', '"x"', 'true']) t.equal((await post('/v1/hires', body)).statusCode, 422, body)
  t.match((await post('/v1/leaves', { employee_number: '1', from: '2026-05-04', reason: 'x' })).json(), { errors: [{ code: 'health_data' }] })
  t.same(arrivals, [])
})

t.test('what is unusual and right is taken', async (t) => {
  const { post, arrivals } = await setup(t)
  const title = 'Programação 👩🏽‍💻 Cafe\u0301'
  for (const fields of [',"cpf":"529.982.247-25"', ',"cpf":"52998224725"', ',"hire_date":"2024-02-29"', `,"job_title":"${'é'.repeat(255)}"`, `,"job_title":"${'👩'.repeat(255)}"`, `,"job_title":"${title}"`]) {
    t.equal((await post('/v1/hires', raw(fields))).statusCode, 202, fields.slice(0, 40))
  }
  t.equal(arrivals.at(-1)!.statements[0]!.statement.fields.job_title, title.normalize('NFC'))
})

t.test('a NUL, or half a surrogate, in a setting is 422 and never reaches the database', async (t) => {
  const { call } = await setup(t)
  for (const body of [{ kind: 'canonical', settings: { a: '\0' } }, { kind: 'canonical', options: { a: ['\ud800'] } }, { kind: 'canonical', options: { '\0': 1 } }]) {
    t.match((await call('PUT', '/v1/tenants/acme/sources/hr', { body })).json(), { status: 422, errors: [{ code: 'control_character' }] })
  }
  t.equal((await call('PUT', '/v1/tenants/acme', { body: { name: 'a\0b' } })).statusCode, 422)
  t.equal((await call('POST', '/v1/tenants/acme/keys', { body: { role: 'read', label: 'a\0b' } })).statusCode, 422)
})

t.test('strange addresses are 400, 404 or 405, never a 5xx', async (t) => {
  const { call } = await setup(t)
  const status = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string) => (await call(method, url, { key: 'owner' })).statusCode
  t.equal(await status('GET', '/v1/events/%zz'), 400)
  t.equal(await status('GET', '/v1/events/%ff'), 400)
  t.equal(await status('GET', '/v1/events/%00'), 404)
  t.equal(await status('GET', '/v1/events/a%2fb'), 404)
  t.equal(await status('GET', `/v1/events/${'a'.repeat(200)}`), 404)
  t.equal(await status('GET', `/v1/events/${'a'.repeat(5000)}`), 400)
  t.equal(await status('GET', "/v1/events/' OR 1=1"), 404)
  t.equal(await status('GET', '/v1/nothing'), 404)
  t.equal(await status('GET', '//v1/me'), 404)
  t.equal(await status('GET', '/v1/tenants/%00/keys'), 404)
  t.equal((await call('PUT', '/v1/tenants/%00', { body: {} })).statusCode, 422)
  t.equal((await call('PUT', '/v1/tenants/-x', { body: {} })).json().errors[0].code, 'invalid_name')
  const refused = await call('DELETE', '/v1/hires', { key: 'owner' })
  t.equal(refused.statusCode, 405)
  t.equal(refused.headers.allow, 'POST')
  t.equal((await call('PUT', '/v1/events/evt_1', { key: 'owner' })).headers.allow, 'GET, HEAD')
  t.equal((await call('PROPFIND' as 'GET', '/v1/hires')).statusCode, 405)
})

t.test('a query that cannot be meant is 422', async (t) => {
  const { get } = await setup(t, { events: { listEvents: async () => ({ data: [] }) } })
  const fault = async (query: string) => (await get(`/v1/events?${query}`, 'read')).json().errors?.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
  t.same(await fault('limit=0'), ['/query/limit out_of_range'])
  t.same(await fault('limit=201'), ['/query/limit out_of_range'])
  t.same(await fault('limit=ten'), ['/query/limit invalid_type'])
  t.same(await fault('limit=99999999999999999999'), ['/query/limit invalid_type'])
  t.same(await fault('limit=1&limit=2'), ['/query/limit invalid_type'])
  t.same(await fault('status=gone'), ['/query/status not_allowed'])
  t.same(await fault('statuses=held'), ['/query/statuses did_you_mean'])
  t.same(await fault('source=%00'), ['/query/source invalid_value'])
  t.same(await fault('received_since=yesterday'), ['/query/received_since invalid_date_time'])
  t.same(await fault('__proto__=1'), ['/query/__proto__ unknown_field'])
  for (const cursor of ['x', '%00', Buffer.from('1.2.3').toString('base64url'), Buffer.from('9'.repeat(40) + '.0').toString('base64url'), Buffer.from('-1.0').toString('base64url')]) {
    t.same(await fault(`cursor=${cursor}`), ['/query/cursor invalid_cursor'], cursor)
  }
  t.equal((await get('/v1/events?limit=200&status=held&type=hire&source=api&destination=p&employee_id=emp_1&received_since=2026-03-01T00:00:00Z&received_until=2026-03-02T00:00:00-03:00', 'read')).statusCode, 200)
})

t.test('a flood of headers, and bytes that are no HTTP, are answered and closed', async (t) => {
  const { app } = await setup(t)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const say = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (part: string) => { answer += part })
    socket.write(bytes)
    await once(socket, 'close')
    return answer
  }
  t.match(await say('nonsense\r\n\r\n'), /^HTTP\/1.1 400 .*application\/problem\+json/s)
  t.match(await say(`GET /livez HTTP/1.1\r\nHost: x\r\n${'X-A: aaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2000)}\r\n`), /^HTTP\/1.1 431 .*headers_too_large/s)
  t.match(await say('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 200 /)
})

t.test('whatever the bytes and whatever they call themselves, no POST answers with a 5xx', async (t) => {
  const { call } = await setup(t, ANSWERING)
  const json = fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text))
  const almost = fc.tuple(fc.constantFrom('hire', 'change', 'leave', '__proto__'), fc.dictionary(fc.constantFrom('type', 'items', 'employee_number', 'cpf', 'managers', 'custom', 'filter', 'label', 'event_id', 'match', 'name', 'values'), fc.jsonValue()))
    .map(([type, body]) => Buffer.from(JSON.stringify({ type, items: [{ type, ...body }], ...body })))
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)), json, almost)
  await fc.assert(fc.asyncProperty(fc.constantFrom(...POSTS), bytes, fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'a/b;'), async ([key, url], body, type) => {
    const { statusCode, headers } = await call('POST', url, { key, body, headers: { 'content-type': type } })
    if (statusCode >= 500) throw new Error(`${url} ${statusCode}`)
    if (statusCode >= 400 && !String(headers['content-type']).startsWith('application/problem+json')) throw new Error(`${url} ${headers['content-type']}`)
  }), { numRuns: 1500 })
})
