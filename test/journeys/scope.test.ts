import t from 'tap'
import { journey, type Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const DESTINATION = '/v1/tenants/acme/destinations/pulses'
const OPTIONS = { requests_per_second: 1000, concurrency: 4, known: { job_titles: ['Analista', 'Gerente'] } }

const ana = { employee_number: '1', work_email: 'ana@example.com', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', location: 'Recife', company_code: '01', hire_date: '2026-01-05' }
const bia = { ...ana, employee_number: '2', work_email: 'bia@example.com', full_name: 'Bia Lima', department: 'Vendas', location: 'São Paulo' }

const put = (all: Journey, options: object) => all.admin('PUT', DESTINATION, { kind: 'pulses', base_url: all.sandboxUrl, options: { ...OPTIONS, ...options } })

t.test('a scope by department keeps others out, is previewed before it counts, and never keeps an ending back', async (t) => {
  const all = await journey(t)
  for (const one of [ana, bia]) t.equal((await all.settled(await all.say('hires', one))).status, 'delivered')
  const second = (await all.call('/v1/employees/search', { work_email: 'bia@example.com' })).body.data[0].id

  const scope = { departments: [' financeiro '] }
  const preview = await all.call(`${DESTINATION}/preview`, { options: { ...OPTIONS, scope } })
  t.equal(preview.status, 200)
  t.same(preview.body, {
    active: 2, in_scope: { before: 2, after: 1 }, falls_in: { count: 0, people: [] }, falls_out: { count: 1, people: [{ employee_id: second, has_account: true }] }
  })
  t.match((await all.call(`${DESTINATION}/preview`, { options: { scope: { department: ['x'] } } })).body, { status: 422, errors: [{ pointer: '/options/scope/department', code: 'did_you_mean' }] })

  t.equal((await put(all, { scope })).status, 200)
  t.same((await all.call(`${DESTINATION}/preview`, { options: { ...OPTIONS, scope: { departments: ['Vendas'] } } })).body.falls_in, { count: 1, people: [{ employee_id: second, has_account: true }] })
  t.match(await all.settled(await all.say('changes', { work_email: 'bia@example.com', job_title: 'Gerente' })), { status: 'ignored', destinations: [{ reason: 'out_of_scope' }] })
  t.equal(all.person('2')?.position, 'Analista', 'what is out of scope is not changed')
  t.match(await all.settled(await all.say('hires', { ...bia, employee_number: '3', work_email: 'cid@example.com' })), { status: 'ignored', destinations: [{ reason: 'out_of_scope' }] })
  t.equal(all.sandbox.people().length, 2)
  t.equal((await all.settled(await all.say('terminations', { employee_number: '2', company_code: '01', date: '2026-02-01', reason: 'voluntary' }))).status, 'delivered')
  t.equal(all.person('2')?.resignation_date, '2026-02-01')
  t.equal((await all.settled(await all.say('changes', { work_email: 'ana@example.com', job_title: 'Gerente' }))).status, 'delivered')
})

t.test('what an owner switches off is not done, and everybody can see why', async (t) => {
  const all = await journey(t, { options: { operations: { create: false } } })
  const hired = await all.settled(await all.say('hires', ana))
  t.match(hired, { status: 'ignored', destinations: [{ status: 'ignored', reason: 'switched_off', withheld: [{ why: 'switched_off' }] }] })
  t.equal(all.sandbox.people().length, 0)
  t.match((await all.call('/v1/previews', { type: 'hire', ...bia })).body.destinations[0], { calls: [], warnings: ['create is withheld: switched_off.'] })

  t.equal((await put(all, { operations: { update: false, end: false } })).status, 200)
  t.equal((await all.settled(await all.say('hires', bia))).status, 'delivered', 'the rest goes on')
  t.match(await all.settled(await all.say('changes', { work_email: 'bia@example.com', job_title: 'Gerente' })), { status: 'ignored', destinations: [{ reason: 'switched_off' }] })
  t.match(await all.settled(await all.say('terminations', { employee_number: '2', company_code: '01', date: '2026-02-01', reason: 'voluntary' })), { status: 'ignored', destinations: [{ reason: 'switched_off' }] })
  t.equal(all.person('2')?.resignation_date, null)

  t.equal((await put(all, {})).status, 200)
  await until(() => all.person('2')?.resignation_date === '2026-02-01')   // what was withheld is done when it may be
})
