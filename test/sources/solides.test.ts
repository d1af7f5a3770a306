import fc from 'fast-check'
import t, { type Test } from 'tap'
import { faultsOf } from '../../src/domain/validate.ts'
import solides from '../../src/sources/solides/index.ts'
import { meaning } from '../../src/sources/mapping/lookup.ts'
import { REASONS } from '../../src/sources/mapping/portuguese.ts'
import { startSolidesSandbox, type SandboxControl } from '../../src/sources/solides/sandbox/index.ts'
import { until } from '../helpers/until.ts'
import { connect, SOURCE, type Connected, type Said } from './connected.ts'

const SECRET = 'a long secret of the webhook'
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))

t.test('what is not listed is never carried', async () => {
  const secret = fc.constantFrom('salary', 'salario', 'dependents', 'documents', 'documentos', 'banco', 'pis')
  await fc.assert(fc.asyncProperty(fc.dictionary(secret, fc.constantFrom<unknown>('9.999,99', { rg: '9.999,99', bank: '9.999,99', pis: '9.999,99' }, [{ name: '9.999,99' }])), fc.constantFrom('novo_colaborador', 'edicao_colaborador', 'demissao_colaborador'), async (extra, acao) => {
    const reading = await solides.read({ headers: {}, path: [], body: bytes({ acao, dados: { matricula: '1', nome: 'Ana', ...extra } }) }, {})
    return !JSON.stringify(reading).includes('9.999,99')
  }), { numRuns: 1000 })
})

t.test("a wording means one thing only, and the owner's table comes first", async (t) => {
  t.equal(meaning<string>('  DEMISSÃO sem  Justa Causa ', {}, REASONS), 'involuntary')
  t.equal(meaning<string>('Término do contrato de experiência', {}, REASONS), 'contract_end')
  t.equal(meaning<string>('Acordo entre as partes', {}, REASONS), undefined)
  t.equal(meaning<string>('ACORDO ENTRE AS PARTES', { 'acordo entre as partes': 'voluntary' }, REASONS), 'voluntary')
  t.equal(meaning<string>('Falecimento', { falecimento: 'involuntary' }, REASONS), 'involuntary')
  t.equal(meaning<string>('constructor', {}, REASONS), undefined)
})

t.test('there is no id of a delivery, so nothing is called a duplicate', async (t) => {
  t.equal(solides.deliveryId, undefined)
})

t.test('a token alone, what proves a webhook alone, or both; half of a proof is named', async (t) => {
  const wrong = (credentials: object) => faultsOf(solides.credentials, credentials).map(({ pointer, code }) => `${pointer} ${code}`)
  for (const credentials of [{ token: 'x' }, { secret: 'x' }, { token: 'x', secret: 'x' }, { token: 'x', verify: 'none' }, { token: 'x', verify: 'basic', username: 'a', password: 'b' }]) t.same(wrong(credentials), [], JSON.stringify(credentials))
  for (const credentials of [{}, { token: 'x', header: 'x-other' }, { token: 'x', verify: 'static_header' }, { token: 'x', verify: 'path_token' }, { token: 'x', previous_secrets: [] }]) t.same(wrong(credentials), ['/secret required'], JSON.stringify(credentials))
  t.same(wrong({ token: 'x', verify: 'basic' }), ['/username required', '/password required'])
  t.same(wrong({ token: 'x', verify: 'hmac', secret: 'x' }), ['/header required'])
  t.same(wrong({ token: 'x', username: 'a', password: 'b' }), [], 'a user and a password are Basic, said or not')
  t.same(wrong({ token: 'x', username: 'a' }), ['/password required'])
  t.same(wrong({ token: '', secret: 'x' }), ['/token empty'])
  for (const credentials of [{ webhook: { secret: 'x' } }, { token: 'x', webhook: { secret: 'x' } }, { token: 'x', webhook: { verify: 'basic', username: 'a', password: 'b' } }]) t.same(wrong(credentials), [], JSON.stringify(credentials))
  t.same(wrong({ token: 'x', webhook: {} }), ['/webhook/secret required'])
  t.same(wrong({ token: 'x', webhook: { verify: 'hmac', secret: 'x' } }), ['/webhook/header required'])
})

t.test('what proves a webhook counts in webhook and beside the token, and is refused in both', async (t) => {
  const told = (credentials: object, secret: string) => solides.verify!({ method: 'POST', headers: { 'x-webhook-secret': secret }, path: [], body: bytes({}), receivedAt: 0 }, credentials)
  for (const credentials of [{ secret: SECRET }, { token: 'x', secret: SECRET }, { webhook: { secret: SECRET } }, { token: 'x', webhook: { secret: SECRET } }]) {
    t.match(told(credentials, SECRET), { ok: true, method: 'static_header' }, JSON.stringify(credentials))
    t.match(told(credentials, 'another secret'), { ok: false })
  }
  t.match(told({ token: 'x' }, SECRET), { ok: false, code: 'misconfigured' })
  t.match(told({ token: 'x', username: 'a', password: 'b' }, ''), { ok: false, code: /^(?!misconfigured)/ }, 'Basic without its name')
  const between = (credentials: object) => solides.faultsBetween!({ settings: {}, credentials, options: {} }).map(({ pointer }) => pointer)
  t.same(between({ token: 'x', webhook: { secret: 'x' } }), [])
  t.same(between({ token: 'x', webhook: { secret: 'x' }, secret: 'y', header: 'x-other' }), ['/credentials/secret', '/credentials/header'])
})

