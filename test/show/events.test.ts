import t from 'tap'
import { listEvents } from '../../src/application/show/events.ts'
import { mergeEmployee } from '../../src/postgres/record/employees.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, tenant, interpret } = await installation(t)
type Filter = Parameters<typeof listEvents>[2]
const all = { limit: 200 }

t.test('events are listed newest first, with their status at each destination', async (t) => {
  const { as, say, fate } = await tenant('board', 'other')
  const first = await say('hire', ana)
  const second = await say('hire', bruno)
  await interpret()
  await fate(first, 'board', { status: 'failed', error: 'duplicate' })
  const { data, next } = await listEvents(needs, as(), {}, all)
  t.equal(next, undefined)
  t.match(data, [
    { id: second, status: 'processing', source: 'api' },
    { id: first, type: 'hire', status: 'failed', employee_id: first.replace('evt_', 'emp_'), destinations: [{ destination: 'board', status: 'failed' }, { destination: 'other', status: 'processing' }] }
  ])
})

t.test('every filter holds, and another tenant sees nothing', async (t) => {
  const { id: tenantId, as, say, fate } = await tenant('board', 'other')
  const { as: stranger } = await tenant()
  const hire = await say('hire', ana)
  const change = await say('change', { employee_number: ana.employee_number, job_title: 'Gerente' })
  const another = await say('hire', bruno)
  await interpret()
  await fate(hire, 'board', { status: 'failed', error: 'duplicate' })
  await pool.query("INSERT INTO source (id, tenant, name, kind) VALUES ('src_1', $1, 'payroll', 'letter')", [tenantId])
  await pool.query("UPDATE event SET source = 'src_1' WHERE id = $1", [change])
  const list = async (filter: Filter) => (await listEvents(needs, as(), filter, all)).data.map(({ id }) => id)
  t.same(await list({}), [another, change, hire])
  t.same(await list({ status: 'failed' }), [hire])
  t.same(await list({ status: 'failed', destination: 'board' }), [hire])
  t.same(await list({ status: 'failed', destination: 'other' }), [])
  t.same(await list({ destination: 'other' }), [another, change, hire])
  t.same(await list({ destination: 'nowhere' }), [])
  t.same(await list({ type: 'change' }), [change])
  t.same(await list({ source: 'payroll' }), [change])
  t.same(await list({ source: 'api' }), [another, hire])
  t.same(await list({ employeeId: hire.replace('evt_', 'emp_') }), [change, hire])
  t.same(await list({ receivedUntil: Date.now() - 3_600_000 }), [])
  t.same(await list({ receivedSince: Date.now() - 3_600_000, type: 'hire' }), [another, hire])
  t.match((await listEvents(needs, as(), { type: 'change' }, all)).data, [{ source: 'payroll' }])
  t.same((await listEvents(needs, stranger(), {}, all)).data, [])
})

t.test('a page goes on where the one before ended, also inside a message', async (t) => {
  const { as, say } = await tenant('board')
  const batch = await say('batch', { items: [1, 2, 3].map((n) => ({ type: 'hire', ...ana, cpf: undefined, work_email: undefined, employee_number: `${n}` })) })
  const last = await say('hire', bruno)
  const expected = [last, ...[2, 1, 0].map((index) => batch.replace(/0$/, String(index)))]
  for (const status of ['accepted', undefined] as const) {
    const seen: string[] = []
    for (let page: Parameters<typeof listEvents>[3] | undefined = { limit: 1 }; page !== undefined;) {
      const { data, next } = await listEvents(needs, as(), { ...(status && { status }) }, page)
      seen.push(...data.map(({ id }) => id))
      page = next && { limit: 1, after: next }
    }
    t.same(seen, expected)
    await interpret()
  }
  t.same((await listEvents(needs, as(), { status: 'accepted' }, all)).data, [])
})

t.test('what is accepted is found by its type, across messages that have none of it', async (t) => {
  const { as, say } = await tenant('board')
  const change = await say('change', { employee_number: '1', job_title: 'Gerente' })
  for (const n of [1, 2, 3]) await say('batch', { items: [{ type: 'hire', ...ana, employee_number: `${n}` }] })
  t.match((await listEvents(needs, as(), { status: 'accepted', type: 'change' }, { limit: 1 })).data, [{ id: change, status: 'accepted', destinations: [] }])
  t.same((await listEvents(needs, as(), { status: 'accepted', destination: 'board' }, all)).data, [])
})

t.test('events of somebody who was merged are found under both ids', async (t) => {
  const { as, say } = await tenant('board')
  const ids = [await say('hire', ana), await say('hire', bruno)]
  await interpret()
  const [survivor, gone] = ids.map((id) => id.replace('evt_', 'emp_')) as [string, string]
  await mergeEmployee(pool, gone, survivor)
  for (const employeeId of [survivor, gone]) t.equal((await listEvents(needs, as(), { employeeId }, all)).data.length, 2)
})
