import { createHmac } from 'node:crypto'
import t from 'tap'
import { journey, type Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const LATER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`

function signed (secret: string, id: string, at: number, body: string): Record<string, string> {
  const seconds = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` }
}

async function source ({ call }: Journey, kind: string, config: object): Promise<string> {
  const { status, body } = await call(`/v1/tenants/acme/sources/${kind}`, { kind, ...config }, { method: 'PUT' })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return new URL(body.webhook_url).pathname
}

async function send ({ url }: Journey, path: string, body: string, headers: Record<string, string>): Promise<number> {
  return (await fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })).status
}

t.test('a signed webhook hires, once however often it is delivered', async (t) => {
  const all = await journey(t)
  const path = await source(all, 'canonical', { credentials: { secrets: [SECRET, LATER] } })
  const body = JSON.stringify({ type: 'hire', timestamp: '2026-03-02T12:00:00Z', data: { employee_number: '1', full_name: 'Ana', hire_date: '2026-03-02' } })
  for (const secret of [SECRET, SECRET, LATER]) t.equal(await send(all, path, body, signed(secret, 'msg_1', all.clock.now(), body)), 200)
  await until(() => all.person('1') !== undefined)
  const { body: { data } } = await all.call('/v1/messages')
  t.equal(data.length, 1)
  t.equal((await all.call('/v1/events')).body.data.length, 1)
})

t.test('what is not verified is not stored, and the owner alone is told why', async (t) => {
  const all = await journey(t)
  const path = await source(all, 'canonical', { credentials: { secrets: [SECRET] } })
  const body = '{"type":"hire","data":{}}'
  const refusals: [string, Record<string, string>, RegExp][] = [
    ['no headers', {}, /webhook-/],
    ['an old signature', signed(SECRET, 'msg_1', all.clock.now() - 9 * 60_000, body), /9 min/],
    ['another secret', signed(LATER, 'msg_1', all.clock.now(), body), /./]
  ]
  for (const [name, headers, detail] of refusals) {
    const response = await fetch(`${all.url}${path}`, { method: 'POST', body, headers })
    t.equal(response.status, 401, name)
    t.equal(await response.text(), '{"error":"not verified"}', 'the caller learns nothing')
    t.match((await all.call('/v1/tenants/acme/sources/canonical')).body.last_refusal, { detail })
    all.clock.forward(2000)
  }
  t.same((await all.call('/v1/messages')).body.data, [])
})

t.test('a source that cannot be read is kept with its reason, and read again when asked', async (t) => {
  const all = await journey(t)
  const path = await source(all, 'solides', { credentials: { secret: 'made-up-secret' } })
  t.equal(await send(all, path, '{"acao":"algo_novo","dados":{}}', { 'x-webhook-secret': 'made-up-secret' }), 200)
  await until(async () => (await all.call('/v1/messages')).body.data[0]?.status === 'failed')
  const { body: { data: [message] } } = await all.call('/v1/messages')
  t.ok(message.reason)
  t.equal((await all.call(`/v1/messages/${message.id}/interpret`, {})).status, 202)
})

t.test('Sólides dismisses: without a reason it is asked about, and goes on with the answer', async (t) => {
  const all = await journey(t)
  const path = await source(all, 'solides', { credentials: { secret: 'made-up-secret' } })
  const tell = (acao: string, dados: object) => send(all, path, JSON.stringify({ acao, dados }), { 'x-webhook-secret': 'made-up-secret' })
  await tell('novo_colaborador', { nome: 'Ana Souza', email: 'ana@example.com', matricula: '7', data_admissao: '02/03/2026', documentos: { cpf: '529.982.247-25' }, cargo: { nome: 'Analista' } })
  await until(() => all.person('7') !== undefined)
  t.match(all.person('7'), { name: 'Ana Souza', hiring_date: '2026-03-02', position: 'Analista' })
  await tell('demissao_colaborador', { nome: 'Ana Souza', matricula: '7', data_demissao: '01/11/2026', documentos: { cpf: '529.982.247-25' } })
  await until(async () => (await all.call('/v1/holds')).body.data.length === 1)
  const { body: { data: [hold] } } = await all.call('/v1/holds')
  t.equal(hold.reason, 'reason_missing')
  t.equal((await all.call(`/v1/holds/${hold.id}/approve`, {})).status, 422)
  t.equal((await all.call(`/v1/holds/${hold.id}/approve`, { reason: 'involuntary' })).status, 202)
  await until(() => all.person('7')?.resigned)
  t.match(all.person('7'), { resignation_date: '2026-11-01', resignation_reason: 'I' })
})

t.test('the test buttons of vendors are answered and shown, and a paused source waits', async (t) => {
  const all = await journey(t)
  const path = await source(all, 'solides', { credentials: { secret: 'made-up-secret' } })
  for (const method of ['GET', 'HEAD', 'POST']) t.equal((await fetch(`${all.url}${path}`, { method })).status, 200, method)
  t.equal((await all.call('/v1/messages?status=test')).body.data.length, 3)
  await all.call('/v1/tenants/acme/sources/solides/pause', {})
  await send(all, path, JSON.stringify({ acao: 'novo_colaborador', dados: { nome: 'Ana', matricula: '7', data_admissao: '02/03/2026' } }), { 'x-webhook-secret': 'made-up-secret' })
  t.equal((await all.call('/v1/messages?status=pending')).body.data.length, 1)
  await all.call('/v1/tenants/acme/sources/solides/resume', {})
  await until(() => all.person('7') !== undefined)
})
