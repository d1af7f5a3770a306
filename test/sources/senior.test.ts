import t, { type Test } from 'tap'
import { ReadFailure, type Authorization, type Cursor, type Page, type SourceIo, type SourceRequest } from '../../src/domain/reading.ts'
import { withDefaults } from '../../src/application/configure/said.ts'
import senior from '../../src/sources/senior/index.ts'
import { linesIn } from '../../src/sources/senior/lines.ts'
import { startG5Sandbox, type G5Options } from '../../src/sources/senior/sandbox/g5.ts'
import { startPlatformSandbox, type PlatformOptions } from '../../src/sources/senior/sandbox/platform.ts'

const reads = senior.reads!
const KEY = { accessKey: 'key', secret: 'a secret of the sandbox', tenantName: 'example.com.br', client_id: 'application' }
const AT = Date.parse('2026-03-02T12:30:00Z')

/** Calls as they are made through the product, without its patience. */
function ioOf (settings: object, credentials: object, options: object = {}): SourceIo & { authorized (): Promise<Authorization> } {
  let authorization: Authorization | undefined
  const send = async ({ method = 'GET', url, headers = {}, body, expects = [] }: SourceRequest, more: Record<string, string>) => {
    const response = await fetch(url, { method, headers: { ...headers, ...more }, ...(body !== undefined && { body }) })
    if (!response.ok && !expects.includes(response.status)) throw new ReadFailure('refused', `It answered ${response.status}.`)
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  }
  const io = { settings: withDefaults(senior.settings, { ...settings }), credentials, options, at: AT, now: () => AT, zone: 'America/Sao_Paulo' }
  async function authorized (): Promise<Authorization> {
    authorization ??= await reads.authorize!({ ...io, call: async (request) => await send(request, {}) })
    return authorization
  }
  return { ...io, authorized, call: async (request) => await send(request, (await authorized()).headers) }
}

async function all (io: SourceIo, next?: Cursor): Promise<Page['rows']> {
  const page = await reads.everybody!(io, next)
  return [...page.rows, ...page.next === undefined ? [] : await all(io, page.next)]
}

async function platform (t: Test, options: Partial<PlatformOptions> = {}, people = 3) {
  const { url, control, close } = await startPlatformSandbox({ ...KEY, clientId: KEY.client_id, ...options })
  t.teardown(close)
  for (let n = 1; n <= people; n++) {
    control.persons.set(`p-${n}`, { id: `p-${n}`, firstname: 'Ana', lastname: `Souza ${n}`, fullName: `Ana Souza ${n}`, socialname: null, cpf: '52998224725', birthday: null, gender: null, emails: [] })
    control.employees.set(`e-${n}`, {
      id: `e-${n}`, person: { id: `p-${n}` }, registerNumber: n, hireDate: '2024-02-05', dismissalDate: null, employeeType: 'EMPLOYEE', contractType: 'Employee', jobPosition: null, department: null, employer: { id: 'c', numemp: 1, tradingName: 'Example' }, lastModifiedDate: '2026-03-01T00:00:00Z'
    })
  }
  return { url, control, io: (settings: object = {}, credentials: object = KEY, own: object = {}) => ioOf({ base_url: url, ...settings }, credentials, own) }
}

const failure = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'none', (error: unknown) => error instanceof ReadFailure ? error.code : String(error))

t.test('x: an application logs in by its key and a user by a password; the token is JSON in JSON', async (t) => {
  const { io } = await platform(t, { users: { 'hr@example.com.br': 'secret' } })
  t.match(await io().authorized(), { headers: { authorization: /^Bearer token-/, client_id: 'application' }, expiresIn: 604_800 })
  t.match(await io({}, { username: 'hr@example.com.br', password: 'secret', client_id: 'application' }).authorized(), { headers: { authorization: /^Bearer/ } })
  for (const username of ['mfa@example.com.br', 'expired@example.com.br', 'nobody@example.com.br']) {
    t.equal(await failure(io({}, { username, password: 'x', client_id: 'application' }).authorized()), 'unauthorized', username)
  }
  t.equal(await failure(io({}, { ...KEY, secret: 'wrong' }).authorized()), 'unauthorized')
  t.equal(await failure(io({}, { client_id: 'application' }).authorized()), 'not_configured')
})

