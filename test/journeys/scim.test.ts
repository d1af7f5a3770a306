import t, { type Test } from 'tap'
import { ENTERPRISE, startEntraSandbox, startScimSandbox, type Variants } from '../../src/destinations/scim/sandbox/index.ts'
import { startFaulty } from '../destinations/faulty.ts'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const ana = { employee_number: '00123', cpf: '529.982.247-25', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02' }
const hire = (n: number, more: object = {}) => ({ type: 'hire', employee_number: String(n), full_name: `Pessoa ${n}`, work_email: `p${n}@example.com`, job_title: 'Analista', hire_date: '2026-03-02', ...more })
const BULK: Variants['bulk'] = { maxOperations: 20, maxPayloadSize: 1_048_576 }

async function provider (t: Test, variants: Partial<Variants> = {}, options: object = {}) {
  const sandbox = await startScimSandbox({ accept: { tokens: ['secret'] }, now: () => new Date(), variants })
  const faulty = await startFaulty(sandbox.url)
  t.teardown(async () => { await faulty.close(); await sandbox.close() })
  const product = await journey(t, { destination: { kind: 'scim', base_url: faulty.url, credentials: { token: 'secret' }, options: { requests_per_second: 1000, concurrency: 2, ...options } } })
  const { control } = sandbox
  return {
    ...product,
    control,
    fail: faulty.fail,
    user: (name: string) => control.users().find(({ attributes }) => attributes.userName === name)?.attributes as Record<string, any> | undefined,
    calls: (method: string, path: RegExp) => control.requests().filter((each) => each.method === method && path.test(each.path)),
    async batch (items: object[], ...statuses: string[]) {
      const { body } = await product.call('/v1/batches', { items })
      return await Promise.all(body.items.map(({ id }: { id: string }) => product.settled(id, ...statuses)))
    }
  }
}

t.test('a hire, a change and a termination arrive at a SCIM provider, and are read back', async (t) => {
  const w = await provider(t)
  const hired = await w.say('hires', ana)
  t.match(await w.settled(hired, 'delivered'), { destinations: [{ destination: 'there', remote_id: String }] })
  t.match(w.user('ana@example.com'), { externalId: String, displayName: 'Ana Souza', active: true, title: 'Analista', [ENTERPRISE]: { employeeNumber: '00123', department: 'Financeiro' } })
  w.clock.forward(6_000)
  await until(async () => (await w.call(`/v1/events/${hired}`)).body.destinations[0].confirmed === true)
  await w.settled(await w.say('changes', { employee_number: '00123', job_title: 'Gerente' }), 'delivered')
  t.equal(w.user('ana@example.com')?.title, 'Gerente')
  t.same(w.calls('PATCH', /./)[0]?.body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', path: 'title', value: 'Gerente' }] }, 'only what changed')
  await w.settled(await w.say('terminations', { employee_number: '00123', date: '2026-11-01', reason: 'voluntary' }), 'delivered')
  t.equal(w.user('ana@example.com')?.active, false, 'inactive, and not deleted')
  t.equal(w.calls('GET', /ServiceProviderConfig/).length, 1, 'what a provider can do is read once')
})

t.test('a preview looks, and shows the calls', async (t) => {
  const w = await provider(t)
  const { body } = await w.call('/v1/previews', { type: 'hire', ...ana })
  t.match(body.destinations[0], { basis: 'read', calls: [{ method: 'POST', url: /\/scim\/v2\/Users$/, body: { userName: 'ana@example.com', active: true } }] })
  t.same(w.control.users(), [])
})

t.test('a load goes in bulk where that is advertised, managers before and after their reports', async (t) => {
  const w = await provider(t, { bulk: BULK, statusAs: 'number' })
  const people = Array.from({ length: 60 }, (_, n) => hire(n + 1, n === 0 ? {} : { managers: [{ employee_number: n < 6 ? '1' : String(1 + n % 5) }] }))
  for (const { status } of await w.batch(people, 'delivered')) t.equal(status, 'delivered')
  t.equal(w.control.users().length, 60)
  const ids = new Map(w.control.users().map(({ id, attributes }) => [(attributes[ENTERPRISE] as Record<string, any>).employeeNumber, id]))
  t.equal((w.user('p2@example.com')?.[ENTERPRISE]).manager.value, ids.get('1'))
  t.equal((w.user('p60@example.com')?.[ENTERPRISE]).manager.value, ids.get(String(1 + 59 % 5)))
  const together = w.calls('POST', /^\/Bulk$/)
  t.ok(together.length > 0 && together.every(({ status }) => status === 200))
  t.ok(together.length + w.calls('POST', /^\/Users$/).length < 30, `${together.length} bulks and ${w.calls('POST', /^\/Users$/).length} single calls for 60 people`)
})

t.test('one that is refused in a bulk keeps back nobody, and of itself only the guilty field', async (t) => {
  const w = await provider(t, { bulk: BULK, refuses: { title: 'Proibido' } })
  const people = Array.from({ length: 20 }, (_, n) => hire(n + 1, n === 7 ? { job_title: 'Proibido' } : {}))
  const events = await w.batch(people, 'delivered', 'held')
  t.same(events.map(({ status }) => status).filter((status) => status !== 'delivered'), ['held'])
  t.equal(w.control.users().length, 20, 'the account is there all the same')
  t.match(events[7].destinations[0].hold, { reason: 'refused_value' })
  t.equal(w.user('p8@example.com')?.title, undefined)
})

t.test('a bulk whose answer is lost is looked at, person by person, before anything is repeated', async (t) => {
  const w = await provider(t, { bulk: BULK })
  w.fail({ fault: { kind: 'lost' }, path: /\/Bulk$/ })
  const { body } = await w.call('/v1/batches', { items: Array.from({ length: 30 }, (_, n) => hire(n + 1)) })
  await until(() => w.calls('POST', /^\/Bulk$/).length > 0)
  await until(async () => {
    w.clock.forward(6_000)
    return (await w.call('/v1/events?status=delivered&limit=100')).body.data.length === body.items.length
  })
  const names = w.control.users().map(({ attributes }) => attributes.userName)
  t.equal(names.length, 30)
  t.equal(new Set(names).size, 30, 'nobody twice')
})

t.test('a provider that takes less than it says is given less, and a refused call does nothing', async (t) => {
  const w = await provider(t, { bulk: { ...BULK, really: 3 } })
  for (const { status } of await w.batch(Array.from({ length: 40 }, (_, n) => hire(n + 1)), 'delivered')) t.equal(status, 'delivered')
  t.equal(w.control.users().length, 40)
  const statuses = w.calls('POST', /^\/Bulk$/).map(({ status }) => status)
  t.ok(statuses.includes(200), 'smaller ones went')
  const refused = statuses.filter((status) => status === 413).length
  t.ok(refused > 0 && refused < 8, `${refused} were too large before it was learnt`)
})

t.test('Entra gets fifty people a call, those of a lost answer again, and its leavers as inactive', async (t) => {
  const sandbox = await startEntraSandbox({ client: { id: 'app', secret: 'hush' }, now: () => new Date() })
  const faulty = await startFaulty(sandbox.url)
  t.teardown(async () => { await faulty.close(); await sandbox.close() })
  const w = await journey(t, {
    destination: {
      kind: 'scim', base_url: faulty.url, credentials: { client_id: 'app', client_secret: 'hush' }, options: { mode: 'entra', token_url: sandbox.tokenUrl, external_id_from: 'employee_number', requests_per_second: 1000 }
    }
  })
  faulty.fail({ fault: { kind: 'lost' } })
  const { body } = await w.call('/v1/batches', { items: Array.from({ length: 120 }, (_, n) => hire(n + 1, n > 0 && n < 10 ? { managers: [{ employee_number: '1' }] } : {})) })
  await until(async () => {
    w.clock.forward(6_000)
    return (await w.call('/v1/events?status=delivered&limit=200')).body.data.length === body.items.length
  })
  sandbox.control.provision()
  t.equal(sandbox.control.users().size, 120)
  t.equal((sandbox.control.users().get('2')?.[ENTERPRISE] as Record<string, any>).manager.value, '1')
  const uploads = sandbox.control.requests().map(({ body: request }) => (request as { Operations: object[] }).Operations.length)
  t.ok(uploads.length < 30 && uploads.every((size) => size <= 50), `uploads of ${uploads.join(', ')}`)
  const ended = await w.say('terminations', { employee_number: '3', date: '2026-11-01', reason: 'voluntary' })
  t.match(await w.settled(ended, 'delivered'), { destinations: [{ status: 'delivered', confirmed: null }] })
  sandbox.control.provision()
  t.equal(sandbox.control.users().get('3')?.active, false)
})
