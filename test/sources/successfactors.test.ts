import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { SourceIo, SourceRequest } from '../../src/domain/reading.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import successfactors from '../../src/sources/successfactors/index.ts'
import { startSuccessFactorsSandbox, type SandboxOptions } from '../../src/sources/successfactors/sandbox/index.ts'
import { elementAt, namespaceOf, textOf, xmlIn } from '../../src/sources/xml.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import { externalEvent, successfactors as play } from './play/successfactors.ts'

const reads = successfactors.reads!
const AT = Date.parse('2026-03-02T12:00:00Z')
const OPEN = '9999-12-31'
const OLD = '2020-01-01T00:00:00Z'

async function sandbox (t: Test, options: Partial<SandboxOptions> = {}) {
  const started = await startSuccessFactorsSandbox({ companyId: 'acmeP', user: 'api', password: 'secret', now: () => AT, ...options })
  t.teardown(() => started.close())
  for (const [id, manager] of [['1', 'NO_MANAGER'], ['2', 'u1'], ['3', 'u1'], ["4'4", 'u2']] as const) {
    const row = { startDate: '2024-01-01', endDate: OPEN, lastModifiedDateTime: OLD }
    started.control.people.set(id, {
      personIdExternal: id,
      perPersonUuid: `uuid-${id}`,
      dateOfBirth: '1990-01-01',
      lastModifiedDateTime: OLD,
      personal: [{ ...row, firstName: 'Ana', lastName: id }],
      emails: [{ emailAddress: `p${id}@example.com`, emailType: '1', isPrimary: true, lastModifiedDateTime: OLD }],
      phones: [],
      nationalIds: [{ cardType: 'RG', nationalId: '999', lastModifiedDateTime: OLD }],
      contracts: [{ userId: `u${id}`, startDate: '2024-01-01', endDate: null, lastModifiedDateTime: OLD, user: { status: 't', email: `u${id}@example.com` }, jobs: [{ ...row, seqNumber: 1, emplStatus: '7', status: 'A', jobTitle: 'Analista', managerId: manager }] }]
    })
  }
  return started
}

/** The io of the frame without its patience: an answer that is not expected rejects with its status. */
function ioFor (url: string, more: { settings?: object, credentials?: object, options?: object } = {}): SourceIo {
  const call = async ({ method = 'GET', url: address, headers = {}, body, expects = [] }: SourceRequest, own: Record<string, string>) => {
    const response = await fetch(address, { method, headers: { ...headers, ...own }, ...(body !== undefined && { body }) })
    if (!response.ok && !expects.includes(response.status)) throw new Error(String(response.status))
    return { status: response.status, headers: { ...Object.fromEntries(response.headers), 'set-cookie': response.headers.getSetCookie() }, body: await response.text() }
  }
  const io = { settings: { base_url: url, ...more.settings }, credentials: more.credentials ?? { company_id: 'acmeP', api_user: 'api', password: 'secret' }, options: more.options ?? {}, at: AT, now: () => AT, zone: 'America/Sao_Paulo' }
  return { ...io, call: async (request) => await call(request, (await reads.authorize!({ ...io, call: (each) => call(each, {}) })).headers) }
}

async function all (io: SourceIo, since?: number): Promise<any[]> {
  const rows: unknown[] = []
  let cursor
  do {
    const page: Awaited<ReturnType<NonNullable<typeof reads.everybody>>> = since === undefined ? await reads.everybody!(io, cursor) : await reads.changes!(io, since, cursor)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== undefined)
  return rows
}
const ids = (rows: any[]) => rows.map(({ id }) => id).sort()

