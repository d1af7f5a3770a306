import t from 'tap'
import { CLIENT, startProgicSandbox } from '../../src/destinations/progic/sandbox/index.ts'
import { PORTAL } from '../destinations/progic/setup.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const ana = { company_code: '01', employee_number: '00123', cpf: '529.982.247-25', first_name: 'Ana', last_name: 'Souza', department: 'Financeiro', hire_date: '2026-03-02' }
const bia = { company_code: '01', employee_number: '00200', first_name: 'Bia', last_name: 'Lima', hire_date: '2026-03-02' }
const FEED_KEY = 'a-feed-key-of-forty-characters-made-up-x'
const DESTINATION = '/v1/tenants/acme/destinations/comms'

t.test('a hire, a change and a termination arrive there; a single name is asked about, and goes on when the rest is told', async (t) => {
  const { call, say, settled, clock } = await journey(t)
  const sandbox = await startProgicSandbox({ dialect: 'portal', now: () => new Date(clock.now()) })
  t.teardown(() => sandbox.close())
  t.match(await call(DESTINATION, { kind: 'progic', base_url: sandbox.url }, { method: 'PUT' }), {
    status: 422, body: { errors: [{ pointer: '/credentials/client_id' }, { pointer: '/credentials/client_secret' }, { pointer: '/options/token/url' }, { pointer: '/options/names/employee_number' }, {}, {}] }
  })
  t.equal((await call(DESTINATION, {
    kind: 'progic', base_url: sandbox.url, credentials: { client_id: CLIENT.id, client_secret: CLIENT.secret, feed_key: FEED_KEY }, options: { ...PORTAL, token: { url: sandbox.tokenUrl }, requests_per_second: 1000 }
  }, { method: 'PUT' })).status, 201)
  t.match((await call(`${DESTINATION}/check`, {})).body, { ok: true })
  const { id } = (await call(DESTINATION)).body
  const told = async () => (await call(`/feeds/${id}`, undefined, { key: FEED_KEY })).body.data

  const person = (number: string) => sandbox.control.people().find(({ values }) => values.number === number)
  t.equal((await settled(await say('hires', ana))).status, 'delivered')
  t.match(person('00123')?.values, { first: 'Ana', last: 'Souza', department: 'Financeiro' })
  t.match(await told(), [{ employee: { registration: '00123', employee: { firstName: 'Ana' } } }], 'with a key the feed serves beside')
  t.equal((await settled(await say('changes', { company_code: '01', employee_number: '00123', department: 'Vendas' }))).status, 'delivered')
  t.equal(person('00123')?.values.department, 'Vendas')
  t.equal((await settled(await say('terminations', { company_code: '01', employee_number: '00123', date: '2026-11-01', reason: 'voluntary' }))).status, 'delivered')
  t.same(sandbox.control.people(), [])
  t.same(await told(), [])

  const single = await say('hires', { company_code: '01', employee_number: '7', full_name: 'Madonna', hire_date: '2026-03-02' })
  t.match(await settled(single, 'held'), { destinations: [{}, {}] })
  const { destinations } = await settled(single, 'held')
  t.match(destinations.find(({ destination }: { destination: string }) => destination === 'comms'), { status: 'held', hold: { reason: 'missing_required', detail: /last_name/ } })
  await say('changes', { company_code: '01', employee_number: '7', first_name: 'Madonna', last_name: 'Ciccone' })
  await until(() => person('7')?.values.last === 'Ciccone')
})

