import t, { type Test } from 'tap'
import { ReadFailure, type Authorization, type Page, type SourceIo, type VendorRow } from '../../src/domain/reading.ts'
import source from '../../src/sources/personio/index.ts'
import { startPersonioSandbox, type Employment, type SandboxControl, type SandboxOptions } from '../../src/sources/personio/sandbox/index.ts'

const CREDENTIALS = { client_id: 'client', client_secret: 'a secret of the sandbox' }
const AT = Date.parse('2026-03-02T12:30:00Z')
const reads = source.reads!
const EMPLOYMENT: Employment = { id: 'e1', status: 'ACTIVE', title: 'Analista', department: 'Vendas', team: 'Balcão', office: 'Recife', legal_entity: 'Exemplo Ltda.', cost_centers: [{ name: 'Geral', weight: 30 }, { name: 'Loja', weight: 70 }], start: '2026-01-05', end: null, supervisor: null, termination: null }

/** The adapter over real sockets, without a database. */
async function setup (t: Test, settings: object = {}, sandbox: Partial<SandboxOptions> = {}) {
  const { url, control, close } = await startPersonioSandbox({ clientId: CREDENTIALS.client_id, clientSecret: CREDENTIALS.client_secret, ...sandbox })
  t.teardown(close)
  const said = { settings: { base_url: url, ...settings }, credentials: CREDENTIALS, options: {} }
  let authorization: Authorization = { headers: {} }
  const io = (at = AT): SourceIo => ({
    ...said,
    at,
    now: () => at,
    zone: 'America/Sao_Paulo',
    async call ({ url, method = 'GET', headers, body, expects = [] }) {
      const answer = await fetch(url, { method, headers: { ...headers, ...authorization.headers }, ...body !== undefined && { body } })
      if (!answer.ok && !expects.includes(answer.status)) throw new ReadFailure(answer.status >= 500 ? 'unavailable' : 'refused', `It answered ${answer.status}.`)
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
    }
  })
  authorization = await reads.authorize!(io())
  const add = (id: string, ...employments: Employment[]) => control.people.set(id, { id, first_name: 'Ana', last_name: 'Souza', email: `a${id}@example.com`, custom: {}, created_at: '2026-01-01', updated_at: '2026-03-02T09:00:00Z', employments })
  const everybody = async (one = io()): Promise<VendorRow[]> => {
    const rows: VendorRow[] = []
    let page: Page = await reads.everybody!(one)
    for (rows.push(...page.rows); page.next !== undefined; rows.push(...page.rows)) page = await reads.everybody!(one, page.next)
    return rows
  }
  return { control, io, add, everybody, calls: (path: string) => callsOf(control, path) }
}

const callsOf = ({ requests }: SandboxControl, path: string): number => requests.filter((each) => each.path === path).length
const bodyOf = async (rows: VendorRow[], id = '1001'): Promise<any> => (await reads.row(rows.find((row) => row.id === id)?.record, {}) as any).told.body

t.test('names of departments, teams, offices, legal entities and cost centres are read once per run, page by page', async (t) => {
  const { control, add, everybody, calls, io } = await setup(t)
  for (let n = 0; n < 130; n++) control.organisation.idOf('department', `Setor ${n}`)
  for (let n = 0; n < 60; n++) add(String(1000 + n), { ...EMPLOYMENT, id: `e${n}` })
  const rows = await everybody()
  t.equal(rows.length, 60)
  t.match(await bodyOf(rows), { department: 'Vendas', team: 'Balcão', location: 'Recife', company_name: 'Exemplo Ltda.', cost_center: 'Loja' })
  t.same(['/v2/org-units', '/v2/workplaces', '/v2/legal-entities', '/v2/cost-centers'].map(calls), [3, 1, 1, 1])

  control.organisation.names.department.set(control.organisation.idOf('department', 'Vendas'), 'Comercial')
  t.match(await bodyOf(await everybody(io(AT + 60_000))), { department: 'Comercial' }, 'the next run reads them anew')
})