interface Given { credentials: object, settings?: object, options?: object }
interface Told extends Omit<Connected, 'put' | 'tell'> {
  control: SandboxControl
  put (given: Partial<Given>): ReturnType<Connected['put']>
  tell (acao: string, dados: object, secret?: string): Promise<number>
}

async function connected (t: Test, given: Given): Promise<Told> {
  const { url, control, close } = await startSolidesSandbox({ token: 'made-up-token' })
  t.teardown(close)
  const said = ({ settings = {}, ...more }: Partial<Given>) => ({ kind: 'solides', settings: { base_url: `${url}/en/api/v1`, requests_per_second: 500, ...settings }, ...more }) as Said
  const { put, tell, ...rest } = await connect(t, said(given))
  return {
    ...rest,
    control,
    put: (next) => put(said(next)),
    tell: (acao, dados, secret = SECRET) => tell({ headers: { 'x-webhook-secret': secret, 'content-type': 'application/json' }, body: JSON.stringify({ acao, dados }) })
  }
}

const hire = ({ people }: SandboxControl, id: number, more: object = {}): void => {
  people.set(String(id), {
    id,
    name: `Ana ${id}`,
    registration: String(id),
    dateAdmission: '02/03/2026',
    birthDate: '',
    active: true,
    dateDismissal: null,
    dismissalReason: null,
    position: { id: 1, name: 'Analista' },
    departament: { id: 1, name: 'Vendas' },
    unity: null,
    corporateEmail: `ana${id}@example.com`,
    cpf: '',
    ...more
  })
}

t.test('pages are read until one is empty, leavers too; who is only read is told nothing', async (t) => {
  const { all, control, put, run, tell } = await connected(t, { credentials: { token: 'Token token="made-up-token"' }, settings: { page_size: 10 } })
  for (let id = 1; id <= 20; id++) hire(control, id)
  t.match(await run(), { status: 'complete', complete: true, people_read: 20, pages: 3 })
  t.same(control.requests.map(({ query }) => query), ['1', '2', '3'].map((page) => ({ page, page_size: '10', status: 'todos' })))
  await until(() => all.person('20') !== undefined)
  t.notMatch(JSON.stringify(all.sandbox.requests()), /4\.250|00\.000\.000|Dependente/, 'neither money nor documents nor family')

  t.equal(await tell('demissao_colaborador', { matricula: '1', data_demissao: '01/11/2026' }, ''), 401)
  t.equal(await tell('demissao_colaborador', { matricula: '1', data_demissao: '01/11/2026' }, 'undefined'), 401)
  t.match((await all.call(SOURCE)).body, { credentials: ['token'], last_refusal: { code: 'misconfigured', detail: /Only the token/ } })

  control.stuck = true
  t.match(await run(), { status: 'failed', error: { code: 'endless', detail: /same people/ } })
  control.stuck = false
  await put({ settings: { include_inactive: false, each_by_id: true } })
  control.people.get('7')!.active = false
  control.requests.length = 0
  t.match(await run(), { status: 'complete', people_read: 19, missing: 1, endings: 0 })
  t.same(control.requests[0]!.query, { page: '1', page_size: '150' })
  t.equal(control.requests.length, 21, 'a page, everybody on it once more, and an empty page')
})

t.test('whoever a hint names is read back; without an id it is believed as it is', async (t) => {
  const { all, control, put, tell } = await connected(t, { credentials: { token: 'made-up-token', secret: SECRET }, options: { webhook_as: 'hint', default_reason: 'not_applicable' } })
  hire(control, 4711)
  t.equal(await tell('novo_colaborador', { id: 4711, nome: 'Somebody Else' }, 'another secret'), 401)
  for (let times = 0; times < 3; times++) t.equal(await tell('novo_colaborador', { id: 4711, nome: 'Somebody Else' }), 200)
  await until(() => all.person('4711') !== undefined)
  t.match(all.person('4711'), { name: 'Ana 4711', hiring_date: '2026-03-02' })
  t.ok(control.requests.length <= 3 && control.requests.every(({ path }) => path === '/en/api/v1/colaboradores/4711'))
  t.equal(await tell('edicao_colaborador', { id: 4799 }), 200)
  t.equal(await tell('edicao_colaborador', { matricula: '4711', email: 'other@example.com' }), 200)
  await until(() => all.person('4711')?.email === 'other@example.com')
  Object.assign(control.people.get('4711')!, { active: false, dateDismissal: '01/11/2026' })
  await tell('demissao_colaborador', { id: '4711' })
  await until(() => all.person('4711')?.resigned)
  t.match(all.person('4711'), { resignation_date: '2026-11-01' })

  for (const options of [{ webhook_as: 'hint' }, { schedule: { every_minutes: 360 } }]) {
    t.match(await put({ credentials: { secret: SECRET }, options }), { status: 422, body: { errors: [{ pointer: `/options/${Object.keys(options)[0]}` }] } }, 'nobody can be read without the token')
  }
  t.match(await put({ credentials: { secret: SECRET }, options: {} }), { status: 200 })
  t.match((await all.call(`${SOURCE}/runs`, {})).status, 202)
  await until(async () => (await all.call(`${SOURCE}/runs`)).body.data[0].error?.code === 'not_configured')
})
