import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { startDueRuns } from '../../src/application/read/runs.ts'
import { createPool } from '../../src/postgres/db.ts'
import { createVault } from '../../src/postgres/vault.ts'
import personio from '../../src/sources/personio/index.ts'
import { startPersonioSandbox, type SandboxControl } from '../../src/sources/personio/sandbox/index.ts'
import { journey, type Journey } from '../helpers/journey.ts'
import { receiver } from '../helpers/receiver.ts'
import { until } from '../helpers/until.ts'

const CREDENTIALS = { client_id: 'client', client_secret: 'a secret of the sandbox', token: 'a long token of the webhook' }
const SECRET_KEY = Buffer.alloc(32, 5).toString('base64')
const SOURCE = '/v1/tenants/acme/sources/hr'

async function connected (t: Test, options: object = {}, more: Parameters<typeof journey>[1] = {}): Promise<{ all: Journey, control: SandboxControl, put (options: object): Promise<any> }> {
  const { url, control, close } = await startPersonioSandbox({ clientId: CREDENTIALS.client_id, clientSecret: CREDENTIALS.client_secret })
  t.teardown(close)
  control.people.set('1001', {
    id: '1001',
    first_name: 'Ana',
    last_name: 'Souza',
    email: 'ana@example.com',
    custom: { dynamic_1: '52998224725', dynamic_2: '00123', dynamic_3: '2' },
    created_at: '2026-01-01',
    updated_at: '2026-01-01',
    employments: [{ id: 'e1', status: 'ACTIVE', title: 'Analista', department: 'Vendas', start: '2026-01-05', end: null, supervisor: null, termination: null }]
  })
  const all = await journey(t, more)
  const put = (options: object) => all.call(SOURCE, { kind: 'personio', settings: { base_url: url, requests_per_second: 500 }, credentials: CREDENTIALS, options }, { method: 'PUT' })
  await put(options)
  return { all, control, put }
}

t.test('a mapping is previewed with people as they are now, and with what each destination would get', async (t) => {
  const { all, put } = await connected(t)
  const { body } = await all.call(`${SOURCE}/preview`, { options: { mapping: { cpf: 'custom.dynamic_1', employee_number: 'custom.dynamic_2', 'custom.shirt': { path: 'custom.dynamic_3', values: { 2: 'M' } }, team: { expression: 'person.first_name & "s team"' } } } })
  t.match(body, { basis: 'read', people: [{ id: '1001', type: 'upsert', reason: null, employee: { cpf: '52998224725', employee_number: '00123', custom: { shirt: 'M' }, team: 'Anas team' }, destinations: [{ destination: 'pulses', calls: [{ method: 'POST' }] }] }] })
  t.same(all.sandbox.people(), [], 'nothing was written')
  t.same((await all.call('/v1/messages')).body.data, [], 'and nothing was stored')
  t.match((await all.call(`${SOURCE}/preview`, { sample: { person: { id: '1' }, employments: [{ status: 'SABBATICAL' }] } })).body, { basis: 'sample', people: [{ type: null, reason: /SABBATICAL/ }] })
  for (const expression of ['person.', '$match(person.first_name, /a+/)', '$eval("1")']) {
    t.match((await put({ mapping: { team: { expression } } })).body, { status: 422, errors: [{ pointer: '/options/mapping/team/expression' }] }, expression)
  }
  t.match((await put({ schedule: { cron: 'every day' } })).body, { status: 422, errors: [{ pointer: '/options/schedule/cron' }] })
  await put({ people: 'active' })
  t.match((await all.call(`${SOURCE}/versions`)).body.data, [{ version: 2, options: { people: 'active' } }, { version: 1, options: {} }])
})

