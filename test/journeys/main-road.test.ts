import t from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

const ana = { employee_number: '00123', cpf: '529.982.247-25', full_name: 'Ana Souza', work_email: 'ana@example.com', job_title: 'Analista', hire_date: '2026-03-02' }

t.test('a hire, a change and a termination arrive at the platform', async (t) => {
  const { say, settled, person, sandbox } = await journey(t)
  const hired = await settled(await say('hires', ana))
  t.match(hired, { status: 'delivered', destinations: [{ destination: 'pulses', status: 'delivered', remote_id: String }] })
  t.match(person('00123'), { name: 'Ana Souza', email: 'ana@example.com', cpf: '52998224725', position: 'Analista' })

  const changed = await settled(await say('changes', { employee_number: '00123', department: 'Financeiro' }))
  t.equal(changed.status, 'delivered')
  t.equal(person('00123')?.unit_business, 'Financeiro')
  const put = sandbox.requests().findLast(({ method }) => method === 'PUT')
  t.same(Object.keys(put?.body as object).sort(), ['internal_number', 'unit_business'], 'only what changed and one identifier')

  const ended = await settled(await say('terminations', { employee_number: '00123', date: '2026-11-01', reason: 'voluntary' }))
  t.equal(ended.status, 'delivered')
  t.match(person('00123'), { resigned: true, resignation_date: '2026-11-01', resignation_reason: 'V' })
})

t.test('a repeated hire makes no second account and no call', async (t) => {
  const { say, settled, sandbox } = await journey(t)
  await settled(await say('hires', ana))
  const before = sandbox.requests().length
  const again = await settled(await say('hires', ana))
  t.match(again, { status: 'ignored', reason: 'no_difference' })
  t.equal(sandbox.people().length, 1)
  t.equal(sandbox.requests().length, before)
})

t.test('a termination of somebody nobody ever loaded finds the account and ends it', async (t) => {
  const { say, settled, sandbox } = await journey(t)
  sandbox.seed({ name: 'Leaver', cpf: '11144477735' })
  const ended = await settled(await say('terminations', { cpf: '111.444.777-35', date: '2026-11-01', reason: 'involuntary' }))
  t.equal(ended.status, 'delivered')
  t.match(sandbox.people()[0], { resigned: true, resignation_reason: 'I' })
})

t.test('a termination that is still to come waits for its day, and can be withdrawn', async (t) => {
  const { say, settled, person, clock, call } = await journey(t)
  await settled(await say('hires', ana))
  const day = 24 * 3600 * 1000
  const date = new Date(clock.now() + 3 * day).toISOString().slice(0, 10)
  const first = await say('terminations', { employee_number: '00123', date, reason: 'voluntary' })
  t.match(await settled(first), { status: 'waiting' })
  clock.forward(2 * day)
  t.equal((await call(`/v1/events/${first}/withdraw`, {})).status, 202)
  clock.forward(5 * day)
  t.match(await settled(first), { status: 'withdrawn' })
  t.equal(person('00123')?.resigned, false)
  const second = await say('terminations', { employee_number: '00123', date: new Date(clock.now() + day).toISOString().slice(0, 10), reason: 'voluntary' })
  await settled(second, 'waiting')
  clock.forward(2 * day)
  await settled(second, 'delivered')
  t.equal(person('00123')?.resigned, true)
})

t.test('leader and report swap places, told in either order', async (t) => {
  for (const order of ['leader first', 'report first']) {
    await t.test(order, async (t) => {
      const { say, settled, person } = await journey(t)
      await settled(await say('hires', { ...ana }))
      await settled(await say('hires', { employee_number: '2', full_name: 'Bia', hire_date: '2026-03-02', managers: [{ employee_number: '00123' }] }))
      await until(() => person('2')?.leaders.length === 1)
      const up = ['changes', { employee_number: '2', managers: [] }] as const
      const down = ['changes', { employee_number: '00123', managers: [{ employee_number: '2' }] }] as const
      const ids = []
      for (const [route, body] of order === 'leader first' ? [down, up] : [up, down]) ids.push(await say(route, body))
      for (const id of ids) t.equal((await settled(id, 'delivered')).status, 'delivered')
      t.same(person('2')?.leaders, [])
      t.same(person('00123')?.leaders, [person('2')?.id_person])
    })
  }
})