t.test('Basic, a key in a header and a signed assertion let in; a wrong one of each does not', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
  const { url } = await sandbox(t, { apiKey: 'a key', client: { clientId: 'client', certificate: publicKey, user: 'API' } })
  const saml = { company_id: 'acmeP', api_user: 'API', client_id: 'client', private_key: privateKey }
  const asks = (credentials: object, settings = {}) => all(ioFor(url, { credentials, settings }))
  for (const credentials of [{ company_id: 'acmeP', api_user: 'api', password: 'secret' }, { company_id: 'acmeP', api_user: 'api@acmeP', password: 'secret' }, { company_id: 'any', api_key: 'a key' }, { api_key: 'a key' }, saml]) t.equal((await asks(credentials)).length, 4)
  await t.rejects(asks({ company_id: 'acmeP', api_user: 'api', password: 'x' }), { message: '401' })
  for (const wrong of [{ private_key: other.privateKey }, { client_id: 'x' }, { company_id: 'x' }, { api_user: 'x' }]) await t.rejects(asks({ ...saml, ...wrong }), { code: 'unauthorized', detail: /look at company_id/ })
  for (const settings of [{ audience: 'x' }, { recipient: 'x' }]) await t.rejects(asks(saml, settings), { code: 'unauthorized' })
  await t.rejects(asks({ ...saml, private_key: 'not a key' }), { code: 'not_configured', detail: /PEM/ })
  await t.rejects(asks({ company_id: 'acmeP' }), { code: 'not_configured' })
  await t.rejects(asks({ api_user: 'api', password: 'secret' }), { code: 'not_configured', detail: 'Basic, which password chooses, needs company_id in the credentials.' })
  await t.rejects(asks({ api_user: 'API', private_key: privateKey }), { code: 'not_configured', detail: 'SAML, which private_key chooses, needs company_id and client_id in the credentials.' })
})

t.test('company_id is needed by the ways that send it, and by no other', async (t) => {
  const wrong = (credentials: object) => [
    ...faultsOf(successfactors.credentials, credentials),
    ...successfactors.faultsBetween!({ settings: {}, credentials, options: {} })
  ].map(({ pointer, params }) => `${pointer} ${params?.why ?? ''}`)
  for (const credentials of [{ api_key: 'x' }, { webhook: { secret: 'x' } }, { company_id: 'acmeP', api_user: 'api', password: 'x' }, { company_id: 'acmeP', api_user: 'API', client_id: 'x', private_key: 'x' }]) t.same(wrong(credentials), [], JSON.stringify(credentials))
  t.same(wrong({ api_user: 'api', password: 'x', api_key: 'x' }), ['/credentials/company_id Basic, which password chooses, needs it'])
  t.same(wrong({ api_user: 'API', private_key: 'x' }), ['/credentials/company_id SAML, which private_key chooses, needs it', '/credentials/client_id SAML, which private_key chooses, needs it'])
  t.same(wrong({ company_id: 'acmeP', password: 'x' }), ['/credentials/api_user Basic, which password chooses, needs it'])
})

t.test('pages are followed as they come, and managers on other pages are known by their number', async (t) => {
  const { url, control } = await sandbox(t)
  const rows = await all(ioFor(url, { settings: { page_size: 1 } }))
  t.same(ids(rows), ['uuid-1', 'uuid-2', 'uuid-3', "uuid-4'4"])
  t.ok(control.requests.filter(({ path }) => path.endsWith('PerPerson')).slice(1).every(({ query }) => query.includes('skiptoken=')))
  t.equal(control.strangers, 0, 'in the session that began them')
  const managers = await Promise.all(rows.map(async ({ record }) => ((await reads.row(record, {})) as any).told.body.managers))
  t.same(managers, [[], [{ employee_number: '1' }], [{ employee_number: '1' }], [{ employee_number: '2' }]])
  t.notMatch(JSON.stringify(rows), /999|1990/, 'neither other documents nor what is not mapped is read')
  control.fail('/odata/v2/EmpEmployment', 403, 100)
  const [, second] = await all(ioFor(url, { settings: { page_size: 1 } }))
  t.match(await reads.row(second.record, {}), { told: { body: { managers: [{ work_email: 'u1@example.com' }] } } })
})

