import t from 'tap'
import { startEngagedlySandbox } from '../../src/destinations/engagedly/sandbox/index.ts'
import { CLIENT, startProgicSandbox } from '../../src/destinations/progic/sandbox/index.ts'
import { startScimSandbox } from '../../src/destinations/scim/sandbox/index.ts'
import { startReceiver } from '../../src/destinations/webhook/sandbox/index.ts'
import { PORTAL } from '../destinations/progic/setup.ts'
import { startFaulty } from '../destinations/faulty.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const FAST = { requests_per_second: 1000, concurrency: 4 }
const ana = { employee_number: '00123', company_code: '01', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02' }

interface Told { destination: string, status: string }

t.test('one person goes everywhere at once: what is down delays nobody, and catches up by itself', async (t) => {
  const all = await journey(t)
  const now = () => new Date(all.clock.now())
  const engagedly = await startEngagedlySandbox({ clientKey: 'client', secretKey: 'secret', now, lists: { departments: ['Financeiro'], job_titles: ['Analista', 'Gerente'] }, reasons: [{ code: 'R', label: 'Resigned' }] })
  const progic = await startProgicSandbox({ dialect: 'portal', now })
  const scim = await startScimSandbox({ accept: { tokens: ['secret'] }, now })
  const receiver = await startReceiver({ secrets: [SECRET], now })
  const down = await startFaulty(all.sandboxUrl)
  t.teardown(() => Promise.all([engagedly, progic, scim, receiver].map(({ close }) => close())))
  const put = async (name: string, body: object) => t.equal((await all.admin('PUT', `/v1/tenants/acme/destinations/${name}`, body)).status < 300, true, `${name} is connected`)
  await put('engagedly', { kind: 'engagedly', base_url: engagedly.url, credentials: { client_key: 'client', secret_key: 'secret' }, options: { ...FAST, reasons: { voluntary: 'R' } } })
  await put('progic', { kind: 'progic', base_url: progic.url, credentials: { client_id: CLIENT.id, client_secret: CLIENT.secret }, options: { ...PORTAL, ...FAST, token: { url: progic.tokenUrl } } })
  await put('scim', { kind: 'scim', base_url: scim.url, credentials: { token: 'secret' }, options: FAST })
  await put('receiver', { kind: 'webhook', base_url: receiver.url, credentials: { secrets: [SECRET] }, options: FAST })
  // Nobody answers at the first platform any more.
  const { url: nowhere } = down
  await down.close()
  await put('pulses', { kind: 'pulses', base_url: nowhere, options: { ...FAST, known: { job_titles: ['Analista', 'Gerente'] } } })

  const statuses = async (id: string) => Object.fromEntries(((await all.call(`/v1/events/${id}`)).body.destinations as Told[]).map(({ destination, status }) => [destination, status]))
  const others = ['engagedly', 'progic', 'receiver', 'scim']
  const reached = async (id: string) => {
    await until(async () => { const told = await statuses(id); return others.every((name) => told[name] === 'delivered') })
      .catch(async (error: Error) => { throw new Error(`${error.message}: ${JSON.stringify((await all.call(`/v1/events/${id}`)).body.destinations)}`) })
  }

  const hired = await all.say('hires', ana)
  await reached(hired)
  t.equal((await all.call(`/v1/events/${hired}`)).body.status, 'retrying', 'the event is as well as its worst destination')
  t.equal(engagedly.control.people()[0]?.values.email, 'ana@example.com')
  t.equal(progic.control.people()[0]?.values.workEmail, 'ana@example.com')
  t.equal(scim.control.users().length, 1)
  t.same(receiver.control.people().length, 1)

  await reached(await all.say('changes', { employee_number: '00123', company_code: '01', job_title: 'Gerente' }))
  const left = await all.say('terminations', { employee_number: '00123', company_code: '01', date: '2026-04-30', reason: 'voluntary' })
  await reached(left)
  t.equal(engagedly.control.people()[0]?.status, 'Blocked')
  t.same(progic.control.people(), [])
  t.equal(scim.control.users()[0]?.attributes.active, false)
  t.equal(all.sandbox.people().length, 0)

  // It is back: everything that happened meanwhile is one look, and no account is made for somebody who has left.
  await put('pulses', { kind: 'pulses', base_url: all.sandboxUrl, options: { ...FAST, known: { job_titles: ['Analista', 'Gerente'] } } })
  await until(async () => (await statuses(left)).pulses === 'delivered')
  t.equal(all.sandbox.people().length, 0)
  t.match((await all.call('/v1/me')).body.destinations.map(({ health }: { health: string }) => health), ['ok', 'ok', 'ok', 'ok', 'ok'])
})
