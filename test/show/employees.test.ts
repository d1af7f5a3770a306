import t from 'tap'
import { findEmployee } from '../../src/application/show/employee.ts'
import { listEmployees } from '../../src/application/show/employees.ts'
import { searchEmployees, type Sought } from '../../src/application/show/search.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import { EmployeeView } from '../../src/domain/views/employee.ts'
import { mergeEmployee } from '../../src/postgres/record/employees.ts'
import { setWithdrawn } from '../../src/postgres/record/events.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, tenant, interpret } = await installation(t)
const employeeOf = (event: string) => event.replace('evt_', 'emp_')
const all = { limit: 200 }

t.test('an employee is what all that was said amounts to now', async (t) => {
  const { as, say, fate, knows, ask } = await tenant('board', 'other')
  const hire = await say('hire', ana)
  const change = await say('change', { employee_number: ana.employee_number, job_title: 'Coordenadora', custom: { shirt_size: 'P' } })
  const ahead = await say('change', { employee_number: ana.employee_number, job_title: 'Diretora', effective_on: '2190-01-01' })
  await interpret()
  await knows(hire, 'board', { known: { kind: 'active', remoteId: '4711', fields: {}, put: {} } })
  await fate(hire, 'board', { status: 'delivered', final: true, withheld: [{ field: 'position', why: 'rejected' }, { field: 'leaders', why: 'unknown_manager' }] })
  await fate(change, 'board', { status: 'delivered', final: true, withheld: [{ field: 'position', why: 'rejected' }] })
  const hold = await ask(change, 'other', { reason: 'gone', registers: ['hire'] })
  await pool.query("UPDATE link SET failure = 'timeout' WHERE known = 'active' AND employee = $1", [employeeOf(hire)])
  const employee = await findEmployee(needs, as('read', 'pt-BR'), employeeOf(hire))
  t.match(employee, { id: employeeOf(hire), status: 'active', view: { full_name: 'Ana Souza', job_title: 'Coordenadora', custom: { shirt_size: 'P' } }, changes_at: /^2190-01-01T/ })
  t.match(employee.employments, [{ company_code: null, employee_number: '00123', aliases: [], open: true, fields: { job_title: 'Coordenadora' } }])
  t.match(employee.links, [
    { destination: 'board', known: 'active', remote_id: '4711', error: { code: 'timeout', detail: /A conexão terminou/ }, holds: [] },
    { destination: 'other', known: 'never_looked', remote_id: null, holds: [{ id: hold, reason: 'gone' }] }
  ])
  t.same(employee.links[0]?.withheld, [{ field: 'position', why: 'rejected' }, { field: 'leaders', why: 'unknown_manager' }])
  t.match(employee.timeline, [
    { event_id: ahead, type: 'change', counts_from: /^2190-01-01T/ },
    { event_id: change, fields: ['employee_number', 'job_title', 'custom.shirt_size'] },
    { event_id: hire, type: 'hire', status: 'processing', source: 'api' }
  ])
  t.notOk('withdrawn_at' in employee.timeline[0]!)
  t.same(faultsOf(EmployeeView, employee), [])
})

t.test('what was withdrawn stays in the timeline and counts for nothing', async (t) => {
  const { as, say } = await tenant('board')
  const hire = await say('hire', ana)
  const change = await say('change', { employee_number: ana.employee_number, job_title: 'Coordenadora' })
  await interpret()
  await setWithdrawn(pool, change)
  const { view, timeline } = await findEmployee(needs, as(), employeeOf(hire))
  t.equal(view.job_title, 'Analista')
  t.match(timeline[0], { event_id: change, status: 'withdrawn', withdrawn_at: String })
})

t.test('a number that was corrected stays an alias', async (t) => {
  const { as, say } = await tenant('board')
  const hire = await say('hire', ana)
  await say('change', { match: { employee_number: ana.employee_number }, employee_number: '900123' })
  await interpret()
  t.match((await findEmployee(needs, as(), employeeOf(hire))).employments, [{ employee_number: '900123', aliases: ['00123'] }])
})