t.test('pages without end are an end', async (t) => {
  const { url, control } = await sandbox(t)
  control.loopLinks = true
  await t.rejects(all(ioFor(url, { settings: { page_size: 2 } })), { code: 'endless' })
  await t.rejects(all(ioFor(`${url}/other`)), { message: '404' })
})

t.test('what a mapping names is asked for, and nothing that the API user may not read', async (t) => {
  const { url, control } = await sandbox(t)
  Object.assign(control.people.get('1')!.contracts[0]!.jobs[0]!, { customString1: 'M', customString2: 'Sul' })
  const options = { mapping: { 'custom.shirt': 'job.customString1', team: { expression: 'job.customString2' }, birth_date: ['person.dateOfBirth'] } }
  const [{ record }] = await all(ioFor(url, { options, settings: { without: ['nationalIdNav', 'costCenterNav'] } }))
  t.match(await reads.row(record, options), { told: { body: { custom: { shirt: 'M' }, team: 'Sul', birth_date: '1990-01-01' } } })
  t.notMatch(control.requests[0]!.query, /nationalIdNav|costCenterNav/)
  await t.rejects(all(ioFor(url, { options: { mapping: { team: 'job.customString99' } } })), { code: 'refused', detail: /COE_PROPERTY_NOT_FOUND.*without/ })
  t.equal((await all(ioFor(url, { settings: { fields: 'all', paging: 'none' } }))).length, 4)
})

t.test('a change of any part is one of the person, and so is a day that comes', async (t) => {
  const { url, control } = await sandbox(t)
  const since = AT - 3_600_000
  const changed = async () => ids(await all(ioFor(url), since))
  t.same(await changed(), [])
  const now = { lastModifiedDateTime: new Date(AT - 60_000).toISOString() }
  const [one, two, three] = ['1', '2', '3'].map((id) => control.people.get(id)!)
  Object.assign(one!.emails[0]!, now)
  Object.assign(two!.contracts[0]!.jobs[0]!, now)
  Object.assign(three!.contracts[0]!, now)
  t.same(await changed(), ['uuid-1', 'uuid-2', 'uuid-3'])
  for (const part of [one!.emails[0]!, two!.contracts[0]!.jobs[0]!, three!.contracts[0]!]) Object.assign(part, { lastModifiedDateTime: OLD })
  one!.contracts[0]!.jobs.push({ ...one!.contracts[0]!.jobs[0]!, startDate: '2026-03-02', jobTitle: 'Gerente' })
  two!.contracts[0]!.endDate = '2026-03-01'
  t.same(await changed(), ['uuid-1', 'uuid-2'], 'a row that was entered long ago begins today, a contract ended yesterday')
})

t.test('whom an event names is found by any of three ids', async (t) => {
  const { url, control } = await sandbox(t)
  const io = ioFor(url)
  for (const hint of ["personIdExternal:4'4", "perPersonUuid:uuid-4'4", "userId:u4'4"]) t.same(ids(await reads.one!(io, hint)), ["uuid-4'4"], hint)
  for (const hint of ['personIdExternal:x', 'perPersonUuid:x', 'userId:x']) t.same(await reads.one!(io, hint), [])
  Object.assign(control.people.get('3')!.contracts[0]!, { startDate: '2026-05-01' })
  Object.assign(control.people.get('3')!.contracts[0]!.jobs[0]!, { startDate: '2026-05-01' })
  const [row] = await reads.one!(io, 'personIdExternal:3')
  t.match(await reads.row(row!.record, {}), { told: { standing: 'onboarding', body: { hire_date: '2026-05-01', job_title: 'Analista' } } }, 'rows to come are read')
})

