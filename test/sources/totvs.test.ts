import t, { type Test } from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import type { Somebody } from './play/play.ts'
import { startTotvs, USER, WEBHOOK } from './play/totvs.ts'

const CPFS = ['52998224725', '11144477735', '12345678909', '00000000191']
const TODAY = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)
const somebody = (n: number, more: Partial<Somebody> = {}): Somebody =>
  ({ id: String(1000 + n), cpf: CPFS[n]!, email: `person${n}@example.com`, first: 'Ana', last: `Souza ${'ABCD'[n]}`, title: 'Analista', department: 'Vendas', hired: '2024-02-01', ...more })

async function played (t: Test, { crowd = 3, settings = {}, options = {}, ...sandbox }: { crowd?: number, settings?: object, options?: object } & Parameters<typeof startTotvs>[0]) {
  const vendor = await startTotvs(sandbox, settings)
  t.teardown(() => vendor.close())
  const all = await journey(t, { settings: { brakes: { hires: { count: 1000 } } } })
  for (let n = 0; n < crowd; n++) vendor.hire(somebody(n))
  const { status, body } = await all.call('/v1/tenants/acme/sources/hr', { kind: 'totvs', ...vendor.source, options: { default_reason: 'not_applicable', ...options } }, { method: 'PUT' })
  if (status !== 201) throw new Error(JSON.stringify(body))
  const run = async (what?: string): Promise<any> => {
    const { body: begun } = await all.call('/v1/tenants/acme/sources/hr/runs', { ...(what !== undefined && { what }) })
    let last: any
    await until(async () => ['complete', 'failed', 'stopped'].includes((last = (await all.call(`/v1/tenants/acme/sources/hr/runs/${begun.id}`)).body).status)).catch(() => { throw new Error(JSON.stringify(last)) })
    await quiet()
    return last
  }
  const quiet = () => until(async () => {
    const { body: { data: messages } } = await all.call('/v1/messages?limit=200')
    const { body: { data: events } } = await all.call('/v1/events?limit=200')
    return messages.every(({ status }: any) => status !== 'pending' && status !== 'accepted') && events.every(({ status }: any) => !['accepted', 'processing', 'retrying'].includes(status))
  })
  const post = async (message: unknown, { query = '', password = WEBHOOK.password, type = 'application/json' } = {}) => {
    const response = await fetch(`${all.url}${new URL(body.webhook_url).pathname}/totvseai/standardmessage/v1/transactions${query}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Basic ${Buffer.from(`${WEBHOOK.username}:${password}`).toString('base64')}` },
      body: typeof message === 'string' ? message : JSON.stringify(message)
    })
    return { status: response.status, body: await response.text() }
  }
  const deletions = () => all.sandbox.requests().filter(({ method }: { method: string }) => method === 'DELETE').length
  const account = (n: number) => all.sandbox.people().find(({ cpf, email }: any) => cpf?.replace(/\D/g, '') === CPFS[n] || email === `person${n}@example.com`)
  return { vendor, all, run, quiet, post, deletions, account }
}

for (const [name, sandbox] of [
  ['Protheus by Basic', { product: 'PROTHEUS' }],
  ['Protheus by a token', { product: 'PROTHEUS', grant: 'PASSWORD', settings: { authentication: 'token', grant_type: 'PASSWORD' } }],
  ['RM by a token', { product: 'RM', settings: { authentication: 'token' } }],
  ['RM by a sentence and REST', { product: 'RM', settings: { read_by: 'sql_rest' } }],
  ['RM by a sentence and SOAP', { product: 'RM', settings: { read_by: 'sql_soap' } }],
  ['RM by a sentence with a beginning', { product: 'RM', settings: { read_by: 'sql_rest', parameters: 'DESDE={since}' } }],
  ['RM by SOAP without quotation marks', { product: 'RM', quotedAction: false, settings: { read_by: 'sql_soap', parameters: ['DESDE={since}'] } }]
] as const) {
  t.test(`${name}: hires, a change, an ending, and nothing twice`, async (t) => {
    const { run, vendor, account, deletions, all } = await played(t, sandbox as Parameters<typeof startTotvs>[0])
    t.match(await run(), { status: 'complete', people_read: 3, unclear: 0 })
    for (const n of [0, 1, 2]) t.match(account(n), { name: /Ana Souza/, position: 'Analista' }, `person ${n}`)
    const before = all.sandbox.requests().filter(({ method }: { method: string }) => method !== 'GET').length
    t.match(await run('everybody'), { status: 'complete', events_made: 0 })
    t.equal(all.sandbox.requests().filter(({ method }: { method: string }) => method !== 'GET').length, before)
    vendor.control.expireTokens()
    vendor.change('1000', { title: 'Gerente' })
    vendor.terminate('1001', TODAY)
    t.match(await run(), { status: 'complete', endings: 1 })
    await until(() => account(0)?.position === 'Gerente')
    await until(() => deletions() === 1)
  })
}