t.test('a merged id leads to the survivor, who names it', async (t) => {
  const { as, say } = await tenant('board')
  const { as: stranger } = await tenant()
  const [survivor, gone] = [employeeOf(await say('hire', ana)), employeeOf(await say('hire', bruno))]
  await interpret()
  await mergeEmployee(pool, gone, survivor)
  t.match(await findEmployee(needs, as(), gone), { id: survivor, merged_from: [gone] })
  t.same((await listEmployees(needs, as(), {}, all)).data.map(({ id }) => id), [survivor])
  await t.rejects(findEmployee(needs, stranger(), survivor), { code: 'not_found' })
})

t.test('employees are listed newest first, page by page, by status and destination', async (t) => {
  const { as, say } = await tenant('board')
  const { as: stranger } = await tenant()
  const [first, second] = [employeeOf(await say('hire', ana)), employeeOf(await say('hire', bruno))]
  const shell = employeeOf(await say('change', { employee_number: '777', job_title: 'Gerente' }))
  await say('termination', { employee_number: bruno.employee_number, date: '2026-03-03', reason: 'voluntary' })
  await interpret()
  const list = async (filter: Parameters<typeof listEmployees>[2]) => (await listEmployees(needs, as(), filter, all)).data.map(({ id }) => id)
  t.same(await list({}), [shell, second, first])
  t.same([await list({ status: 'active' }), await list({ status: 'leaver' }), await list({ status: 'unknown' })], [[first], [second], [shell]])
  t.same([await list({ destination: 'board' }), await list({ destination: 'nowhere' })], [[shell, second, first], []])
  const page = await listEmployees(needs, as(), {}, { limit: 1 })
  t.match(page.data, [{ id: shell, view: { job_title: 'Gerente' } }])
  t.match((await listEmployees(needs, as(), {}, { limit: 2, after: page.next! })).data, [{ id: second, status: 'leaver', view: { full_name: 'Bruno Lima' } }, { id: first }])
  t.same((await listEmployees(needs, stranger(), {}, all)).data, [])
})

t.test('employees are found by all that is given', async (t) => {
  const { id: tenantId, as, say } = await tenant('board')
  const { as: stranger } = await tenant()
  const [first, second] = [
    employeeOf(await say('hire', { ...ana, social_name: 'Ana Conceição', company_code: '01', source_id: 'x-1' })),
    employeeOf(await say('hire', { ...bruno, company_code: '02', employee_number: ana.employee_number, full_name: 'João Gonçalves' }))
  ]
  await say('change', { match: { employee_number: ana.employee_number, company_code: '01' }, work_email: 'ana.new@example.com' })
  await interpret()
  await pool.query("INSERT INTO source (id, tenant, name, kind) VALUES ('src_search', $1, 'payroll', 'letter')", [tenantId])
  const found = async (sought: Sought, caller = as()) => (await searchEmployees(needs, caller, sought, 50)).map(({ id }) => id)
  t.same(await found({ cpf: ana.cpf }), [first])
  t.same(await found({ work_email: 'ana.new@example.com' }), [first])
  t.same(await found({ work_email: ana.work_email }), [first], 'an address that they had before')
  t.same(await found({ employee_number: ana.employee_number }), [second, first])
  t.same(await found({ employee_number: ana.employee_number, company_code: '02' }), [second])
  t.same(await found({ employee_number: ana.employee_number, cpf: ana.cpf }), [first])
  t.same(await found({ employee_number: ana.employee_number, name: 'joao' }), [second])
  t.same(await found({ cpf: ana.cpf, work_email: bruno.work_email }), [])
  t.same(await found({ source_id: 'x-1' }), [first])
  t.same(await found({ company_code: '02' }), [second])
  t.same(await found({ name: 'GONCALVES' }), [second])
  t.same(await found({ name: 'conceicao' }), [first])
  t.same(await found({ name: 'ana  souza' }), [first])
  t.same(await found({ name: 'nobody' }), [])
  t.equal((await searchEmployees(needs, as(), { name: 'o' }, 1)).length, 1)
  t.same(await found({ cpf: ana.cpf }, stranger()), [])
  t.same(await found({ name: 'ana' }, stranger()), [])
})
