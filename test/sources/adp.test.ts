import t, { type Test } from 'tap'
import { STRANGER_CERTIFICATE, STRANGER_KEY } from '../../src/sources/adp/sandbox/certificates.ts'
import type { SandboxOptions } from '../../src/sources/adp/sandbox/index.ts'
import { refusalOf } from '../../src/sources/adp/refusal.ts'
import { tls } from '../../src/sources/adp/tls.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import { CREDENTIALS, event, startVendor, workerOf } from './play/adp.ts'

const QUEUE = '/core/v1/event-notification-messages'
const CPFS = ['52998224725', '11144477735', '12345678909', '00000000191', '39053344705']

const somebody = (n: number, more: object = {}) => workerOf({ id: `G3AB${n}`, cpf: CPFS[n]!, email: `person${n}@example.com`, first: 'Ana', last: `Souza ${'ABCDE'[n]}`, title: 'Analista', department: 'Vendas', hired: '2024-02-01', ...more })
const about = (n: number) => ({ eventContext: { worker: { associateOID: `G3AB${n}` } } })

interface Given { sandbox?: Partial<SandboxOptions>, settings?: object, credentials?: object, crowd?: number }

async function played (t: Test, { sandbox = {}, settings = {}, credentials = {}, crowd = 0 }: Given = {}) {
  const vendor = await startVendor(sandbox)
  t.teardown(() => vendor.close())
  const { control } = vendor
  for (let n = 0; n < crowd; n++) control.workers.set(`G3AB${n}`, somebody(n))
  const all = await journey(t, { settings: { brakes: { hires: { count: 1000 } } } })
  const { status, body } = await all.call('/v1/tenants/acme/sources/hr', { kind: 'adp', settings: { ...vendor.settings, ...settings }, credentials: { ...CREDENTIALS, ...credentials } }, { method: 'PUT' })
  if (status !== 201) throw new Error(JSON.stringify(body))
  const found = async (id: string) => (await all.call(`/v1/tenants/acme/sources/hr/runs/${id}`)).body
  return {
    all,
    control,
    found,
    begin: async () => (await all.call('/v1/tenants/acme/sources/hr/runs', {})).body.id as string,
    async run () {
      const id = (await all.call('/v1/tenants/acme/sources/hr/runs', {})).body.id
      await until(async () => ['complete', 'failed'].includes((await found(id)).status), 60_000)
      return await found(id)
    },
    account: (n: number) => all.sandbox.people().find(({ cpf }: { cpf?: string | null }) => cpf?.replace(/\D/g, '') === CPFS[n]),
    messages: async () => (await all.call('/v1/messages?limit=200')).body.data as { id: string, status: string, reason?: string, kind?: string }[],
    asked: (method: string, path: string) => control.requests.filter((each) => each.method === method && each.path.startsWith(path))
  }
}

