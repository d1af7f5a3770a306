import t from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const ana = { employee_number: '00123', cpf: '529.982.247-25', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', hire_date: '2026-03-02' }

t.test('somebody who came back and left again before anybody was told is not let in for that: the events say so', async (t) => {
  const { say, settled, person, call, sandbox } = await journey(t, { options: { rehire: 'update' }, sandbox: { variants: { putOnResigned: 'reactivates' } } })
  await settled(await say('hires', ana))
  await settled(await say('terminations', { employee_number: '00123', date: '2026-08-01', reason: 'voluntary' }), 'delivered')
  await until(() => person('00123')?.resigned === true)
  const calls = sandbox.requests().length
  const { body } = await call('/v1/batches', {
    items: [
      { type: 'hire', ...ana, hire_date: '2026-09-01' },
      { type: 'termination', employee_number: '00123', date: '2026-09-15', reason: 'contract_end' }]
  })
  for (const { id } of body.items) {
    const event = await settled(id, 'ignored')
    t.match(event, { status: 'ignored', reason: 'leaver', destinations: [{ withheld: [{ field: 'resignation_date', why: 'ended_already' }] }] })
  }
  t.same(sandbox.requests().slice(calls).filter(({ method }) => method !== 'GET'), [])
})

t.test('an ending whose answer was lost after a rehire is no rehire that failed', async (t) => {
  const { say, settled, person, sandbox, clock, call } = await journey(t, { options: { rehire: 'update' }, sandbox: { variants: { putOnResigned: 'reactivates' } } })
  await settled(await say('hires', ana))
  await settled(await say('terminations', { employee_number: '00123', date: '2026-08-01', reason: 'voluntary' }), 'delivered')
  await settled(await say('hires', { ...ana, hire_date: '2026-09-01' }), 'delivered')
  sandbox.faults.push({ kind: 'lost', method: 'DELETE' })
  await say('terminations', { employee_number: '00123', date: '2026-09-15', reason: 'voluntary' })
  await until(() => person('00123')?.resigned === true)
  const again = await say('hires', { ...ana, hire_date: '2026-10-01' })
  await until(async () => {
    clock.forward(5000)
    return (await call(`/v1/events/${again}`)).body.status === 'delivered'
  })
  t.equal(person('00123')?.resigned, false)
  t.same((await call('/v1/holds?status=open')).body.data, [])
})
