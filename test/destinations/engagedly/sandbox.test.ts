import t from 'tap'
import { stage } from './stage.ts'

const HEADERS = { 'content-type': 'application/json' }

async function asked (t: Parameters<typeof stage>[0], sandbox = {}) {
  const { url, context, control, clock } = await stage(t, { sandbox })
  const keys = { clientkey: context.credentials.client_key as string, secretkey: 'secret' }
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = { ...HEADERS, ...keys }) => {
    const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
    return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => null) as any }
  }
  return { ask, keys, control, clock }
}

const ANA = { first_name: 'Ana', last_name: 'Souza', email: 'ana@example.com' }

t.test('keys, JSON and pages as documented', async (t) => {
  const { ask, keys } = await asked(t)
  t.match(await ask('GET', '/users', undefined, { ...keys, secretkey: 'x' }), { status: 401, body: { error_type: 'authentication_error' } })
  t.equal((await ask('POST', '/users', JSON.stringify(ANA), { ...keys, 'content-type': 'text/plain' })).status, 415)
  t.equal((await ask('GET', '/users?size=51')).status, 400)
  t.equal((await ask('GET', '/users?page=0')).status, 400)
  t.equal((await ask('GET', '/users?employee_id=1')).status, 400, 'no look-up by number')
  t.match(await ask('GET', '/users'), { status: 200, body: { success: true, data: [], pagination: { page: 1, size: 25, has_more: false, total_records: 0 } } })
})

t.test('required fields, unique addresses and numbers, ids that there are', async (t) => {
  const { ask } = await asked(t, { attributes: [{ key: 'custom-attribute-1', name: 'C', mandatory: true, preset: false, data_type: 'text' }] })
  const full = { ...ANA, employee_id: '1', custom_attributes: { 'custom-attribute-1': 'x' } }
  const codes = async (body: object) => (await ask('POST', '/users', body)).body.errors?.map(({ field, code }: { field: string, code: string }) => `${field}: ${code}`)
  t.same(await codes(ANA), ['custom-attribute-1: missing_field'])
  t.same(await codes({ ...full, last_name: '' }), ['last_name: missing_field', 'last_name: missing_field'])
  const { status, body } = await ask('POST', '/users', full)
  t.equal(status, 201)
  t.same(await codes({ ...full, email: 'other@example.com' }), ['employee_id: duplicate_value'])
  t.same(await codes({ ...full, employee_id: '2', email: 'ANA@example.com' }), ['email: duplicate_value'])
  t.same(await codes({ ...full, email: 'b@example.com', employee_id: '3', job_title: 'Analista' }), ['job_title: invalid_value'], 'a title goes by its id')
  t.same(await codes({ ...full, email: 'b@example.com', employee_id: '3', joining_date: '2026-02-30', cpf: '1' }), ['joining_date: invalid_date', 'cpf: unknown_field'])
  const path = `/users/${body.data.id}`
  t.equal((await ask('PATCH', path, { level: '2' })).status, 422, 'mandatory attributes are in every body')
  t.match(await ask('PATCH', path, { level: '2', birth_date: 'Feb 28, 1990', 'custom-attribute-1': 'y' }), { status: 200, body: { data: { level: '2', birthdate: '1990-02-28', custom_attributes: { 'custom-attribute-1': 'y' } } } })
})

t.test('deactivated with a code that there is, activated, and never deleted', async (t) => {
  const { ask } = await asked(t)
  const path = `/users/${(await ask('POST', '/users', ANA)).body.data.id}`
  t.equal((await ask('PUT', `${path}/deactivate`, { block_reason_code: 'X' })).status, 422)
  t.match(await ask('PUT', `${path}/deactivate`, { block_reason_code: 'FIRED' }), { status: 200, body: { data: { status: 'Blocked' } } })
  t.match(await ask('PUT', `${path}/activate`, {}), { status: 200, body: { data: { status: 'Active' } } })
  t.equal((await ask('DELETE', path)).status, 405)
  t.match(await ask('GET', '/users/block-reason-codes'), { status: 200, body: { status: 'success', data: [{ code: 'RESIGNED' }, {}, {}] } })
})

t.test('whoever goes on too fast is shut out longer and longer', async (t) => {
  const { ask, clock } = await asked(t, { perMinute: 1 })
  const waits: number[] = []
  for (let n = 0; n < 6; n++) {
    await ask('GET', '/users')
    const { status, headers } = await ask('GET', '/users')
    t.equal(status, 429)
    t.equal(headers.get('x-ratelimit-remaining'), '0')
    waits.push(Number(headers.get('retry-after')) / 60)
    clock.at += Number(headers.get('retry-after')) * 1000
  }
  t.same(waits, [1, 3, 5, 10, 15, 15])
})
