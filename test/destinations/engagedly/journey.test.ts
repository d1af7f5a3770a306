import pg from 'pg'
import t, { type Test } from 'tap'
import { startEngagedlySandbox, type SandboxOptions } from '../../../src/destinations/engagedly/sandbox/index.ts'
import { journey } from '../../helpers/journey.ts'
import { until } from '../../helpers/until.ts'

const ana = { employee_number: '00123', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', hire_date: '2026-03-02' }
const CREDENTIALS = { client_key: 'journey', secret_key: 'secret' }
const OPTIONS = { requests_per_second: 1000, concurrency: 4, reasons: { voluntary: 'RESIGNED' } }

/** The whole product, with an organisation beside the other platform. */
async function organisation (t: Test, { options = {}, sandbox: more = {}, crowd = 0 }: { options?: object, sandbox?: Partial<SandboxOptions>, crowd?: number } = {}) {
  const product = await journey(t)
  const sandbox = await startEngagedlySandbox({
    clientKey: 'journey',
    secretKey: 'secret',
    now: () => new Date(product.clock.now()),
    lists: { job_titles: ['Analista', 'Gerente'] },
    reasons: [{ code: 'RESIGNED', label: 'Resigned' }, { code: 'FIRED', label: 'Dismissed' }],
    ...more
  })
  t.teardown(() => sandbox.close())
  for (let n = 0; n < crowd; n++) sandbox.control.seed({ first_name: 'P', last_name: `${n}`, email: `p${n}@example.com`, employee_id: `${1000 + n}` })
  const put = (base: string, said: object = options) => product.admin('PUT', '/v1/tenants/acme/destinations/people', { kind: 'engagedly', base_url: base, credentials: CREDENTIALS, options: { ...OPTIONS, ...said } })
  t.equal((await put(sandbox.url)).status, 201)
  const client = new pg.Client({ connectionString: product.databaseUrl })
  await client.connect()
  t.teardown(() => client.end())
  const { control } = sandbox
  const there = async (id: string, ...statuses: string[]) => {
    const at = async () => (await product.call(`/v1/events/${id}`)).body.destinations?.find(({ destination }: { destination: string }) => destination === 'people')
    await until(async () => statuses.includes((await at())?.status))
    return await at()
  }
  const person = () => control.people().find(({ values }) => values.employee_id === '00123')
  const pages = () => control.requests().filter(({ path, query, status }) => path === '/users' && query.page !== undefined && status === 200).map(({ query }) => Number(query.page))
  return { ...product, put, rows: async (text: string) => (await client.query(text)).rows, people: control, there, person, pages, peopleUrl: sandbox.url }
}

t.test('a hire, a change of address, a termination and a return arrive', async (t) => {
  const { say, there, person, people } = await organisation(t)
  t.match(await there(await say('hires', ana), 'delivered'), { remote_id: String })
  t.match(person(), { status: 'Active', values: { first_name: 'Ana', last_name: 'Souza', email: 'ana@example.com', job_title: people.entry('job_titles', 'Analista').id } })
  await there(await say('changes', { match: { employee_number: '00123' }, work_email: 'ana.souza@example.com' }), 'delivered')
  t.equal(person()?.values.email, 'ana.souza@example.com')
  await there(await say('terminations', { employee_number: '00123', date: '2026-11-01', reason: 'voluntary' }), 'delivered')
  t.match(person(), { status: 'Blocked', block_reason_code: 'RESIGNED' })
  await there(await say('hires', { ...ana, work_email: 'ana.souza@example.com', hire_date: '2026-11-10' }), 'delivered')
  t.match(person(), { status: 'Active', values: { joining_date: '2026-11-10' } })
  t.equal(people.people().length, 1)
})

t.test('an option that there is no way for there is refused with the way out', async (t) => {
  const { put, peopleUrl } = await organisation(t)
  const { status, body } = await put(peopleUrl, { operations: { erase: true } })
  t.match([status, body.errors], [422, [{ pointer: '/options/operations/erase', detail: /blocked/ }]])
})

t.test('a reason without a code is, where that is wanted, a question that offers the codes of the organisation', async (t) => {
  const { say, there, person, call } = await organisation(t, { options: { reason_code: 'hold' } })
  await there(await say('hires', ana), 'delivered')
  const event = await say('terminations', { employee_number: '00123', date: '2026-11-01', reason: 'contract_end' })
  const { hold } = await there(event, 'held')
  const { body } = await call(`/v1/holds/${hold.id}`)
  const asked = body.choices ?? (await call('/v1/holds')).body.data.find(({ id }: { id: string }) => id === hold.id).choices
  t.match(asked[0], { decision: 'approve', answer: { values: { block_reason_code: 'RESIGNED' } }, effect: /Resigned/ })
  t.equal((await call(`/v1/holds/${hold.id}/approve`, {})).status, 422, 'an answer that says nothing is none')
  t.equal((await call(`/v1/holds/${hold.id}/approve`, { values: { block_reason_code: 'FIRED' } })).status, 202)
  await there(event, 'delivered')
  t.match(person(), { status: 'Blocked', block_reason_code: 'FIRED' })
})

t.test('reading everybody goes on where it was after a stop, keeps no number in clear, and goes with the address', async (t) => {
  const { say, there, person, people, pages, rows, restart, put, admin, call } = await organisation(t, { options: { identifier: 'employee_id', requests_per_second: 30, concurrency: 1 }, crowd: 1500 })
  const event = await say('hires', ana)
  await until(() => pages().length >= 4)
  await restart()
  await there(event, 'delivered')
  t.equal(person()?.status, 'Active')
  const read = pages()
  t.equal(new Set(read).size, 30)
  t.ok(read.length <= 31, `no page is read again but the one under way: ${read.length}`)
  const kept = await rows('SELECT destination, remote_id, encode(key, \'hex\') AS key FROM directory')
  t.equal(kept.length, 1501)
  t.notOk(kept.some(({ key }) => key === Buffer.from('1000').toString('hex') || String(key).length !== 32))

  const before = people.requests().length
  const preview = await call('/v1/previews', { type: 'termination', employee_number: '1042', date: '2026-11-01', reason: 'voluntary', cpf: '52998224725' })
  t.match(preview.body.destinations.find(({ destination }: { destination: string }) => destination === 'people'), { basis: 'read', calls: [{ method: 'PUT', url: /deactivate$/ }] }, 'a preview finds by number, too')
  t.ok(people.requests().length - before <= 5, 'without reading everybody again')

  await put('http://127.0.0.1:9/beta', { identifier: 'employee_id' })
  t.same(await rows('SELECT FROM directory'), [])
  t.same(await rows('SELECT FROM directory_reading'), [])
  const late = "INSERT INTO directory SELECT id, 'x', '\\x00', now() FROM destination WHERE kind = 'engagedly'"
  await rows(late)
  await admin('DELETE', '/v1/tenants/acme/destinations/people')
  t.same(await rows('SELECT FROM directory'), [])
  await rows(late)
  await admin('DELETE', '/v1/tenants/acme')
  await until(async () => (await rows('SELECT FROM directory')).length === 0)
})

t.test('whoever is shut out calls nothing until the cooldown is over, and everybody arrives', async (t) => {
  const { say, people, clock, call } = await organisation(t, { sandbox: { perMinute: 12, saysRetryAfter: false } })
  const events: string[] = []
  for (const n of [1, 2, 3, 4]) events.push(await say('hires', { ...ana, employee_number: `${n}`, work_email: `ana${n}@example.com` }))
  const refusals = () => people.requests().filter(({ status }) => status === 429).length
  await until(() => people.requests().length >= 12)
  const isThere = async (id: string) => (await call(`/v1/events/${id}`)).body.destinations.some(({ destination, status }: { destination: string, status: string }) => destination === 'people' && status === 'delivered')
  await until(async () => {
    clock.forward(20_000)
    return (await Promise.all(events.map(isThere))).every(Boolean)
  }, 30_000)
  t.equal(people.people().length, 4)
  t.ok(refusals() <= 12, `refused ${refusals()} times`)
})
