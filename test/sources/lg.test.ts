import t from 'tap'
import type { Answer } from '../../src/domain/destination.ts'
import { contract, failure, LEFT, reads, setup, toldOf } from './lg-reading.ts'

t.test('a wrong password is said with status 200, and is wrong credentials', async (t) => {
  const { everybody } = await setup(t, {}, { Senha: 'another' })
  const { code, detail } = await failure(everybody())
  t.equal(code, 'unauthorized')
  t.notMatch(detail, /another/)
})

t.test('a feed of occurrences that the service does not know is left out; the feed of all changes may not be', async (t) => {
  const { changes } = await setup(t, { changes_by: ['ConsultarListaDeModificadosPorNada'] })
  await t.resolves(changes('2026-03-01T00:00:00Z'))
  const other = await setup(t, { contract_service: 'v2/ServicoDeNada' })
  t.ok(await failure(other.changes('2026-03-01T00:00:00Z')))
})

t.test('without any company nobody is read, and it says which setting names them', async (t) => {
  const { control, everybody } = await setup(t)
  control.companies.clear()
  t.match(await failure(everybody()), { code: 'not_configured', detail: /settings\.companies/ })
})

const XML = { 'content-type': 'text/xml' }
const enveloped = (body: string): string => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
const replied = (members: string): Answer => ({ status: 200, headers: XML, body: enveloped(`<ConsultarListaResponse xmlns="lg.com.br/api/v1"><ConsultarListaResult>${members}</ConsultarListaResult></ConsultarListaResponse>`) })
const faulted = (text: string, status = 500): Answer => ({ status, headers: XML, body: enveloped(`<s:Fault><faultcode>s:Client</faultcode><faultstring>${text}</faultstring></s:Fault>`) })

for (const [what, answer, code] of [
  ['an inconsistency', replied('<Tipo>1</Tipo><Mensagens><string>Ana Souza, CPF 529</string></Mensagens><CodigoDoErro>E7</CodigoDoErro>'), 'refused'],
  ['an error', replied('<Tipo>2</Tipo><Mensagens><string>Ana Souza, CPF 529</string></Mensagens>'), 'refused'],
  ['an error about the password', replied('<Tipo>2</Tipo><Mensagens><string>Senha expirada</string></Mensagens>'), 'unauthorized'],
  ['an error about a permission', replied('<Tipo>2</Tipo><Mensagens><string>Usuário sem permissão</string></Mensagens>'), 'forbidden'],
  ['what was not processed', replied('<Tipo>3</Tipo>'), 'refused'],
  ['an error by its name', replied('<Tipo>Inconsistencia</Tipo>'), 'refused'],
  ['a kind that nobody knows', replied('<Tipo>9</Tipo><Retorno/>'), 'unreadable'],
  ['an answer without a kind', replied('<Retorno><Empresa><Codigo>1</Codigo></Empresa></Retorno>'), 'unreadable'],
  ['a fault', faulted('Ana Souza'), 'refused'],
  ['a fault with status 200', faulted('Ana Souza', 200), 'refused'],
  ['a fault about the headers', faulted('Cabeçalho LGAutenticacao ausente'), 'unauthorized'],
  ['a page of HTML', { status: 200, headers: {}, body: '<html><body>Manutenção</body></html>' }, 'unreadable'],
  ['a status of 500 that says nothing', { status: 500, headers: {}, body: '' }, 'unavailable'],
  ['a DOCTYPE', { status: 200, headers: XML, body: '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>' }, 'unreadable']
] as [string, Answer, string][]) {
  t.test(`${what} is a failure, and what it says of people is not shown`, async (t) => {
    const { io } = await setup(t)
    const { code: found, detail } = await failure(reads.everybody!({ ...io, call: async () => answer }))
    t.equal(found, code)
    t.notMatch(detail, /Ana|529/)
  })
}

t.test('an answer with Tipo 0, by its number or its name, is read', async (t) => {
  for (const kind of ['0', 'Sucesso']) {
    const { io } = await setup(t)
    const empty = replied(`<Tipo>${kind}</Tipo><Retorno><Empresa><Codigo>001</Codigo></Empresa></Retorno>`)
    const list = { ...empty, body: empty.body.replaceAll('ConsultarListaRes', 'ConsultarListaPorDemandaRes') }
    t.match(await reads.everybody!({ ...io, call: async ({ body }) => body!.includes('ConsultarListaPorDemanda') ? list : empty }), { rows: [], next: { codes: ['1'], slice: 1 } })
  }
})