t.test('a sentence without a beginning reads everybody every time, so that whoever vanishes is seen to', async (t) => {
  const { run, vendor, deletions } = await played(t, { product: 'RM', settings: { read_by: 'sql_rest' } })
  await run()
  vendor.vanish!('1001')
  t.match(await run(), { status: 'complete', what: 'everybody', missing: 1, endings: 0 })
  t.match(await run(), { status: 'complete', what: 'everybody', endings: 1 })
  await until(() => deletions() === 1)
})

t.test('a list that knows no changes is read whole, and one that does is asked for them in UTC', async (t) => {
  const whole = await played(t, { product: 'PROTHEUS', audited: false })
  await whole.run()
  t.match(await whole.run(), { what: 'everybody', people_read: 3 })
  const { run, vendor } = await played(t, { product: 'PROTHEUS', settings: { date_modified: true } })
  await run()
  t.match(await run(), { what: 'changes' })
  const last = vendor.control.requests.at(-1)!
  t.match(last.url, /product=PROTHEUS&companyid=T1&branchId=D%20MG%2001&dateModified=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ&page=1/)
  t.match(last.headers, { tenantid: 'T1,D MG 01' })
})

t.test('pages are read to their end, and a list without one is not believed', async (t) => {
  const { run, vendor } = await played(t, { product: 'RM', settings: { page_size: 1 } })
  t.match(await run(), { status: 'complete', pages: 3, people_read: 3, people_total: 3 })
  vendor.control.endless = true
  t.match(await run('everybody'), { status: 'failed', error: { code: /endless|refused|unreadable/ } })
})

t.test('an error in a text with equals signs fails the run and ends nobody', async (t) => {
  for (const by of ['sql_rest', 'sql_soap']) {
    const { run, all, vendor } = await played(t, { product: 'RM', settings: { read_by: by } })
    await run()
    await all.call('/v1/tenants/acme/sources/hr', { kind: 'totvs', ...vendor.source, settings: { ...vendor.source.settings, cod_sentenca: 'ANOTHER' } }, { method: 'PUT' })
    t.match(await run('everybody'), { status: 'failed', error: { detail: /./ } })
  }
})

t.test('one person with a contract that ended and one that goes on is no leaver, however they are read', async (t) => {
  for (const settings of [{}, { read_by: 'sql_soap' }]) {
    const { run, vendor, deletions, account, all } = await played(t, { product: 'RM', crowd: 1, settings })
    vendor.control.contracts.set('old', { ...vendor.control.contracts.get('1000')!, code: '000001', hired: '2019-01-02', dismissed: '2023-12-31', situation: 'D' })
    t.match(await run(), { status: 'complete', unclear: 0 })
    await run('everybody')
    t.equal(deletions(), 0)
    t.ok(account(0))
    t.equal((await all.call('/v1/employees')).body.data.length, 1)
  }
})

t.test('a transfer to another number is neither a leaver nor a hire', async (t) => {
  for (const settings of [{ read_by: 'sql_rest' }, {}]) {
    const { run, vendor, deletions, all } = await played(t, { product: 'RM', crowd: 1, settings })
    await run()
    const before = vendor.control.contracts.get('1000')!
    const modified = new Date().toISOString()
    vendor.control.contracts.set('new', { ...before, code: '009000', former: before.code, modified })
    vendor.terminate('1000', TODAY)
    t.match(await run(), { status: 'complete', unclear: 0 })
    await run('everybody')
    t.equal(deletions(), 0)
    t.equal(all.sandbox.people().length, 1)
    t.equal((await all.call('/v1/employees')).body.data.length, 1)
  }
})

t.test('Protheus without a CPF: a contract that ended long ago does not take the account of the one that goes on', async (t) => {
  const { run, vendor, deletions, all } = await played(t, { product: 'PROTHEUS', crowd: 1 })
  all.sandbox.seed({ name: 'Ana Souza A', email: 'person0@example.com', position: 'Analista' })
  vendor.control.contracts.set('old', { ...vendor.control.contracts.get('1000')!, code: '000001', hired: '2019-01-02', dismissed: '2023-12-31', situation: 'D' })
  t.match(await run(), { status: 'complete', unclear: 0 })
  await run('everybody')
  t.equal(deletions(), 0)
  t.equal(all.sandbox.people().length, 1)
  t.match((await all.call('/v1/holds')).body.data, [{ reason: 'identity_conflict' }], 'the account that both addresses meet is asked about')
})

const message = (Content: object, header: object = {}) => ({
  Header: { UUID: 'b1', Type: 'BusinessMessage', SubType: 'event', Event: 'upsert', Transaction: 'Employee', Version: '3.002', ProductName: 'RM', GeneratedOn: new Date().toISOString(), DeliveryType: 'Async', ...header },
  Content: { CompanyId: '1', HiringDate: '2024-02-01', EmployeeSituation: '1', ...Content }
})
const one = (n: number, more: object = {}) => ({ Code: `00100${n}`, FullName: `Ana Souza ${n}`, Email: `person${n}@example.com`, GovernmentalInformation: { CPF: CPFS[n] }, ...more })