t.test('the queue alone: hires, changes and endings come from the worker that is read back, and what is not understood blocks nobody', async (t) => {
  const { control, run, account, all, messages, asked } = await played(t, { settings: { queue: 'instead_of_list', long_polling: true } })
  t.match(await run(), { status: 'complete', what: 'everybody' })
  const lists = asked('GET', '/hr/v2/workers').length
  control.workers.set('G3AB0', somebody(0)).set('G3AB1', somebody(1))
  control.say(event('worker.hire', { output: { worker: { associateOID: 'G3AB0', person: { legalName: { givenName: 'Not', familyName1: 'Believed' } } } } }))
  control.say('<html>poison</html>')
  control.say(event('worker.teleport', about(1)))
  control.say(event('worker.pay-distribution.change', about(1)))
  control.say(event('worker.legalName.change', about(1)))
  t.match(await run(), { status: 'complete', what: 'changes' })
  t.same(control.queue, [], 'everything was taken away')
  await until(() => account(0) !== undefined && account(1) !== undefined)
  t.match(account(0), { name: 'Ana Souza A' }, 'what the event carries is not believed')
  t.equal(asked('GET', '/hr/v2/workers').length, lists + 2, 'two people were looked up, and nobody was listed')
  const failed = (await messages()).filter(({ status }) => status === 'failed')
  t.match(failed.map(({ reason }) => reason).sort(), [/not JSON/, /worker\.teleport is not known/])
  t.same(asked('GET', QUEUE).map(({ prefer }) => prefer !== undefined), [true, true, false, false, false, false, false], 'only an idle queue is asked to hold the request back')

  control.say(event('worker.terminate', about(0)))
  await run()
  await until(async () => (await messages()).every(({ status }) => status !== 'pending'))
  t.notOk(all.sandbox.requests().some(({ method }: { method: string }) => method === 'DELETE'), 'a termination at a mere change of job ends nobody')
  Object.assign(control.workers.get('G3AB0')!, { workerStatus: { statusCode: { codeValue: 'T' }, reasonCode: { codeValue: 'Q', shortName: 'Resignation' }, effectiveDate: '2026-01-31' } })
  control.say(event('worker.terminate', about(0)))
  await run()
  await until(() => all.sandbox.requests().some(({ method }: { method: string }) => method === 'DELETE'))
})

t.test('a message whose taking away fails again and again is neither lost nor taken twice', async (t) => {
  const { control, run, account, messages } = await played(t)
  control.workers.set('G3AB0', somebody(0))
  control.say(event('worker.hire', about(0)))
  control.say(event('worker.hire', about(0)))
  // Four times in a row postpones the run; then it says that it is gone, and it is not.
  control.fail(QUEUE, 503, 4, 0, 'DELETE')
  control.fail(QUEUE, 404, 1, 4, 'DELETE')
  t.match(await run(), { status: 'complete' })
  await until(() => account(0) !== undefined)
  t.same(control.queue, [])
  t.equal((await messages()).filter(({ kind }) => kind === 'adp').length, 2, 'each message once')
})

t.test('a run takes all that waits, however much it is', async (t) => {
  const { control, run } = await played(t)
  for (let n = 0; n < 205; n++) control.say(event('worker.pay-distribution.change', about(0)))
  t.match(await run(), { status: 'complete' })
  t.same(control.queue, [])
})

t.test('a message that never goes away is taken once, and people are read nevertheless', async (t) => {
  const { control, run, messages } = await played(t, { crowd: 1 })
  control.say(event('worker.hire', about(0)))
  control.fail(QUEUE, 404, 1000, 0, 'DELETE')
  t.match(await run(), { status: 'complete', people_read: 1 })
  t.equal((await messages()).filter(({ kind }) => kind === 'adp').length, 1)
})

t.test('a missing scope is said clearly, and a queue that is off is not asked', async (t) => {
  const { control, run } = await played(t)
  control.subscribed = false
  t.match(await run(), { status: 'failed', error: { code: 'forbidden', detail: /403 for the event queue: Invalid Scope\..*eventNotify\.subscribe.*queue to off/ } })
  const off = await played(t, { settings: { queue: 'off' }, crowd: 1 })
  off.control.subscribed = false
  t.match(await off.run(), { status: 'complete', people_read: 1 })
  t.same(off.asked('GET', QUEUE), [])
})

t.test('pages are read until one is short, or there is no more', async (t) => {
  const skips = async (crowd: number) => {
    const { run, asked } = await played(t, { crowd, settings: { page_size: 2 } })
    t.match(await run(), { status: 'complete', people_read: crowd })
    return asked('GET', '/hr/v2/workers').map(({ query }) => query)
  }
  t.same(await skips(3), ['$top=2&$skip=0', '$top=2&$skip=2'])
  t.same(await skips(4), ['$top=2&$skip=0', '$top=2&$skip=2', '$top=2&$skip=4'])
})

