import t from 'tap'
import { instantIn, type Instant } from '../../src/domain/calendar.ts'
import type { Event } from '../../src/domain/event.ts'
import { view } from '../../src/domain/view/view.ts'
import { said } from '../helpers/events.ts'

const ZONE = 'America/Sao_Paulo'
const on = (date: string): Instant => instantIn(ZONE, date, '12:00')
const see = (events: Event[], date: string) => view(events, on(date), { zone: ZONE })

t.test('a hire, a change and a termination', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { full_name: 'Ana', job_title: 'A', hire_date: '2026-01-05' })
  const change = said('change', on('2026-02-01'), { employee_number: '1' }, { job_title: 'B' })
  const end = said('termination', on('2026-03-01'), { employee_number: '1' }, { termination: { date: '2026-03-10', reason: 'voluntary' } })
  t.equal(see([hire], '2026-01-06').fields.job_title, 'A')
  t.equal(see([change, hire], '2026-02-02').fields.job_title, 'B')
  t.equal(see([end, change, hire], '2026-03-09').state, 'active')
  t.equal(see([end, change, hire], '2026-03-10').state, 'leaver')
  t.equal(see([end, change, hire], '2026-03-05').changesAt, instantIn(ZONE, '2026-03-10'))
})

t.test('a repeated or late hire reopens nobody, a later hire date does', async (t) => {
  const end = said('termination', on('2026-03-01'), { employee_number: '1' }, { termination: { date: '2026-03-01', reason: 'voluntary' } })
  const late = said('hire', on('2026-03-05'), { employee_number: '1' }, { full_name: 'Ana', department: 'Old', hire_date: '2026-01-05' })
  const rehire = said('hire', on('2026-05-01'), { employee_number: '1' }, { hire_date: '2026-05-04', job_title: 'New' })
  t.equal(see([end, late], '2026-04-01').state, 'leaver')
  t.equal(see([end, late, rehire], '2026-05-02').state, 'leaver', 'until the new stint begins')
  const again = see([end, late, rehire], '2026-05-05')
  t.equal(again.state, 'active')
  t.equal(again.fields.job_title, 'New')
  t.equal(again.fields.department, undefined, 'what was said of the ended stint does not come back')
  t.equal(again.fields.full_name, 'Ana', 'what was said of the person does')
})

t.test('a termination told after the rehire ends only the stint it belongs to', async (t) => {
  const first = said('hire', on('2026-01-05'), { employee_number: '1' }, { hire_date: '2026-01-05' })
  const second = said('hire', on('2026-06-01'), { employee_number: '1' }, { hire_date: '2026-06-01' })
  const lateEnd = said('termination', on('2026-06-10'), { employee_number: '1' }, { termination: { date: '2026-03-31', reason: 'voluntary' } })
  t.equal(see([first, second, lateEnd], '2026-06-11').state, 'active')
})

t.test('a no-show is cancelled before the first day', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { hire_date: '2026-02-01' })
  const end = said('termination', on('2026-01-20'), { employee_number: '1' }, { termination: { date: '2026-01-20', reason: 'not_applicable' } })
  const repeated = said('hire', on('2026-01-25'), { employee_number: '1' }, { hire_date: '2026-02-01' })
  t.equal(see([hire, end], '2026-01-21').state, 'leaver')
  t.equal(see([hire, end, repeated], '2026-02-05').state, 'leaver')
})

t.test('of two contracts one ends: the person stays, with the fields of the other', async (t) => {
  const a = said('hire', on('2026-01-05'), { employee_number: '1', cpf: '52998224725' }, { hire_date: '2026-01-05', job_title: 'A', cpf: '52998224725', employee_number: '1' })
  const b = said('hire', on('2026-02-05'), { employee_number: '2', cpf: '52998224725' }, { hire_date: '2026-02-05', job_title: 'B', cpf: '52998224725', employee_number: '2' })
  const end = said('termination', on('2026-03-01'), { employee_number: '2' }, { termination: { date: '2026-03-01', reason: 'voluntary' }, employee_number: '2' })
  t.equal(see([a, b], '2026-02-06').fields.job_title, 'B')
  const after = see([b, end, a], '2026-03-02')
  t.equal(after.state, 'active')
  t.match(after.fields, { job_title: 'A', employee_number: '1' })
  t.ok(after.aside.has(end.id))
})