t.test('a platform reads instead: hires, changes and leavers, with a key of its own', async (t) => {
  const { call, url, say, settled } = await journey(t)
  t.match(await call(DESTINATION, { kind: 'progic', options: { direction: 'pull' } }, { method: 'PUT' }), { status: 422, body: { errors: [{ pointer: '/credentials/feed_key' }] } })
  t.match(await call(DESTINATION, { kind: 'progic', credentials: { feed_key: 'too short' }, options: { direction: 'pull' } }, { method: 'PUT' }), { status: 422 })
  const put = await call(DESTINATION, {
    kind: 'progic', credentials: { feed_key: FEED_KEY }, options: { direction: 'pull', feed_header: 'X-Api-Key', names: { employee_number: 'matricula', company_code: 'empresa', first_name: 'nome.primeiro', last_name: 'nome.ultimo', department: 'setor' } }
  }, { method: 'PUT' })
  t.equal(put.status, 201)
  const feed = `/feeds/${put.body.id}`
  const read = async (query = '', headers: Record<string, string> = { authorization: `Bearer ${FEED_KEY}` }) => {
    const response = await fetch(`${url}${feed}${query}`, { headers })
    return { status: response.status, headers: response.headers, body: response.status === 304 ? undefined : await response.json() as any }
  }

  const hired = await settled(await say('hires', ana))
  t.match(hired.destinations.find(({ destination }: { destination: string }) => destination === 'comms'), { status: 'delivered', attempts: [] })
  t.equal((await settled(await say('hires', bia))).status, 'delivered')
  const all = await read()
  t.equal(all.status, 200)
  t.same(all.body.data.map(({ deleted, employee }: { deleted: boolean, employee: object }) => ({ deleted, employee })), [
    { deleted: false, employee: { matricula: '00123', empresa: '01', nome: { primeiro: 'Ana', ultimo: 'Souza' }, setor: 'Financeiro' } },
    { deleted: false, employee: { matricula: '00200', empresa: '01', nome: { primeiro: 'Bia', ultimo: 'Lima' } } }
  ], 'only what is mapped')
  t.notMatch(JSON.stringify(all.body), '52998224725')

  await t.test('only its key opens it', async (t) => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': 'wrong' }] as Record<string, string>[]) t.match(await read('', headers), { status: 401, body: { code: 'unauthorized' } })
    const own = (await call('/v1/tenants/acme/keys', { role: 'owner', label: 'x' })).body.key
    t.equal((await read('', { authorization: `Bearer ${own}` })).status, 401, 'no key of ours')
    t.equal((await read('', { 'x-api-key': FEED_KEY })).status, 200)
    t.equal((await read('', { authorization: `Basic ${Buffer.from(`${FEED_KEY}:`).toString('base64')}` })).status, 200)
    t.equal((await fetch(`${url}/feeds/dst_unknown`, { headers: { authorization: `Bearer ${FEED_KEY}` } })).status, 401)
    t.equal((await call('/v1/me', undefined, { key: FEED_KEY })).status, 401, 'and it opens nothing else')
  })

  await t.test('pages by cursor and by number', async (t) => {
    const first = await read('?limit=1')
    t.equal(first.body.data.length, 1)
    const second = await read(`?limit=1&cursor=${first.body.next_cursor}`)
    t.match(second.body, { data: [{ employee: { matricula: '00200' } }], next_cursor: null })
    t.match((await read('?page=2&size=1')).body, { data: [{ employee: {} }], page: 2, total: 2, next_cursor: null })
    t.equal((await read('?cursor=nonsense')).status, 422)
    t.equal((await read('?nonsense=1')).status, 422)
  })

  const tag = all.headers.get('etag')!
  t.equal((await read('', { authorization: `Bearer ${FEED_KEY}`, 'if-none-match': tag })).status, 304)
  const [, last] = all.body.data
  t.equal((await settled(await say('terminations', { company_code: '01', employee_number: '00123', date: '2026-11-01', reason: 'voluntary' }))).status, 'delivered')
  t.equal((await read('', { authorization: `Bearer ${FEED_KEY}`, 'if-none-match': tag })).status, 200)
  t.same((await read()).body.data.map(({ id }: { id: string }) => id), [last.id])
  const since = (await read(`?changed_since=${new Date(Date.parse(last.changed_at) + 1).toISOString()}`)).body
  t.match(since.data, [{ id: all.body.data[0].id, deleted: true }])
  t.same(since.data[0].employee, { matricula: '00123', empresa: '01' }, 'of somebody who is gone only who it was')

  await say('hires', { ...ana, hire_date: '2026-11-05' })
  await until(async () => (await read()).body.data.length === 2)
  t.match((await read()).body.data, [{ id: last.id }, { id: all.body.data[0].id, deleted: false, employee: { setor: 'Financeiro' } }])
  t.match((await call(`${DESTINATION}/check`, {})).body, { ok: true })
})
