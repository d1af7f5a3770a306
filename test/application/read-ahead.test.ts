import t from 'tap'
import { interpretDue } from '../../src/application/interpret/interpret.ts'
import { inTransaction, lineOf } from '../../src/postgres/db.ts'
import { noonOf } from '../helpers/histories.ts'
import { recordOf, type Sent } from '../helpers/record.ts'

const record = await recordOf(t, noonOf(100))
const [one, other] = record.workers as [typeof record.workers[0], typeof record.workers[0]]
const PEOPLE = 300

const hire = (i: number): Sent => ({ kind: 'hire', body: { employee_number: `${i}`, full_name: `Pessoa ${i}`, job_title: 'Analista', hire_date: '2026-01-05' } })
const change = (i: number): Sent => ({ kind: 'change', body: { employee_number: `${i}`, job_title: `Cargo ${i}` } })
const everybody = Array.from({ length: PEOPLE }, (_, i) => i)

/** More than two transactions take: each hire, and then a change of each. */
async function crowd (): Promise<string> {
  const tenant = await record.tenant()
  await record.send(tenant, [...everybody.map(hire), ...everybody.map(change)])
  await record.due(tenant, [...Array(2 * PEOPLE).keys()])
  return tenant
}

const titles = async (tenant: string) => {
  const { people, left } = await record.outcome(tenant, [])
  return { titles: people.map(({ view: { fields } }) => fields.job_title).sort(), left }
}

t.test('what was read ahead while another worker was faster is not interpreted twice', async (t) => {
  const tenant = await crowd()
  const meanwhile: Promise<number>[] = []
  // Between two transactions of one worker, the other one begins.
  const counts = await interpretDue({ ...one, wakeLanes: () => { meanwhile.push(interpretDue(other)) } })
  const others = await Promise.all(meanwhile)
  await record.interpretAll()
  t.ok(counts + others.reduce((a, b) => a + b, 0) > 0)
  t.same(await titles(tenant), { titles: everybody.map((i) => `Cargo ${i}`).sort(), left: [] })
  const { rows } = await record.pool.query('SELECT count(*), count(DISTINCT id) AS different FROM event WHERE tenant = $1', [tenant])
  t.same(rows, [{ count: 2 * PEOPLE, different: 2 * PEOPLE }])
})

t.test('one that cannot be read keeps no other back, in whatever transaction its turn would have come', async (t) => {
  const tenant = await crowd()
  const poisoned = `msg_${tenant}.${PEOPLE + 150}`
  await record.pool.query("UPDATE message SET sealed = '\\x00' WHERE id = $1", [poisoned])
  const failures: unknown[] = []
  const careful = { ...one, log: { ...one.log, error: ((about: object) => { failures.push(about) }) as typeof one.log.error } }
  for (let done = 1; done > 0;) done = await interpretDue(careful)
  t.match(failures, [{ message: poisoned }])
  const { titles: found, left } = await titles(tenant)
  t.same(found, everybody.map((i) => i === 150 ? 'Analista' : `Cargo ${i}`).sort())
  t.match(left, [{ id: poisoned }])
})

t.test('of statements that were sent together the first failure is told, and nothing of them stays', async (t) => {
  const failing = inTransaction(record.pool, async (tx) => {
    const line = lineOf(tx)
    line.send(line.db.query('CREATE TABLE never_there ()'))
    line.send(line.db.query('SELECT 1 / 0'))
    line.send(line.db.query('SELECT 1'))
    await t.rejects(line.db.query('SELECT 2'), { code: '22012' })
    await line.landed()
  })
  await t.rejects(failing, { code: '22012' })
  const { rows } = await record.pool.query("SELECT to_regclass('never_there') AS found")
  t.same(rows, [{ found: null }])
})
