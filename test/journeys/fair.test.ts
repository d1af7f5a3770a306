import t from 'tap'
import { journey } from '../helpers/journey.ts'

const hire = (number: string) => ({ employee_number: number, full_name: `Pessoa ${number}`, job_title: 'Analista', hire_date: '2026-03-02' })
const crowd = (size: number) => ({ items: Array.from({ length: size }, (_, i) => ({ type: 'hire', ...hire(`c${i}`) })) })

t.test('a single hire that comes after a load goes before it, and the load goes on', async (t) => {
  const { call, admin, say, settled, sandbox } = await journey(t, { options: { requests_per_second: 100, concurrency: 2 }, settings: { brakes: { hires: { count: 1000 } } } })
  await admin('POST', '/v1/tenants/acme/destinations/pulses/pause')
  const { body } = await call('/v1/batches', crowd(60))
  for (const { id } of body.items) await settled(id, 'processing')
  const single = await say('hires', hire('single'))
  await settled(single, 'processing')
  await admin('POST', '/v1/tenants/acme/destinations/pulses/resume')
  for (const id of [single, ...body.items.map((item: { id: string }) => item.id)]) await settled(id, 'delivered')
  const created = sandbox.requests().filter(({ method }) => method === 'POST').map(({ body: sent }) => JSON.stringify(sent))
  t.equal(created.length, 61)
  t.ok(created.findIndex((sent) => sent.includes('single')) < 20, 'it did not wait for the load')
})

t.test('what was said while a destination was paused becomes one call', async (t) => {
  const { admin, say, settled, sandbox, person } = await journey(t)
  await settled(await say('hires', hire('1')))
  await admin('POST', '/v1/tenants/acme/destinations/pulses/pause')
  const before = sandbox.requests().length
  const ids: string[] = []
  for (let i = 0; i < 10; i++) ids.push(await say('changes', { employee_number: '1', department: `Area ${i}` }))
  await settled(ids[9]!, 'processing')
  await admin('POST', '/v1/tenants/acme/destinations/pulses/resume')
  await settled(ids[9]!, 'delivered')
  t.equal(person('1')?.unit_business, 'Area 9')
  t.same(sandbox.requests().slice(before).filter(({ method }) => method === 'PUT').length, 1)
  for (const id of ids.slice(0, 9)) t.match(await settled(id), { status: 'superseded' })
})

t.test('destinations that name the same group share one rate, and each keeps its own lane', async (t) => {
  const { admin, say, settled, sandboxUrl } = await journey(t, { options: { requests_per_second: 50, rate_group: 'account' } })
  await admin('PUT', '/v1/tenants/acme/destinations/second', { kind: 'pulses', base_url: sandboxUrl, credentials: { token: 'token' }, options: { requests_per_second: 50, rate_group: 'account', known: { job_titles: ['Analista'] } } })
  const id = await say('hires', hire('1'))
  t.match(await settled(id, 'delivered'), { destinations: [{ status: 'delivered' }, { status: 'delivered' }] })
})
