import t, { type Test } from 'tap'
import { dayOf } from '../../src/sources/solides-dp/days.ts'
import solidesDp from '../../src/sources/solides-dp/index.ts'
import { startSolidesDpSandbox, type Employee, type SandboxControl } from '../../src/sources/solides-dp/sandbox/index.ts'
import { until } from '../helpers/until.ts'
import { connect, SOURCE, type Connected } from './connected.ts'

const TOKEN = 'ZW1wcmVnYWRvcjpzZWNyZXQ='

t.test('a midnight is its day, in whatever zone and whatever was thought of summer time', async (t) => {
  const cases: [string, string, string][] = [
    ['2026-03-02T03:00:00Z', 'America/Sao_Paulo', '2026-03-02'], ['1990-01-15T02:00:00Z', 'America/Sao_Paulo', '1990-01-15'], ['1990-01-15T03:00:00Z', 'America/Sao_Paulo', '1990-01-15'],
    ['2018-11-04T03:00:00Z', 'America/Sao_Paulo', '2018-11-04'], ['2026-03-02T02:00:00Z', 'America/Sao_Paulo', '2026-03-02'], ['2026-03-02T00:00:00Z', 'America/Sao_Paulo', '2026-03-02'],
    ['2026-03-02T04:00:00Z', 'America/Manaus', '2026-03-02'], ['2026-03-02T03:00:00Z', 'America/Rio_Branco', '2026-03-02'], ['2026-03-02T15:12:00Z', 'America/Sao_Paulo', '2026-03-02'],
    ['2026-03-03T01:59:59Z', 'America/Sao_Paulo', '2026-03-02'], ['1958-07-01T03:00:00Z', 'America/Sao_Paulo', '1958-07-01'], ['2026-03-01T15:00:00Z', 'Asia/Tokyo', '2026-03-02']
  ]
  for (const [at, zone, day] of cases) t.equal(dayOf(Date.parse(at), zone), day, `${at} in ${zone}`)
})

t.test('it tells nobody anything, and a zone that does not exist is refused', async (t) => {
  t.equal(solidesDp.verify, undefined)
  t.match(solidesDp.faultsOf?.({ time_zone: 'America/Sampa' }), [{ pointer: '/time_zone', code: 'invalid_time_zone' }])
})

const midnight = (date: string): number => Date.parse(`${date}T03:00:00Z`)

const employee = (id: number, more: Partial<Employee> = {}): Employee => ({
  id,
  externalId: `00${id}`,
  name: `Ana ${id}`,
  email: `ana${id}@example.com`,
  cpf: '',
  gender: 'FEMININO',
  birthDate: midnight('1990-02-28'),
  admissionDate: midnight('2026-03-02'),
  resignationDate: null,
  fired: false,
  jobRole: 'Analista',
  workplace: 'Campinas',
  managers: [],
  updatedAt: Date.now(),
  ...more
})

async function connected (t: Test, token: string, crowd: Employee[], { settings = {}, options = {} }: { settings?: object, options?: object } = {}): Promise<Connected & { control: SandboxControl }> {
  const { url, control, close } = await startSolidesDpSandbox({ token: TOKEN })
  t.teardown(close)
  for (const one of crowd) control.people.set(String(one.id), one)
  const rest = await connect(t, { kind: 'solides-dp', credentials: { token }, settings: { base_url: `${url}/api/employer`, requests_per_second: 500, ...settings }, options })
  return { ...rest, control }
}

t.test('the token is checked first, in either form, and then who changed is asked for with the overlap', async (t) => {
  const { all, control, tell, run } = await connected(t, `  basic ${TOKEN}`, [1, 2, 3].map((id) => employee(id, id === 1 ? {} : { managers: [1] })), { settings: { page_size: 2 } })
  t.match(await run(), { status: 'complete', what: 'everybody', people_read: 3, pages: 2 })
  t.same(control.requests.map(({ path, query }) => [path, query]), [
    ['/api/employer/test', {}],
    ['/api/employer/employee/find-all', { showFired: '1', page: '0', size: '2' }],
    ['/api/employer/employee/find-all', { showFired: '1', page: '1', size: '2' }]
  ])
  await until(() => all.person('003') !== undefined)
  t.match(all.person('003'), { name: 'Ana 3', hiring_date: '2026-03-02' })
  t.notMatch(JSON.stringify(all.sandbox.requests()), /4250|000\.00000/, 'neither money nor documents')

  const { body: { read_until: until0 } } = await all.call(SOURCE)
  control.requests.length = 0
  Object.assign(control.people.get('2')!, { email: 'other@example.com', updatedAt: Date.now() })
  t.match(await run(), { status: 'complete', what: 'changes' })
  t.same(control.requests[0]!.query, { lastUpdate: String(Date.parse(until0) - 600_000), showFired: '1', page: '0', size: '2' })
  await until(() => all.person('002')?.email === 'other@example.com')

  control.stuck = true
  t.match(await run('everybody'), { status: 'failed', error: { code: 'endless', detail: /does not look at page/ } })
  Object.assign(control, { stuck: false, unlisted: 1 })
  control.people.delete('3')
  t.match(await run('everybody'), { status: 'failed', error: { code: 'short' }, missing: 0 })

  t.equal(await tell({ headers: {}, body: '{"event":"x"}' }), 401)
  t.match((await all.call(SOURCE)).body.last_refusal, { code: 'not_expected' })
})

t.test('a wrong token says so before anybody is read', async (t) => {
  const { control, run } = await connected(t, 'bm90IGl0', [employee(1)])
  t.match(await run(), { status: 'failed', error: { code: 'unauthorized' }, people_read: 0 })
  t.ok(control.requests.every(({ path }) => path.endsWith('/test')))
})

t.test('a move to another company of the group is no leaver, and becomes one contract under another number', async (t) => {
  const cpf = '52998224725'
  const { all, control, run, calls } = await connected(t, TOKEN, [employee(1, { cpf }), employee(2)], { options: { people: 'all' } })
  await run()
  await until(() => all.person('001') !== undefined)
  Object.assign(control.people.get('1')!, { fired: true, resignationDate: midnight('2026-11-01'), resignationReason: 'TRANSFERENCIA_GRUPO_EMPRESARIAL', updatedAt: Date.now() })
  t.match(await run(), { status: 'complete' })
  t.notOk(calls('DELETE') > 0, 'nobody has left')
  control.people.set('9', employee(9, { cpf, email: 'ana1@example.com', name: 'Ana 1', admissionDate: midnight('2026-11-02') }))
  t.match(await run(), { status: 'complete' })
  await until(() => all.person('009') !== undefined)
  t.notOk(calls('DELETE') > 0, 'nor now')
  t.equal(all.sandbox.people().length, 2, 'and nobody is there twice')
})

t.test('a contract that is not understood any more is still whose it was', async (t) => {
  const cpf = '52998224725'
  const { control, run, calls } = await connected(t, TOKEN, [employee(1, { cpf }), employee(2, { cpf, email: 'ana1@example.com', name: 'Ana 1' })])
  t.match(await run(), { status: 'complete', people_read: 2, unclear: 0 })
  Object.assign(control.people.get('2')!, { fired: 'who knows', updatedAt: Date.now() })
  t.match(await run(), { status: 'complete', unclear: 1 })
  Object.assign(control.people.get('1')!, { fired: true, resignationDate: midnight('2026-11-01'), resignationReason: 'TRANSFERENCIA_GRUPO_EMPRESARIAL', updatedAt: Date.now() })
  t.match(await run(), { status: 'complete', endings: 1 }, 'the other contract goes on, as far as is known')
  t.equal(calls('DELETE'), 0)
})
