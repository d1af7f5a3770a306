import t from 'tap'
import { journey } from '../helpers/journey.ts'

const DAY = 24 * 3600 * 1000
const hire = (number: string, more: object = {}) => ({ employee_number: number, full_name: `Person ${number}`, hire_date: '2026-03-02', ...more })

t.test('a preview looks, and neither writes nor stores anything', async (t) => {
  const { say, settled, call, sandbox } = await journey(t)
  await settled(await say('hires', hire('1', { department: 'Before' })), 'delivered')
  const everything = async () => JSON.stringify([sandbox.people(), ...await Promise.all(['messages', 'events', 'employees', 'holds'].map(async (list) => (await call(`/v1/${list}`)).body))])
  const before = await everything()
  const sent = sandbox.requests().length
  const bodies = [
    { type: 'hire', ...hire('2') },
    { type: 'change', employee_number: '1', department: 'After', job_title: 'Never heard of' },
    { type: 'termination', employee_number: '1', date: '2026-11-01', reason: 'voluntary' },
    { type: 'termination', employee_number: 'nobody', date: '2026-11-01', reason: 'voluntary' },
    { type: 'upsert', ...hire('3', { cpf: '52998224725' }) }
  ]
  for (const body of bodies) t.equal((await call('/v1/previews', body)).status, 200, body.type)
  t.same([...new Set(sandbox.requests().slice(sent).map(({ method }) => method))], ['GET'])
  t.equal(await everything(), before)
})

t.test('of a known person, what would change is shown as it is there now', async (t) => {
  const { say, settled, call, sandbox, sandboxUrl, person } = await journey(t)
  await settled(await say('hires', hire('1', { department: 'Ours' })), 'delivered')
  const { id_person: id } = person('1')!
  await fetch(`${sandboxUrl}/employees/${id}/`, { method: 'PUT', headers: { authorization: 'token', 'content-type': 'application/json' }, body: JSON.stringify({ internal_number: '1', unit_business: 'By hand' }) })
  t.equal(sandbox.people()[0]?.unit_business, 'By hand')
  const { body } = await call('/v1/previews', { type: 'change', employee_number: '1', department: 'New' })
  t.match(body.destinations, [{ destination: 'pulses', basis: 'read', calls: [{ method: 'PUT', url: `${sandboxUrl}/employees/${id}/`, body: { unit_business: 'New' } }], holds: [] }])
  t.same(body.destinations[0].changes, [{ field: 'unit_business', from: 'By hand', to: 'New' }])
})

t.test('a hire shows the account that would be made', async (t) => {
  const { call, sandboxUrl } = await journey(t)
  const { body } = await call('/v1/previews', { type: 'hire', ...hire('1', { cpf: '529.982.247-25', cost_center: 'CC-1' }) })
  t.match(body.destinations, [{ basis: 'read', calls: [{ method: 'POST', url: `${sandboxUrl}/employees/`, body: { name: 'Person 1', internal_number: '1', cpf: String, hiring_date: '2026-03-02' } }], holds: [] }])
  t.equal(body.destinations[0].calls.length, 1)
  t.match(body.destinations[0].warnings, ['cost_center is mapped nowhere.'])
})

t.test('what is still to come is shown with its call and its day', async (t) => {
  const { say, settled, call, clock } = await journey(t)
  await settled(await say('hires', hire('1')), 'delivered')
  const date = new Date(clock.now() + 5 * DAY).toISOString().slice(0, 10)
  const { body } = await call('/v1/previews', { type: 'termination', employee_number: '1', date, reason: 'voluntary' })
  t.match(body.destinations, [{ calls: [{ method: 'DELETE', body: { resignation_date: date, resignation_reason: 'V' } }] }])
  t.match(body.destinations[0].warnings, [/^Takes effect at /])
})

t.test('a destination that is down is shown as it was last known, with a warning', async (t) => {
  const { say, settled, call, sandbox } = await journey(t)
  await settled(await say('hires', hire('1', { department: 'Last known' })), 'delivered')
  sandbox.faults.push({ kind: 'status', status: 503, times: 'always' })
  const { status, body } = await call('/v1/previews', { type: 'change', employee_number: '1', department: 'New' })
  t.equal(status, 200)
  t.match(body.destinations, [{ basis: 'last_known', changes: [{ field: 'unit_business', from: 'Last known', to: 'New' }] }])
  t.match(body.destinations[0].warnings, [/could not be looked at/])
})

t.test('identifiers that clash are shown as the question they would be', async (t) => {
  const { say, settled, call } = await journey(t)
  await settled(await say('hires', hire('1', { cpf: '52998224725' })), 'delivered')
  const { body } = await call('/v1/previews', { type: 'change', employee_number: '99', cpf: '52998224725', department: 'X' })
  t.match(body.destinations, [{ destination: 'pulses', calls: [], changes: [], holds: [{ reason: 'identity_conflict' }] }])
  t.same((await call('/v1/holds')).body.data, [])
})
