import t from 'tap'
import { account, ANA, desiredOf, kindsOf, leaving, stage } from './stage.ts'

const crowd = (count: number, control: Awaited<ReturnType<typeof stage>>['control']) => {
  for (let n = 0; n < count; n++) control.seed({ first_name: 'P', last_name: `${n}`, email: `p${n}@example.com`, employee_id: `${1000 + n}` })
}
const pages = (control: Awaited<ReturnType<typeof stage>>['control']) => control.requests().filter(({ path, query }) => path === '/users' && query.page !== undefined).map(({ query }) => Number(query.page))

t.test('a number is found by reading everybody once, fifty at a time, and by one request after that', async (t) => {
  const { deliver, control } = await stage(t, { options: { identifier: 'employee_id' } })
  crowd(120, control)
  const there = control.seed({ first_name: 'Ana', last_name: 'Souza', email: 'old@example.com', employee_id: '00123' })
  const { known } = await deliver(desiredOf(ANA))
  t.equal(account(known).remoteId, there.id)
  t.same(pages(control), [1, 2, 3])
  const before = control.requests().length
  const again = await deliver(leaving({ employee_number: '1042' }))
  t.equal(account(again.known).remoteId, control.people()[42]!.id)
  t.same(control.requests().slice(before).filter(({ method }) => method === 'GET').map(({ path }) => path), [`/users/${control.people()[42]!.id}`])
})

t.test('who is found by address needs no reading; who is not is looked for by number before anybody is made', async (t) => {
  const { settled, control } = await stage(t)
  crowd(10, control)
  control.seed({ first_name: 'Ana', last_name: 'Souza', email: ANA.work_email })
  await settled(desiredOf(ANA))
  t.same(pages(control), [])
  const other = await stage(t)
  const there = other.control.seed({ first_name: 'Ana', last_name: 'Souza', email: 'old@example.com', employee_id: '00123' })
  const { known } = await other.settled(desiredOf(ANA))
  t.equal(account(known).remoteId, there.id)
  t.equal(other.person().values.email, ANA.work_email, 'and the address follows')
})

t.test('a large organisation is read some pages at a time, and goes on where it was', async (t) => {
  const { deliver, control, clock } = await stage(t, { options: { identifier: 'employee_id' } })
  crowd(1230, control)
  const first = await deliver(desiredOf(ANA))
  t.match(first.outcomes.at(-1), { kind: 'later', code: 'reading_everybody', known: { kind: 'never_looked' } })
  t.equal(pages(control).length, 20)
  clock.at += 1000
  const second = await deliver(desiredOf(ANA))
  t.ok(kindsOf(second).includes('create'))
  t.same(pages(control), Array.from({ length: 25 }, (_, n) => n + 1), 'no page twice')
})

t.test('whoever is throttled while reading keeps what was read', async (t) => {
  const { deliver, control, clock } = await stage(t, { sandbox: { perMinute: 8 }, options: { identifier: 'employee_id' } })
  crowd(400, control)
  const first = await deliver(desiredOf(ANA))
  t.match(first.outcomes.at(-1), { kind: 'retry', code: 'http_429', lane: true })
  const read = control.requests().filter(({ status, query }) => status === 200 && query.page !== undefined).length
  t.ok(read > 0 && read < 9)
  control.options.perMinute = 1000
  clock.at += 20 * 60_000
  await deliver(desiredOf(ANA))
  t.same([...new Set(pages(control))], [1, 2, 3, 4, 5, 6, 7, 8])
})

t.test('after a day everybody is read anew, so that nobody is made on an old word', async (t) => {
  const { deliver, control, clock } = await stage(t, { options: { identifier: 'employee_id' } })
  await deliver(desiredOf({ employee_number: '1', full_name: 'Bia Lima', work_email: 'bia@example.com' }))
  const there = control.seed({ first_name: 'Ana', last_name: 'Souza', email: 'old@example.com', employee_id: '00123' })
  clock.at += 25 * 3_600_000
  const { known } = await deliver(desiredOf(ANA))
  t.equal(account(known).remoteId, there.id)
})

t.test('a number that is in use although nobody was found has everybody read once more, and is adopted', async (t) => {
  const { deliver, settled, control, clock } = await stage(t, { options: { identifier: 'employee_id' } })
  await deliver(desiredOf({ employee_number: '1', full_name: 'Bia Lima', work_email: 'bia@example.com' }))
  clock.at += 3_600_000
  const there = control.seed({ first_name: 'Ana', last_name: 'Souza', email: 'old@example.com', employee_id: '00123' })
  const first = await deliver(desiredOf(ANA))
  t.match(first.outcomes.at(-1), { kind: 'later', code: 'number_in_use', known: { kind: 'absent' } })
  const { known } = await settled(desiredOf(ANA))
  t.equal(account(known).remoteId, there.id)
  t.equal(control.people().length, 2)
})

t.test('whoever came a moment after everybody was read is found, too; nobody is read twice for a number that nobody shows', async (t) => {
  const { deliver, settled, control, fail } = await stage(t, { options: { identifier: 'employee_id' } })
  await settled(desiredOf({ employee_number: '1', full_name: 'Bia Lima', work_email: 'bia@example.com' }))
  const there = control.seed({ first_name: 'Ana', last_name: 'Souza', email: 'old@example.com', employee_id: '00123' })
  t.equal(account((await settled(desiredOf(ANA))).known).remoteId, there.id)
  const hidden = { fault: { kind: 'answer', status: 409, body: '{"success":false,"error_type":"validation_error","errors":[{"field":"employee_id","code":"duplicate_value"}]}' }, writes: true, path: /users$/ } as const
  fail(hidden)
  fail(hidden)
  const other = desiredOf({ employee_number: '7', full_name: 'Caio Reis', work_email: 'caio@example.com' })
  const before = pages(control).length
  const first = await deliver(other)
  t.match((await deliver(other, first.known)).plan.holds, [{ reason: 'identity_conflict' }])
  t.equal(pages(control).length - before, 1)
})

t.test('a number that we have written is found without reading', async (t) => {
  const { settled, deliver, control } = await stage(t, { options: { identifier: 'employee_id' } })
  await settled(desiredOf(ANA))
  const before = pages(control).length
  t.equal((await deliver(desiredOf({ ...ANA, work_email: 'other@example.com' }))).known.kind, 'active')
  t.equal(pages(control).length, before)
})