t.test('x: the login is found at each of its known paths, and at one that is named', async (t) => {
  for (const loginPath of ['/platform/authentication/anonymous', '/platform/authentication/actions', '/platform/authentication/anonymous/actions']) {
    t.match(await (await platform(t, { loginPath })).io().authorized(), { headers: { authorization: /^Bearer/ } })
  }
  const { io } = await platform(t, { loginPath: '/somewhere' })
  t.equal(await failure(io().authorized()), 'unauthorized', 'such a gateway asks whoever calls another path for a token')
  t.match(await io({ login_path: '/somewhere/loginWithKey' }).authorized(), { headers: { authorization: /^Bearer/ } })
})

t.test('x: pages end with one that is empty, wherever they count from; pages that do not go on are endless', async (t) => {
  const { io, control } = await platform(t, {}, 5)
  t.same((await all(io({ page_size: 2 }))).map(({ id }) => id), ['e-1', 'e-2', 'e-3', 'e-4', 'e-5'])
  t.equal(control.requests.filter(({ path }) => path.endsWith('/employee')).length, 4)
  control.stuck = true
  t.equal(await failure(all(io({ page_size: 2 }))), 'endless')
  const fromOne = await platform(t, { firstPage: 1 }, 3)
  t.equal((await all(fromOne.io({ page_size: 2, first_page: 1 }))).length, 3)
  t.equal(await failure(all(fromOne.io({ page_size: 2 }))), 'refused', 'what the platform refuses is said')
})

t.test('x: persons come by a filter, or each by its id where filters are refused', async (t) => {
  for (const filters of [true, false]) {
    const { io, control } = await platform(t, { filters }, 4)
    t.ok((await all(io())).every(({ record }) => typeof (record as any).person.cpf === 'string'))
    t.equal(control.requests.filter(({ path }) => path.includes('/entities/person')).length, filters ? 1 : 5)
  }
})

t.test('x: the service payroll says the same in lower case', async (t) => {
  const { io, control } = await platform(t, { service: 'payroll' }, 1)
  control.employees.get('e-1')!.dismissalDate = '2026-02-27'
  const [row] = await all(io({ service: 'payroll' }))
  t.match(await reads.row(row!.record, {}), { kind: 'row', told: { standing: 'active', body: { employee_number: '1', company_code: '1', full_name: 'Ana Souza 1', hire_date: '2024-02-05' }, termination: { date: '2026-02-27' } } })
})

t.test('x: an employee is looked up by id, a person by theirs; with who leaves come their other contracts', async (t) => {
  const { io, control } = await platform(t)
  const idsOf = async (hint: string) => (await reads.one!(io(), hint)).map(({ id }) => id)
  t.same(await idsOf('employee:e-1'), ['e-1'])
  t.same(await idsOf('person:p-2'), ['e-2'])
  t.same(await idsOf('p-2'), ['e-2'], 'where it is not known which')
  t.same(await idsOf('employee:nobody'), [])
  control.employees.set('e-9', { ...control.employees.get('e-1')!, id: 'e-9', registerNumber: 9 })
  t.same(await idsOf('employee:e-1'), ['e-1'])
  control.employees.get('e-1')!.dismissalDate = '2026-02-28'
  t.same((await idsOf('employee:e-1')).sort(), ['e-1', 'e-9'])
})