t.test('everybody is read in pages of their company, and details in lists of at most 50', async (t) => {
  const { add, control, everybody, asked } = await setup(t)
  control.companies.set('2', 'Filial')
  control.pageSize = 70
  add(...Array.from({ length: 120 }, (_, i) => contract(String(1000 + i))), contract('1', { company: '2' }), contract('2', { company: '2', situation: LEFT }))
  const rows = await everybody()
  t.equal(rows.length, 122)
  t.equal(new Set(rows.map(({ id }) => id)).size, 122)
  t.equal(asked().filter((name) => name === 'ConsultarListaPorDemanda').length, 5, 'two pages, one, and the same for who has left')
  t.notOk(asked().includes('TWO AT ONCE'))
  t.match(await toldOf(rows, '2:1'), { kind: 'row', told: { standing: 'active', body: { company_code: '2', employee_number: '1', work_email: 'a1@example.com', cpf: '52998224725', department: 'Vendas', hire_date: '2024-02-01' } } })
  t.match(await toldOf(rows, '2:2'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
  t.notMatch(JSON.stringify(rows), /9999\.99|Dependente|Uma cor/, 'money and family are not even kept')
})

t.test('the total of all companies is said at the end', async (t) => {
  const { add, control, io } = await setup(t)
  control.companies.set('2', 'Filial')
  add(contract('1'), contract('2', { situation: LEFT }), contract('1', { company: '2' }))
  let page = await reads.everybody!(io)
  while (page.next !== undefined) page = await reads.everybody!(io, page.next)
  t.equal(page.total, 3)
})

t.test('a page that counts from another number is noticed, not believed', async (t) => {
  const { add, control, everybody, io } = await setup(t)
  add(contract('1'), contract('2'), contract('3'))
  control.firstPage = 0
  t.match(await failure(everybody()), { code: 'short', detail: /first_page/ })
  Object.assign(io.settings as object, { first_page: 0 })
  t.equal((await everybody()).length, 3)
})

t.test('only the companies of the settings are asked', async (t) => {
  const { add, everybody, asked } = await setup(t, { companies: [1] })
  add(contract('1'), contract('1', { company: '2' }))
  t.same((await everybody()).map(({ id }) => id), ['1:1'])
  t.equal(asked()[0], 'ConsultarListaPorDemanda', 'the list of companies is not needed')
})

t.test('changes are asked for in periods that are short enough, and read once', async (t) => {
  const { add, control, changes, asked } = await setup(t)
  add(contract('1'), contract('2', { situation: LEFT }), contract('3'))
  control.log.push(
    { id: '1:1', operation: 2, date: '2026-03-02', feed: '' }, { id: '1:1', operation: 2, date: '2026-03-02', feed: '' }, { id: '1:1', operation: 2, date: '2026-01-02', feed: '' },
    { id: '1:2', operation: 2, date: '2026-02-27', feed: '' }, { id: '1:2', operation: 1, date: '2026-02-27', feed: 'PorRescisao' }, { id: '1:9', operation: 3, date: '2026-02-27', feed: '' }
  )
  const rows = await changes('2026-01-01T01:00:00Z')
  t.same(rows.map(({ id }) => id), ['1:1', '1:2'], 'whoever was excluded is no leaver; rescissions come last')
  t.equal(asked().filter((name) => name === 'ConsultarListaDeModificados').length, 3)
  t.equal(asked().filter((name) => name === 'ConsultarListaPorEmpresa').length, 2)
  t.match(await toldOf(rows, '1:2'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
})

t.test('the day before is looked at again, by the days of the tenant', async (t) => {
  const { add, control, changes } = await setup(t)
  add(contract('1'), contract('2'))
  control.log.push({ id: '1:1', operation: 2, date: '2026-02-27', feed: '' }, { id: '1:2', operation: 2, date: '2026-02-26', feed: '' })
  t.same((await changes('2026-03-01T01:00:00Z')).map(({ id }) => id), ['1:1'])
})

t.test('nothing changed is the end', async (t) => {
  const { changes } = await setup(t)
  t.same(await changes('2026-03-02T00:00:00Z'), [])
})

t.test('of a changed contract that names no situation the list is asked, by CPF', async (t) => {
  const { add, control, changes } = await setup(t)
  control.namesSituation = false
  add(contract('1', { situation: LEFT }), contract('2', { situation: { type: 1, code: 1, wording: 'Afastamento', since: '2026-02-10' }, cpf: '11144477735' }))
  for (const id of ['1:1', '1:2']) control.log.push({ id, operation: 2, date: '2026-03-02', feed: '' })
  const rows = await changes('2026-03-02T12:00:00Z')
  t.match(await toldOf(rows, '1:1'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
  t.match(await toldOf(rows, '1:2'), { told: { standing: 'away', leave: { from: '2026-02-10' } } })
})

t.test('a contract that goes on in another company is no leaver, whichever is read first', async (t) => {
  const { add, control, everybody, changes } = await setup(t)
  control.companies.set('2', 'Filial')
  add(contract('1', { situation: LEFT, pessoaId: '71' }), contract('9', { company: '2', pessoaId: '71', admission: 2 }), contract('2', { situation: LEFT, cpf: '11144477735' }))
  control.log.push({ id: '1:1', operation: 2, date: '2026-03-02', feed: 'PorRescisao' }, { id: '2:9', operation: 1, date: '2026-03-02', feed: '' })
  for (const rows of [await everybody(), await changes('2026-03-02T12:00:00Z')]) {
    t.match(await toldOf(rows, '1:1'), { told: { standing: 'transferred', termination: { date: '2026-02-27' } } })
    t.match(await toldOf(rows, '2:9'), { told: { standing: 'active' } })
  }
  t.match(await toldOf(await everybody(), '1:2'), { told: { standing: 'ended' } })
})

t.test('managers by the contract, or by a call for each', async (t) => {
  const { add, everybody, asked, io } = await setup(t)
  add(contract('1', { manager: { company: '2', number: '5' } }), contract('2'))
  t.match(await toldOf(await everybody(), '1:1'), { told: { body: { managers: [{ source_id: '2:5', company_code: '2', employee_number: '5' }] } } })
  t.notOk(asked().includes('ConsultarListaDeGestorImediato'))
  Object.assign(io.settings as object, { managers_by: 'ConsultarListaDeGestorImediato' })
  const rows = await everybody()
  t.equal(asked().filter((name) => name === 'ConsultarListaDeGestorImediato').length, 2)
  t.match(await toldOf(rows, '1:1'), { told: { body: { managers: [{ source_id: '2:5' }] } } })
  t.same((await toldOf(rows, '1:2')).told.body.managers, [])
})

t.test('one contract by company and number, with and without versions in the names', async (t) => {
  const { add, control, io } = await setup(t)
  add(contract('00:1'))
  const [row] = await reads.one!(io, '1:00:1')
  const told = await reads.row(row!.record, {})
  control.versions = false
  const [bare] = await reads.one!(io, '1:00:1')
  t.same(await reads.row(bare!.record, {}), told)
  t.same(await reads.one!(io, '1:2'), [])
  t.same(await reads.one!(io, 'nobody'), [])
})

t.test('people are found whatever the members around them are called', async (t) => {
  const { add, io } = await setup(t)
  add(contract('1'))
  const people = (retorno: string): Answer => ({ status: 200, headers: XML, body: enveloped(`<ConsultarListaResponse><ConsultarListaResult><Tipo>0</Tipo><Retorno>${retorno}</Retorno></ConsultarListaResult></ConsultarListaResponse>`) })
  for (const retorno of [
    '<ColaboradorV3><Pessoa><PessoaId>71</PessoaId></Pessoa><Contato><EmailCorporativo>x@example.com</EmailCorporativo></Contato></ColaboradorV3>',
    '<Colaborador><PessoaId>71</PessoaId><Contato><EmailCorporativo>x@example.com</EmailCorporativo></Contato></Colaborador>',
    '<Pessoa><PessoaId>71</PessoaId><ContatoV2><EmailCorporativo>x@example.com</EmailCorporativo></ContatoV2></Pessoa>',
    '<Lista><ColaboradorV2><PessoaId>70</PessoaId></ColaboradorV2><ColaboradorV2><PessoaV2><PessoaId>71</PessoaId><Contato><EmailCorporativo>x@example.com</EmailCorporativo></Contato></PessoaV2></ColaboradorV2></Lista>'
  ]) {
    const rows = await reads.one!({ ...io, call: async (request) => request.url.endsWith('ServicoDeColaborador') ? people(retorno) : await io.call(request) }, '1:1')
    t.match(await toldOf(rows, '1:1'), { told: { body: { work_email: 'x@example.com' } } })
  }
})
