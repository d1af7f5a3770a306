import t from 'tap'
import type { Person } from '../../src/destinations/pulses/sandbox/index.ts'
import type { Statement } from '../../chaos/history.ts'
import { newLedger, type Ledger } from '../../chaos/ledger.ts'
import { judge, type Evidence } from '../../chaos/verdict.ts'
import type { Call } from '../../chaos/watch.ts'

const NUMBER = '000001'
const hire = { type: 'hire', body: { employee_number: NUMBER, full_name: 'acme One', department: 'acme A', hire_date: '2026-01-05' } } as const
const change = { type: 'change', body: { employee_number: NUMBER, department: 'acme B' } } as const
const create: Partial<Call> = { method: 'POST', path: '/employees/', applied: true, body: { internal_number: NUMBER, name: 'acme One', unit_business: 'acme A', hiring_date: '2026-01-05' } }
const update: Partial<Call> = { method: 'PUT', path: '/employees/7/', applied: true, body: { internal_number: NUMBER, unit_business: 'acme B' } }

function ledgerOf (...said: readonly Pick<Statement, 'type' | 'body'>[]): Ledger {
  const acknowledged = said.map(({ type, body }, i) => ({ statement: { person: NUMBER, type, body, at: i, slot: i }, id: `evt_${i}`, receivedAt: i, acknowledgedAt: i }))
  return { ...newLedger('acme'), acknowledged }
}

const person = (more: object = {}) =>
  ({ id_person: '7', internal_number: NUMBER, name: 'acme One', unit_business: 'acme B', hiring_date: '2026-01-05', blocked: 0, tags: [], leaders: [], custom_attributes: {}, resigned: false, ...more }) as unknown as Person

function evidence (more: Partial<Evidence> = {}): Evidence {
  const events = new Map([['evt_0', 'delivered'], ['evt_1', 'superseded']])
  return { ledger: ledgerOf(hire, change), events, calls: callsOf(create, update), people: [person()], others: ['zenith'], ...more }
}

const callsOf = (...calls: Partial<Call>[]): Call[] =>
  calls.map((call, i): Call => ({ number: i + 1, at: '', method: 'GET', path: '/employees/', query: {}, status: 200, applied: false, ...call }))

const counts = (more?: Partial<Evidence>) => Object.fromEntries(Object.entries(judge(evidence(more))).map(([name, { length }]) => [name, length]))
const clean = { lost: 0, twice: 0, reordered: 0, wrong: 0, foreign: 0 }

t.test('a run in which all is well has no findings', async (t) => {
  t.same(counts(), clean)
})

t.test('the chaos suite is not blind', async (t) => {
  t.same(counts({ events: new Map([['evt_0', 'delivered']]) }), { ...clean, lost: 1 }, 'an acknowledged event that is not there')
  t.same(counts({ events: new Map([['evt_0', 'delivered'], ['evt_1', 'retrying']]) }), { ...clean, lost: 1 }, 'one that never came to its end')
  t.same(counts({ events: new Map([['evt_0', 'delivered'], ['evt_1', 'delivered'], ['evt_2', 'ignored']]) }), { ...clean, twice: 1 }, 'one request that became two events')
  t.same(counts({ calls: callsOf(create, create, update) }), { ...clean, twice: 1 }, 'a second account')
  t.same(counts({ calls: callsOf(create, { ...create, applied: false, why: 'internal_number belongs to 7' }, update) }), { ...clean, twice: 1 }, 'an attempt at a second account')
  t.same(counts({ calls: callsOf(create, update, { ...update, body: create.body }) }).reordered, 1, 'an old value after the new one')
  t.same(counts({ people: [person({ unit_business: 'acme A' })] }), { ...clean, wrong: 1 }, 'an old value at the end')
  t.same(counts({ people: [person({ resigned: true })] }), { ...clean, wrong: 1 }, 'somebody ended whom nobody dismissed')
  t.same(counts({ people: [], calls: [] }), { ...clean, wrong: 1 }, 'somebody who was never created')
  t.same(counts({ calls: callsOf(create, update, { path: '/employees/', query: { email: 'zenith.1@example.com' } }) }), { ...clean, foreign: 1 }, 'a value of another tenant')
  t.same(counts({ calls: callsOf(create, update, { path: '/employees/8/' }) }), { ...clean, foreign: 1 }, 'an account of another tenant')
  t.same(counts({ calls: callsOf(create, update, { status: 401 }) }), { ...clean, foreign: 1 }, 'a token of another tenant')
})

t.test('what counts from a day to come may be taken back by a clock that goes back, and nothing else may', async (t) => {
  const ahead = { ...change, body: { ...change.body, effective_on: '2026-06-01' } }
  const back = { ...update, body: { ...update.body as object, unit_business: 'acme A' } }
  const calls = callsOf(create, update, back, update)
  t.equal(counts({ ledger: ledgerOf(hire, ahead), calls }).reordered, 0)
  t.equal(counts({ calls }).reordered, 1)
  t.equal(counts({ ledger: ledgerOf(hire, change, { ...ahead, body: { ...ahead.body, department: 'acme C' } }), calls }).reordered, 1, 'not to what was said before that')
})

t.test('the oracle knows that a late statement is no new one, that a row repeats, and that a rehire begins anew', async (t) => {
  const row = { type: 'upsert', body: { employee_number: NUMBER, department: 'acme A', hire_date: '2026-01-05' } } as const
  t.same(counts({ ledger: ledgerOf(hire, row, change, row), events: new Map([0, 1, 2, 3].map((i) => [`evt_${i}`, 'delivered'])) }), clean, 'a row that says the same again does not undo a change')
  const end = { type: 'termination', body: { employee_number: NUMBER, date: '2026-02-01', reason: 'voluntary' } } as const
  const again = { ...hire, body: { ...hire.body, department: 'acme B', hire_date: '2026-03-01' } }
  const events = new Map([0, 1, 2].map((i) => [`evt_${i}`, 'delivered']))
  t.same(counts({ ledger: ledgerOf(hire, end, again), events, people: [person({ hiring_date: '2026-03-01' })] }), clean)
  t.same(counts({ ledger: ledgerOf(hire, end), events, calls: callsOf(create), people: [person({ unit_business: 'acme A', resigned: true, resignation_date: '2026-02-01', resignation_reason: 'V' })] }).wrong, 0)
})