t.test('looks share names for some minutes, and one that is newer is found', async (t) => {
  const { control, add, calls, io } = await setup(t)
  add('1001', EMPLOYMENT)
  for (const at of [AT, AT + 1000, AT + 2000]) t.match(await bodyOf(await reads.one!(io(at), '1001')), { department: 'Vendas' })
  t.equal(calls('/v2/workplaces'), 1)
  add('1001', { ...EMPLOYMENT, department: 'Nova' })
  t.match(await bodyOf(await reads.one!(io(AT + 3000), '1001')), { department: 'Nova', location: 'Recife' })
  control.organisation.names.office.clear()
  t.equal((await bodyOf(await reads.one!(io(AT + 4000), '1001'))).location, 'Recife', 'what was read a moment ago')
  t.notOk('location' in await bodyOf(await reads.one!(io(AT + 700_000), '1001')))
})

for (const status of [400, 401, 403, 404]) {
  t.test(`names that may not be read (${status}) are not told, and the rest is`, async (t) => {
    const { control, add, everybody } = await setup(t)
    add('1001', EMPLOYMENT)
    for (const path of ['/v2/org-units', '/v2/workplaces', '/v2/legal-entities', '/v2/cost-centers']) control.fail(path, status, 1000)
    const body = await bodyOf(await everybody())
    t.match(body, { job_title: 'Analista', work_email: 'a1001@example.com' })
    for (const name of ['department', 'team', 'location', 'company_name', 'cost_center']) t.notOk(name in body, name)
  })
}

t.test('each list has a right of its own', async (t) => {
  const { add, everybody } = await setup(t, {}, { scopes: ['personio:org-units:read'] })
  add('1001', EMPLOYMENT)
  const body = await bodyOf(await everybody())
  t.match(body, { department: 'Vendas', team: 'Balcão' })
  t.notOk('location' in body || 'company_name' in body || 'cost_center' in body)
})

t.test('a list of names that fails for a moment postpones the run, and is read again', async (t) => {
  const { control, add, everybody } = await setup(t)
  add('1001', EMPLOYMENT)
  control.fail('/v2/org-units', 503)
  await t.rejects(everybody(), { code: 'unavailable' })
  t.match(await bodyOf(await everybody()), { department: 'Vendas' })
})

t.test('only names that the settings ask for are looked up', async (t) => {
  const { add, everybody, calls } = await setup(t, { names: ['department'] })
  add('1001', EMPLOYMENT)
  const body = await bodyOf(await everybody())
  t.equal(body.department, 'Vendas')
  t.notOk('team' in body || 'location' in body)
  t.same(['/v2/org-units', '/v2/workplaces', '/v2/legal-entities', '/v2/cost-centers'].map(calls), [1, 0, 0, 0])
})

t.test('a webhook that names an employment only finds its person by the list of persons', async (t) => {
  const { add, calls, io } = await setup(t)
  for (let n = 0; n < 120; n++) add(String(1000 + n), { ...EMPLOYMENT, id: `e${n}` })
  const reading = await source.read({ headers: {}, path: [], body: Buffer.from(JSON.stringify({ event_name: 'employment.updated', payload: { employment: { id: 'e110' } } })) }, {})
  t.same(reading, { kind: 'hints', ids: ['employment:e110'] })
  t.same((await reads.one!(io(), 'employment:e110')).map(({ id }) => id), ['1110'])
  t.equal(calls('/v2/persons'), 3)
  t.same((await reads.one!(io(AT + 1000), 'employment:e5')).map(({ id }) => id), ['1005'])
  t.equal(calls('/v2/persons'), 3, 'the next look knows it')
  t.same(await reads.one!(io(AT + 2000), 'employment:nobodys'), [])
  t.equal(calls('/v2/persons'), 6, 'who is not known may be new')
})

t.test('the older API knows no employments: whoever changed since the day before is read', async (t) => {
  const { control, add, io } = await setup(t, { api_version: 'v1' })
  add('1001', EMPLOYMENT)
  add('1002', { ...EMPLOYMENT, id: 'e2' })
  control.people.get('1002')!.updated_at = '2026-02-01T00:00:00Z'
  t.same((await reads.one!(io(), 'employment:e1')).map(({ id }) => id), ['1001'])
})