t.test('a corrected number: the old one stays an alias and does not come back as a value', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { employee_number: '1', hire_date: '2026-01-05' })
  const correct = said('change', on('2026-02-01'), { employee_number: '2' }, { employee_number: '2' }, { employee_number: '1' })
  const old = said('change', on('2026-02-05'), { employee_number: '1' }, { employee_number: '1', job_title: 'X' })
  const now = see([old, hire, correct], '2026-02-06')
  t.match(now.fields, { employee_number: '2', job_title: 'X' })
  t.equal(now.employments.length, 1)
})

t.test('a row states only its differences: what somebody corrected in between stays', async (t) => {
  const row = (at: string, fields: object) => said('upsert', on(at), { employee_number: '1' }, { employee_number: '1', hire_date: '2026-01-05', ...fields }, undefined, 'erp')
  const noon = said('change', on('2026-02-02'), { employee_number: '1' }, { department: 'Right' })
  t.equal(see([row('2026-02-01', { department: 'Wrong' }), noon, row('2026-02-03', { department: 'Wrong' })], '2026-02-04').fields.department, 'Right')
  t.equal(see([row('2026-02-01', { department: 'Wrong' }), noon, row('2026-02-03', { department: 'Other' })], '2026-02-04').fields.department, 'Other')
})

t.test('a termination is taken back by null', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { hire_date: '2026-01-05' })
  const end = said('termination', on('2026-03-01'), { employee_number: '1' }, { termination: { date: '2026-03-20', reason: 'voluntary' } })
  const undo = said('change', on('2026-03-05'), { employee_number: '1' }, { termination: null })
  t.equal(see([hire, undo, end], '2026-04-01').state, 'active')
})

t.test('a leave is no termination, is dated, and a second one to come does not end the first', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { hire_date: '2026-01-05' })
  const leave = said('leave', on('2026-03-01'), { employee_number: '1' }, { leave: { from: '2026-03-02', until: '2026-03-31' } })
  const next = said('leave', on('2026-03-10'), { employee_number: '1' }, { leave: { from: '2026-06-01', until: '2026-06-30' } })
  const back = said('return', on('2026-03-20'), { employee_number: '1' }, { leave: null })
  t.match(see([hire, leave, next], '2026-03-15').fields.leave, { from: '2026-03-02' })
  t.match(see([hire, leave, next], '2026-06-15').fields.leave, { from: '2026-06-01' })
  t.equal(see([hire, leave, back], '2026-03-21').fields.leave, null)
})

t.test('names are one fact', async (t) => {
  const hire = said('hire', on('2026-01-05'), { employee_number: '1' }, { full_name: 'Ana Souza' })
  const parts = said('change', on('2026-02-05'), { employee_number: '1' }, { first_name: 'Ana', last_name: 'Lima' })
  t.match(see([hire, parts], '2026-02-06').fields, { full_name: 'Ana Lima', first_name: 'Ana', last_name: 'Lima' })
})

t.test('a rehire keeps the number of its contract, without saying it as a new value', async (t) => {
  const who = { employee_number: '1' }
  const hire = said('hire', on('2026-01-05'), who, { ...who, hire_date: '2026-01-05' })
  const end = said('termination', on('2026-03-01'), who, { ...who, termination: { date: '2026-03-01', reason: 'voluntary' } })
  const rehire = said('hire', on('2026-05-01'), who, { ...who, hire_date: '2026-05-01', job_title: 'New' })
  t.match(see([hire, end, rehire], '2026-05-02').fields, { employee_number: '1', job_title: 'New' })
})