t.test('x: people and their contracts are looked up page by page, as the lists are paged', async (t) => {
  for (const [sandbox, settings] of [
    [{}, { page_size: 2 }],
    [{ firstPage: 1 }, { first_page: 1, page_size: 2 }],
    [{ offsetCounts: 'items' }, { offset_counts: 'items', page_size: 2 }],
    [{ offsetCounts: 'items', firstPage: 1 }, { offset_counts: 'items', first_page: 1, page_size: 1 }],
    [{ firstPage: 1, pageBefore: 'empty' }, { page_size: 2 }],
    [{ firstPage: 1, pageBefore: 'same' }, { page_size: 2 }]
  ] as const) {
    const { io, control } = await platform(t, sandbox, 5)
    for (const n of [6, 7, 8]) control.employees.set(`e-${n}`, { ...control.employees.get('e-1')!, id: `e-${n}`, registerNumber: n })
    control.employees.get('e-1')!.dismissalDate = '2026-02-28'
    const said = JSON.stringify(settings)
    t.same((await reads.one!(io(settings), 'employee:e-1')).map(({ id }) => id).sort(), ['e-1', 'e-6', 'e-7', 'e-8'], said)
    t.same((await reads.one!(io(settings), 'person:p-5')).map(({ id }) => id), ['e-5'], said)
    control.requests.length = 0
    const rows = await all(io(settings))
    t.same(rows.map(({ id }) => id), ['e-1', 'e-2', 'e-3', 'e-4', 'e-5', 'e-6', 'e-7', 'e-8'], said)
    t.notOk(control.requests.some(({ path }) => path.includes('/person/')), 'nobody is asked for one by one')
  }
})

t.test('x: changes are asked for by the filter of the owner, and only when there is one', async (t) => {
  const { io, control } = await platform(t)
  control.employees.get('e-2')!.lastModifiedDate = '2026-03-02T12:00:00Z'
  const { rows } = await reads.changes!(io({ changes_by: 'filter' }), Date.parse('2026-03-02T11:00:00.000Z'))
  t.same(rows.map(({ id }) => id), ['e-2'])
  t.ok(control.requests.some(({ query }) => query.includes('filter=lastModifiedDate ge 2026-03-02T11:00:00Z')))
  t.equal(reads.hasChanges!(io().settings, {}), false)
  t.equal(reads.hasChanges!(io({ changes_by: 'filter' }).settings, {}), true)
})

const G5 = { user: 'integracao', password: 'a password' }
const line = (number: string, more: object = {}) => ({ NUMEMP: '1', TIPCOL: '1', NUMCAD: number, CODFIL: '1', NOMFUN: `Ana; Souza ${number}`.replace(';', ''), NUMCPF: '191', DATADM: '05/02/2024', DATNAS: '31/12/1900', TIPSEX: 'F', SITAFA: '1', TIPCON: '1', ESTCAR: '1', CODCAR: '10', CODCCU: '', TABORG: '1', NUMLOC: '5', ...more })
const COLUMNS = Object.keys(line(''))

async function services (t: Test, options: Partial<G5Options> = {}) {
  const { url, control, close } = await startG5Sandbox({ ...G5, ...options })
  t.teardown(close)
  const table = (name: string, columns: string[], lines: object[]) => control.tables.set(name, { columns, lines: lines as Record<string, string>[] })
  table('R034FUN', COLUMNS, [line('1'), line('2', { SITAFA: '7', DATADM: '01/02/2026' }), line('3', { TIPCOL: '2' }), line('4', { NUMEMP: '2', NUMCPF: '52998224725' })])
  table('R038AFA', ['NUMEMP', 'TIPCOL', 'NUMCAD', 'DATAFA', 'DATTER', 'SITAFA', 'CAUDEM'], [{ NUMEMP: '1', TIPCOL: '1', NUMCAD: '2', DATAFA: '28/02/2026', DATTER: '', SITAFA: '7', CAUDEM: '2' }])
  table('R024CAR', ['ESTCAR', 'CODCAR', 'TITCAR'], [{ ESTCAR: '1', CODCAR: '10', TITCAR: 'Analista' }])
  return { control, io: (settings: object = {}, credentials: object = G5, own: object = {}) => ioOf({ product: 'g5', base_url: url, ...settings }, credentials, own) }
}

t.test('g5: lines are read in whatever form `valor` gives them, and tables that are refused are not told', async (t) => {
  for (const form of ['separated', 'elements', 'grouped'] as const) {
    const { io } = await services(t, { form })
    const rows = await all(io())
    t.same(rows.map(({ id }) => id), ['1-1-1', '1-1-2', '2-1-4'], form)
    t.match(await reads.row(rows[1]!.record, {}), { kind: 'row', told: { standing: 'ended', body: { cpf: '00000000191', job_title: 'Analista', company_code: '1', employee_number: '2' }, termination: { date: '2026-02-28', reason: 'involuntary' } } })
  }
  const { io } = await services(t, { separator: '~' })
  t.equal(await failure(all(io())), 'unreadable', 'a separator that nobody guesses')
  t.equal((await all(io({ values_separator: '~' }))).length, 3)
})