t.test('a message is answered in its own form, and comes once', async (t) => {
  const { post, quiet, account, all } = await played(t, { product: 'RM', crowd: 0 })
  t.equal((await post(message(one(0)), { password: 'wrong' })).status, 401)
  for (let times = 0; times < 2; times++) {
    const { status, body } = await post(message(one(0), { UUID: 'only' }))
    t.equal(status, 200)
    t.match(JSON.parse(body), { Header: { Type: 'ResponseMessage' }, Content: { ReturnContent: { ListOfInternalId: [] } } })
  }
  await until(() => account(0) !== undefined)
  await quiet()
  t.equal((await all.call('/v1/messages')).body.data.filter(({ status }: any) => status === 'interpreted').length, 1)
})

t.test('a batch: its items fail alone or together as it says, and a synchronous one refuses all', async (t) => {
  const { post, quiet, account, all } = await played(t, { product: 'RM', crowd: 0 })
  const broken = message({ FullName: 'Nobody' })
  t.equal((await post({ Items: [message(one(0)), message(one(1), { DeliveryType: 'Sync' })] }, { query: '?batchType=simpleBatch&batchUUID=a' })).status, 400)
  t.equal((await post({ Items: [message(one(0)), broken] }, { query: '?batchType=businessTransaction&batchUUID=b' })).status, 200)
  await quiet()
  t.same(all.sandbox.people(), [])
  t.equal((await all.call('/v1/messages?status=failed')).body.data.length, 2)
  const { status, body } = await post({ Items: [message(one(0)), broken, message(one(1))] }, { query: '?batchType=simpleBatch&batchUUID=c' })
  t.equal(status, 200)
  t.match(JSON.parse(body), { Items: [{ Content: { ReturnContent: { ListOfInternalId: [] } } }, {}, {}] })
  await until(() => account(0) !== undefined && account(1) !== undefined)
  await quiet()
  t.equal((await all.call('/v1/holds')).body.data.length, 1, 'the broken one is asked about')
  await post({ Items: [message(one(2)), message(one(3))] }, { query: '?batchType=businessTransaction&batchUUID=d' })
  await until(() => account(2) !== undefined && account(3) !== undefined)
})

t.test('messages end a contract, take that back, and delete', async (t) => {
  const { post, quiet, account, deletions, all } = await played(t, { product: 'RM', crowd: 0 })
  await post(message(one(0), { UUID: '1' }))
  await post(message(one(1), { UUID: '2' }))
  await until(() => account(0) !== undefined && account(1) !== undefined)
  const announced = async () => {
    const { body: { data } } = await all.call('/v1/employees')
    const each = await Promise.all(data.map(async ({ id }: any) => (await all.call(`/v1/employees/${id}`)).body.employments))
    return each.flat().flatMap(({ fields }: any) => fields.termination ?? [])
  }
  const later = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  await post(message(one(0, { DemissionDate: later }), { UUID: '3' }))
  await quiet()
  t.match(await announced(), [{ date: later }])
  await post(message(one(0), { UUID: '4' }))
  await quiet()
  t.same(await announced(), [], 'taken back')
  t.equal(deletions(), 0)
  await post(message({ Code: '001001' }, { UUID: '5', Event: 'delete' }))
  await until(() => deletions() === 1)
})

t.test('a message in XML', async (t) => {
  const { post, account } = await played(t, { product: 'RM', crowd: 0 })
  const { status, body } = await post(`<?xml version="1.0" encoding="UTF-8"?>
    <TOTVSMessage><MessageInformation version="1.000"><UUID>x1</UUID><Type>BusinessMessage</Type><Transaction>Employee</Transaction><GeneratedOn>${new Date().toISOString()}</GeneratedOn><Product name="RM" version="12.1"/><DeliveryType>Async</DeliveryType></MessageInformation>
    <BusinessMessage><BusinessEvent><Entity>Employee</Entity><Event>upsert</Event></BusinessEvent><BusinessContent><CompanyId>1</CompanyId><Code>001000</Code><FullName>Ana Souza</FullName><Email>person0@example.com</Email><HiringDate>2024-02-01</HiringDate><EmployeeSituation>1</EmployeeSituation>
    <GovernmentalInformation><Id name="CPF" scope="Federal">529.982.247-25</Id></GovernmentalInformation></BusinessContent></BusinessMessage></TOTVSMessage>`, { type: 'application/xml' })
  t.equal(status, 200)
  t.match(body, /<ReturnContent>.*ListOfInternalId/s)
  await until(() => account(0) !== undefined)
})

t.test('without an address of the host nothing is read, and messages are received all the same', async (t) => {
  const { run, all, vendor } = await played(t, { product: 'RM', crowd: 0 })
  const { base_url: _, ...settings } = vendor.source.settings as Record<string, unknown>
  t.equal((await all.call('/v1/tenants/acme/sources/hr', { kind: 'totvs', settings, credentials: { ...USER }, options: {} }, { method: 'PUT' })).status, 200)
  t.match(await run(), { status: 'failed', error: { code: 'not_configured' } })
})