t.test('a source is read by its schedule, and how it ended is told by webhook and by mail', async (t) => {
  const mails: string[] = []
  const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData (stream, _session, done) { let text = ''; stream.on('data', (chunk) => { text += String(chunk) }).on('end', () => { mails.push(text); done() }) } })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
  const hook = await receiver(t)
  const { all } = await connected(t, { schedule: { every_minutes: 1 }, mapping: { employee_number: 'custom.dynamic_2' } }, {
    settings: { alert_url: hook.url, alert_email: 'rh@example.com', alert_language: 'pt-BR' },
    env: { CRACHA_SECRET_KEY: SECRET_KEY, CRACHA_SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, CRACHA_MAIL_FROM: 'cracha@example.com' }
  })
  // What pg-boss does every minute.
  const pool = createPool(all.databaseUrl, { log: { warn () {} }, max: 2 })
  t.teardown(() => pool.end())
  const due = () => startDueRuns({ pool, vault: createVault([Buffer.from(SECRET_KEY, 'base64')]), kinds: { personio }, now: all.clock.now, log: { error (facts) { t.fail(JSON.stringify(facts)) } }, wakeReaders () {} })
  const runs = async () => (await all.call(`${SOURCE}/runs`)).body.data
  await due()
  t.same(await runs(), [], 'its first hour is in the future')
  all.clock.forward(61_000)
  await Promise.all([due(), due()])
  t.equal((await runs()).length, 1, 'once, however many processes look')
  await until(() => all.person('00123') !== undefined)
  await until(() => { all.clock.forward(6000); return hook.told.some(({ type }) => type === 'run.ended') && mails.length > 0 })
  t.match(hook.told.find(({ type }) => type === 'run.ended'), { data: { source: 'hr', why: 'schedule', people_read: 1, title: /leitura completa/ } })
  t.match(mails[0], /To: rh@example.com/)
  t.notMatch(mails[0], /Ana|Souza/)
})

t.test('an hour passes only with its run: what stops between the two leaves both for the next minute', async (t) => {
  const { all } = await connected(t, { schedule: { every_minutes: 1 } }, { env: { CRACHA_SECRET_KEY: SECRET_KEY } })
  const pool = createPool(all.databaseUrl, { log: { warn () {} }, max: 2 })
  t.teardown(() => pool.end())
  const errors: object[] = []
  const due = () => startDueRuns({ pool, vault: createVault([Buffer.from(SECRET_KEY, 'base64')]), kinds: { personio }, now: all.clock.now, log: { error (facts) { errors.push(facts) } }, wakeReaders () {} })
  const hour = async () => (await pool.query<{ next_run_at: number }>("SELECT next_run_at FROM source WHERE name = 'hr'")).rows[0]!.next_run_at
  await due()
  const first = await hour()
  await pool.query("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stopped'; END $$; CREATE TRIGGER stop BEFORE INSERT ON run EXECUTE FUNCTION stop()")
  all.clock.forward(61_000)
  t.equal(await due(), 0)
  t.equal(errors.length, 1)
  t.equal(await hour(), first, 'its hour has not passed')
  await pool.query('DROP TRIGGER stop ON run')
  t.equal(await due(), 1)
  t.ok(await hour() > first)
  t.equal(await due(), 0, 'and not twice')
  t.match((await all.call(`${SOURCE}/runs`)).body.data, [{ why: 'schedule' }])
})

t.test('a check calls the source and names what is wrong, and a source that cannot be read is an alert', async (t) => {
  const hook = await receiver(t)
  const { all, control, put } = await connected(t, {}, { settings: { alert_url: hook.url } })
  t.match((await all.call(`${SOURCE}/check`, {})).body, { ok: true })
  const { body: { settings } } = await all.call(SOURCE)
  await all.call(SOURCE, { kind: 'personio', settings, credentials: { ...CREDENTIALS, client_secret: 'another' } }, { method: 'PUT' })
  t.match((await all.call(`${SOURCE}/check`, {})).body, { ok: false, findings: [{ pointer: '/credentials', code: 'unauthorized', detail: /client_secret/ }] })
  const { body: run } = await all.call(`${SOURCE}/runs`, {})
  await until(async () => (await all.call(`${SOURCE}/runs/${run.id}`)).body.status === 'failed')
  await until(() => hook.of('source_unread').length === 1)
  await put({})
  const { body: next } = await all.call(`${SOURCE}/runs`, {})
  await until(async () => (await all.call(`${SOURCE}/runs/${next.id}`)).body.status === 'complete')
  await until(() => { all.clock.forward(10_000); return hook.of('source_unread', 'alert.cleared').length === 1 })
  control.fail('/v2/persons', 403)
  t.match((await all.call(`${SOURCE}/check`, {})).body, { ok: false, findings: [{ code: 'forbidden', detail: /permission/ }] })
})