t.test('g5: forms that may come besides', async (t) => {
  const columns = ['NUMEMP', 'NUMCAD']
  const lines = [{ NUMEMP: '1', NUMCAD: '2' }, { NUMEMP: '3' }]
  t.same(linesIn({ linhas: [{ campo: ['NUMEMP', 'NUMCAD'], valor: ['1', '2'] }, { campo: ['NUMEMP', 'NUMCAD'], valor: ['3', ''] }] }, columns), lines)
  t.same(linesIn({ coluna: [{ campo: 'NumEmp', valor: '1' }, { campo: 'NumCad', valor: '2' }, { campo: 'NumEmp', valor: '3' }] }, columns), lines)
  t.same(linesIn({ R034FUN: [{ numEmp: '1', numCad: '2' }, { numEmp: '3', numCad: '' }] }, columns), lines)
  t.same(linesIn({ valor: ['1|2', '3|'] }, columns), lines)
  t.same(linesIn({ valor: '' }, columns), [])
  t.same(linesIn({}, columns), [])
  t.throws(() => linesIn({ valor: ['1', '2', '3'] }, columns), ReadFailure)
})

t.test('g5: companies are read one by one, and people of other kinds only where the owner takes them', async (t) => {
  const { io, control } = await services(t)
  t.same((await all(io({ companies: [1, 2] }))).map(({ id }) => id), ['1-1-1', '1-1-2', '2-1-4'])
  t.ok(control.requests.some(({ filter }) => filter.includes('NUMEMP = 2')))
  t.same((await all(io({}, G5, { employee_types: { THIRD: 'take' } }))).map(({ id }) => id), ['1-1-1', '1-1-2', '2-1-4', '1-2-3'])
})

t.test('g5: an answer that is cut off is gone on with, and one condition alone will do', async (t) => {
  for (const options of [{ most: 2 }, { oneCondition: true }]) {
    const { io } = await services(t, options)
    const rows = await all(io({ companies: [1, 2] }))
    t.same(rows.map(({ id }) => id), ['1-1-1', '1-1-2', '2-1-4'])
    t.same((await reads.one!(io(), '1-1-1')).map(({ id }) => id), ['1-1-1'])
    t.match(await reads.row(rows[1]!.record, {}), { told: { termination: { date: '2026-02-28' } } })
  }
})

t.test('g5: ColaboradoresAdmitidos lists everybody where tables cannot be read, and hires for a run of changes', async (t) => {
  const { io, control } = await services(t)
  const rows = await all(io({ employees_by: 'ColaboradoresAdmitidos' }))
  t.same(rows.map(({ id }) => id), ['1-1-1', '1-1-2', '2-1-4'])
  t.match(await reads.row(rows[1]!.record, {}), { kind: 'row', told: { standing: 'ended', body: { full_name: 'Ana Souza 2', job_title: 'Analista' }, termination: { date: '2026-02-28' } } })
  t.ok(control.requests.some(({ filter }) => /^\d\d\/\d\d\/\d{4} \d\d\/\d\d\/\d{4}$/.test(filter[0] ?? '')))
  const changed = await reads.changes!(io({ changes_by: 'admitted' }), Date.parse('2026-03-02T00:00:00Z'))
  t.same(changed.rows.map(({ id }) => id), ['1-1-1', '1-1-2'], 'who left, with the other contract of the same person')
})

t.test('g5: what is refused is said', async (t) => {
  const { io, control } = await services(t)
  t.equal(await failure(all(io({}, { ...G5, password: 'wrong' }))), 'unauthorized')
  t.equal(await failure(all(io({}, { user: 'integracao' }))), 'not_configured')
  t.equal(await failure(all(io({ tables_path: '/elsewhere' }))), 'refused')
  t.same(await reads.one!(io(), 'employee:1-1-99'), [])
  t.same(await reads.one!(io(), 'no key'), [])
  control.tables.delete('R038AFA')
  t.equal(await failure(all(io())), 'refused')
  t.equal((await all(io({ tables: ['R024CAR'] }))).length, 3)
})
