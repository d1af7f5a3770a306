import { readFileSync } from 'node:fs'
import t from 'tap'
import { startCustomSandbox } from '../../src/sources/custom/sandbox/index.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import { folderOf } from './fixtures.ts'

const README = readFileSync(new URL('README.md', folderOf('custom')), 'utf8')
const EXAMPLE = /```json\n(\{[^]*?\n\})\n```/.exec(README)![1]!

t.test('the example of the README connects a system that nobody has heard of', async (t) => {
  const vendor = await startCustomSandbox({ auth: { by: 'header', name: 'x-chave', value: '...' }, paging: { style: 'page', first: 1, says: 'more' }, most: 100 })
  t.teardown(() => vendor.close())
  const person = { chave: '4711', cpf: '529.982.247-25', correio: 'ana@example.com', nome: 'Ana', sobrenome: 'Souza', cargo: 'Analista', setor: '10', chefe: null, entrada: '2026-03-02', saida: null, situacao: 'ATIVA', tocada: 0 }
  vendor.control.people.set('4711', person)
  const all = await journey(t)
  const { settings, credentials, ...rest } = JSON.parse(EXAMPLE)
  // The ellipsis of the page stands for a key; a header could not carry it.
  const source = { ...rest, settings: { ...settings, base_url: `${vendor.url}/rh` }, credentials: { ...credentials, key: '...' } }
  const put = await all.call('/v1/tenants/acme/sources/quimera', source, { method: 'PUT' })
  t.equal(put.status, 201, JSON.stringify(put.body))

  const preview = async (body: object) => (await all.call('/v1/tenants/acme/sources/quimera/preview', body)).body
  t.match(await preview({}), { basis: 'read', people: [{ id: '4711', type: 'upsert', employee: { first_name: 'Ana', department: 'Financeiro', employee_number: '04711', hire_date: '2026-03-02' } }] })
  t.match(await preview({ sample: { chave: 1, vinculo: { situacao: 'HIBERNANDO' } } }), { people: [{ type: null, reason: /HIBERNANDO is not translated/ }] })
  t.match(await preview({ message: { body: { aviso: { tipo: 'ADMISSAO' }, dados: { chave: 7 } } } }), { people: [{ id: '7', reason: /looked up/ }] })
  t.match(await preview({ message: { headers: { 'Content-Type': 'text/xml' }, body: '<a><aviso><tipo>PROMOCAO</tipo></aviso></a>' }, options: { ...rest.options, event_path: 'a.aviso.tipo' } }), { people: [{ reason: /PROMOCAO is not known/ }] })
  t.same(all.sandbox.people(), [], 'nothing was written')

  const { body: run } = await all.call('/v1/tenants/acme/sources/quimera/runs', {})
  await until(async () => (await all.call(`/v1/tenants/acme/sources/quimera/runs/${run.id}`)).body.status === 'complete')
  await until(() => all.sandbox.people().length === 1)
  t.match(all.sandbox.people(), [{ name: 'Ana Souza', email: 'ana@example.com' }])

  const tell = async (body: object, secret = credentials.webhook.secret) => (await fetch(`${all.url}${new URL(put.body.webhook_url).pathname}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-webhook-secret': secret }, body: JSON.stringify(body) })).status
  vendor.control.people.set('4712', { ...person, chave: '4712', cpf: '111.444.777-35', correio: 'bia@example.com', nome: 'Bia' })
  t.equal(await tell({ aviso: { tipo: 'ADMISSAO' }, dados: { chave: 4712 } }, 'another one'), 401)
  t.equal(await tell({ aviso: { tipo: 'ADMISSAO' }, dados: { chave: 4712 } }), 200)
  await until(() => all.sandbox.people().length === 2)
  t.equal(await tell({ aviso: { tipo: 'PROMOCAO' }, dados: { chave: 4712 } }), 200)
  await until(async () => (await all.call('/v1/messages?status=failed')).body.data.length === 1)
  t.match((await all.call('/v1/messages?status=failed')).body.data, [{ reason: /PROMOCAO is not known/ }], 'an unknown event is kept and shown')
})

t.test('an event in a header and an id of the delivery are kept and used', async (t) => {
  const all = await journey(t)
  const { body } = await all.call('/v1/tenants/acme/sources/hr', {
    kind: 'custom', credentials: { webhook: { secret: 'a long random text' } }, options: { event_header: 'X-Event', events: { NOVO: 'hire' }, delivery_id_header: 'x-delivery' }
  }, { method: 'PUT' })
  const tell = async (event: string, delivery: string) => (await fetch(`${all.url}${new URL(body.webhook_url).pathname}`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-webhook-secret': 'a long random text', 'x-event': event, 'x-delivery': delivery }, body: JSON.stringify({ id: 1, full_name: 'Ana Souza', cpf: '52998224725', work_email: 'ana@example.com', employee_number: '1', hire_date: '2026-03-02' })
  })).status
  t.equal(await tell('NOVO', 'd-1'), 200)
  t.equal(await tell('NOVO', 'd-1'), 200)
  await until(() => all.sandbox.people().length === 1)
  t.equal((await all.call('/v1/messages')).body.data.length, 1)
})