t.test('an event is answered in its own namespace, with the status that was chosen', async (t) => {
  const answer = (body: string, options = {}) => successfactors.answer!({ headers: {}, body: Buffer.from(body), receivedAt: AT }, options)
  for (const namespace of ['http://notification.event.successfactors.com', 'com.successfactors.event.notification']) {
    const { status, type, body } = answer(externalEvent('Hire', { personIdExternal: '1' }, { namespace, prefix: 'ns3', id: 'e&1'.replace('&', '&amp;') }))
    t.equal(status, 200)
    t.match(type, /^text\/xml/)
    t.equal(namespaceOf(body, 'ExternalEventResponse'), namespace)
    t.equal(namespaceOf(body, 'entityId'), namespace)
    const parsed = xmlIn(body)
    const payload = elementAt((parsed as { value: object }).value, 'Envelope', 'Body', 'ExternalEventResponse', 'responsePayload')
    t.same(['entityId', 'status', 'statusDate', 'statusDetails'].map((name) => textOf(elementAt(payload, name))), ['e&1', '0', '2026-03-02T12:00:00.000Z', 'received'])
  }
  t.match(answer(externalEvent('Hire', {}), { answer_status: '200' }).body, />200</)
  t.same(answer('{"a":1}'), { status: 200, type: 'application/json; charset=utf-8', body: '{}' })
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((each) => `<${each}`), fc.string().map((each) => `<a:ExternalEvent>${each}</a:ExternalEvent>`), fc.constantFrom('<constructor:ExternalEvent/>', '<__proto__/>', '<!DOCTYPE a><a/>', '<ExternalEvent xmlns="&lt;"/>')), (text) => answer(text).status === 200))
})

t.test('a template by its URL, behind a token in the path; a SOAP event by its user id; what is kept holds no token', async (t) => {
  const vendor = await play.start()
  t.teardown(() => vendor.close())
  const door = await journey(t)
  const { settings, credentials, options } = vendor.source
  const token = 'a-long-token-in-the-path-of-the-url'
  const { body: source } = await door.call('/v1/tenants/acme/sources/hr', { kind: 'successfactors', settings, credentials: { ...credentials, webhook: { verify: 'path_token', secret: token } }, options }, { method: 'PUT' })
  const base = `${door.url}${new URL(source.webhook_url).pathname}`
  const post = async (path: string, body: string | object) => {
    const response = await fetch(`${base}${path}`, { method: 'POST', headers: { 'content-type': typeof body === 'string' ? 'text/xml' : 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) })
    return { status: response.status, text: await response.text() }
  }
  const person = { personIdExternal: '1000', perPersonUuid: 'uuid-1000', firstName: 'Ana', lastName: 'Souza', email: 'ana@example.com', cpf: '52998224725', hireDate: '2024-02-01', jobTitle: 'Analista' }
  t.match(await post('/hire', person), { status: 401 })
  t.match(await post(`/another/${'hire'}`, person), { status: 401 })
  t.match(await post(`/${token}/hire`, { data: [person] }), { status: 200, text: '{}' })
  const account = (cpf: string) => door.sandbox.people().find((each: any) => each.cpf?.replace(/\D/g, '') === cpf) as any
  await until(() => account('52998224725')?.email === 'ana@example.com')

  vendor.hire({ id: '1001', cpf: '11144477735', email: 'bia@example.com', first: 'Bia', last: 'Lima', title: 'Analista', department: 'Vendas', hired: '2024-02-01' })
  const event = externalEvent('Hire', { userId: 'u1001' }, { namespace: 'com.successfactors.event.notification', prefix: 'ns9', entity: 'entity' })
  const first = await post(`/${token}`, event)
  t.match(first, { status: 200, text: /ExternalEventResponse/ })
  t.match(await post(`/${token}`, event), { status: 200, text: /ExternalEventResponse/ }, 'the same once more')
  await until(() => account('11144477735') !== undefined)

  t.match(await post(`/${token}/termination`, { data: { personIdExternal: '1000', terminationDate: '2026-01-31T00:00:00.000', eventReason: 'TERVOL' } }), { status: 200 })
  await until(() => door.sandbox.requests().some(({ method }: { method: string }) => method === 'DELETE'))
  t.equal(door.sandbox.people().length, 2, 'nobody twice')
  t.notMatch(JSON.stringify((await door.call('/v1/messages?limit=200')).body), new RegExp(token))
})