t.test('without the client certificate nothing is called, with a wrong one nothing is read', async (t) => {
  const without = await played(t, { credentials: { certificate: undefined, private_key: undefined } })
  t.match(await without.run(), { status: 'failed', error: { code: 'not_configured', detail: /certificate and private_key/ } })
  t.same(without.control.requests, [])
  const wrong = await played(t, { credentials: { certificate: STRANGER_CERTIFICATE, private_key: STRANGER_KEY } })
  const id = await wrong.begin()
  await until(async () => (await wrong.found(id)).error !== null, 60_000)
  t.match(await wrong.found(id), { error: { code: 'unavailable', detail: /was not reached/ } })
  t.same(wrong.control.requests, [])
})

t.test('the form, the headers, the smaller resource and a certificate pasted in one line', async (t) => {
  const { run, asked, account } = await played(t, {
    crowd: 1,
    sandbox: { authentication: 'post', roleCode: 'practitioner', orgoid: 'G3ORG' },
    settings: { client_authentication: 'post', role_code: 'practitioner', orgoid: 'G3ORG', resource: 'worker-demographics' },
    credentials: { certificate: CREDENTIALS.certificate.replaceAll('\n', '\\n'), private_key: CREDENTIALS.private_key.replaceAll('\n', ' ') }
  })
  t.match(await run(), { status: 'complete', people_read: 1 })
  await until(() => account(0) !== undefined)
  t.match(asked('GET', '/hr/v2/'), [{ path: '/hr/v2/worker-demographics' }])
  t.match(asked('GET', QUEUE), [{ prefer: undefined }])
})

t.test('Basic carries id and secret as they stand; what is no mapped field goes nowhere', async (t) => {
  const { run, account, all } = await played(t, { crowd: 1, sandbox: { authentication: 'basic' } })
  t.match(await run(), { status: 'complete', people_read: 1 })
  await until(() => account(0) !== undefined)
  const { id } = (await all.call('/v1/employees')).body.data[0]
  const said = JSON.stringify([(await all.call(`/v1/employees/${id}`)).body, account(0), all.log])
  for (const secret of ['12332', '12_332', '000-00-1234', '0000-05-12', 'a-secret.of']) t.notOk(said.includes(secret), secret)
})

t.test('errors come in three forms, and what may be somebody is left out', async (t) => {
  const detail = (body: unknown) => refusalOf({ status: 400, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) }, 'the list of workers').detail
  for (const body of [
    { response: { responseCode: 400, applicationCode: { code: '1', message: 'Bad filter' } } },
    { confirmMessage: { resourceMessages: [{ processMessages: [{ userMessage: { messageTxt: 'Bad filter' } }] }] } },
    { exceptionMessages: [{ message: 'Bad filter' }] }
  ]) t.equal(detail(body), 'It answered 400 for the list of workers: Bad filter.')
  for (const body of ['<html>', '', '[]', 'null', {}, { exceptionMessages: [{ message: 7 }] }]) t.equal(detail(body), 'It answered 400 for the list of workers.')
  t.equal(detail({ exceptionMessages: [{ message: 'Worker G3AB12CD34EF56GH (ana@example.com, 52998224725) is locked' }] }), 'It answered 400 for the list of workers: Worker … … …) is locked.')
})

t.test('certificates are put into lines, whatever they were pasted as', async (t) => {
  const { certificate, private_key: key } = CREDENTIALS
  for (const change of [(text: string) => text, (text: string) => text.replaceAll('\n', '\\n'), (text: string) => text.replaceAll('\n', ' '), (text: string) => `\n${text.replaceAll('\n', '\r\n')}`]) {
    t.match(tls({ client_id: '', client_secret: '', certificate: change(certificate), private_key: change(key) }, {}), { cert: certificate.trim(), key: key.trim() })
  }
  t.equal(tls({ client_id: '', client_secret: '' }, {}), undefined)
})
