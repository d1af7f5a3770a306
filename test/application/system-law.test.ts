import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import type { Identifiers } from '../../src/domain/fields.ts'
import { isoOf } from '../../src/domain/calendar.ts'
import { CPF, day, noonOf, shuffled } from '../helpers/histories.ts'
import { recordOf, type Sent } from '../helpers/record.ts'

t.setTimeout(Number(process.env.WORLDS ?? 20) * 5_000)   // a slow machine is no failure
const TODAY = 100
const record = await recordOf(t, noonOf(TODAY))
const CPFS = [CPF, '11144477735', '12345678909']

type Body = Record<string, unknown>
const at = (n: number, minute = 0) => ({ occurred_at: isoOf(noonOf(n) + minute * 60_000) })

/** Interprets the same messages for one tenant per order, by two workers, a few messages at a time; answers what each came to. */
async function inOrders (messages: Sent[], orders: number[][][], settings: object = {}) {
  const identifiers = messages.flatMap(({ body }) => identifiersIn(body))
  const tenants = await Promise.all(orders.map(() => record.tenant(settings)))
  for (const tenant of tenants) await record.send(tenant, messages)
  for (let step = 0; step < Math.max(...orders.map((order) => order.length)); step++) {
    for (const [i, tenant] of tenants.entries()) await record.due(tenant, orders[i]![step] ?? [])
    await record.interpretAll()
  }
  const outcomes = []
  for (const tenant of tenants) outcomes.push(await record.outcome(tenant, identifiers))
  return outcomes
}

function identifiersIn (body: object): Identifiers[] {
  const { items = [body] } = body as { items?: object[] }
  return items.flatMap((item) => {
    const { match, employee_number: number, company_code: company, cpf, work_email: address } = item as Identifiers & { match?: Identifiers }
    const who = { ...(number && { employee_number: number }), ...(company && { company_code: company }), ...(cpf && { cpf }), ...(address && { work_email: address }) }
    return [who, ...(match ? [match] : [])]
  })
}

/** Every order in which a few messages can be interpreted, one by one. */
function permutations (n: number): number[][][] {
  const orders = (left: number[]): number[][] => left.length === 0 ? [[]] : left.flatMap((one) => orders(left.filter((each) => each !== one)).map((rest) => [one, ...rest]))
  return orders([...Array(n).keys()]).map((order) => order.map((one) => [one]))
}

const show = (value: unknown): string => JSON.stringify(value, (_, each) => each instanceof Map ? [...each] : each instanceof Set ? [...each].sort() : each, 1)

function sameOutcomes (outcomes: Awaited<ReturnType<typeof inOrders>>, orders: number[][][], messages: Sent[]): void {
  const [first, ...others] = outcomes
  for (const [i, other] of others.entries()) {
    if (isDeepStrictEqual(other, first)) continue
    const differing = Object.keys(first!).filter((key) => !isDeepStrictEqual(other[key as keyof typeof other], first![key as keyof typeof other]))
    const brief = (outcome: typeof other) => show({ people: outcome.people.map(({ events, view, mirror }) => [events, view.state, mirror, view.fields]), claims: outcome.claims, holds: outcome.holds, left: outcome.left })
    throw new Error(`${differing.join()} differ\n${messages.map((message, i) => `${i} ${JSON.stringify(message)}`).join('\n')}\nin order ${JSON.stringify(orders[0])}: ${brief(first!)}\nin order ${JSON.stringify(orders[i + 1])}: ${brief(other)}`)
  }
}

/** All orders of a few messages (of five, every fifth) come to the same, which is answered. */
async function inAllOrders (messages: Sent[], settings: object = {}) {
  const orders = permutations(messages.length).filter((_, i) => messages.length < 5 || i % 5 === 0)
  const outcomes = await inOrders(messages, orders, settings)
  sameOutcomes(outcomes, orders, messages)
  return outcomes[0]!
}

const hire = (n: number, who: Body, fields: Body = {}): Sent => ({ kind: 'hire', body: { ...at(n), hire_date: day(n), ...who, ...fields } })
const change = (n: number, who: Body, fields: Body): Sent => ({ kind: 'change', body: { ...at(n), ...who, ...fields } })
const end = (n: number, who: Body, on = n): Sent => ({ kind: 'termination', body: { ...at(n), date: day(on), reason: 'voluntary', ...who } })
const row = (n: number, who: Body, fields: Body = {}): Sent => ({ kind: 'upsert', body: { ...at(n), ...who, ...fields } })

t.test('a recycled address: in every order of the three messages both are who they are, and nothing is asked in the end', async (t) => {
  const e = { work_email: 'a@example.com' }
  const { people, holds, claims } = await inAllOrders([hire(1, { employee_number: '1', ...e }), end(20, { employee_number: '1' }), hire(40, { employee_number: '2', ...e })])
  t.same(people.map(({ events, view }) => [events, view.state]), [['evt_0 evt_1', 'leaver'], ['evt_2', 'active']])
  t.same(holds, [])
  t.ok(claims.includes('work_email work_email:a@example.com: evt_2'))
})

t.test('an address that its holder has exchanged for another one moves, in every order', async (t) => {
  const { people, holds, claims } = await inAllOrders([
    hire(1, { employee_number: '1', work_email: 'a@example.com' }), change(20, { match: { employee_number: '1' } }, { work_email: 'b@example.com' }), hire(40, { employee_number: '2', work_email: 'a@example.com' })])
  t.same(people.map(({ events, view }) => [events, view.fields.work_email]), [['evt_0 evt_1', 'b@example.com'], ['evt_2', 'a@example.com']])
  t.same(holds, [])
  t.ok(claims.includes('work_email work_email:a@example.com: evt_2'))
})

t.test('an address that was had and given up in the past troubles nobody who has it now', async (t) => {
  const { people, holds } = await inAllOrders([
    hire(1, { employee_number: '1' }), change(5, { match: { employee_number: '1' } }, { work_email: 'a@example.com' }), change(9, { match: { employee_number: '1' } }, { work_email: 'b@example.com' }),
    hire(40, { employee_number: '2', work_email: 'a@example.com' })])
  t.same(people.map(({ events }) => events), ['evt_0 evt_1 evt_2', 'evt_3'])
  t.same(holds, [])
})

t.test('two who have one address at the same time: a hold says so in every order', async (t) => {
  const e = { work_email: 'a@example.com' }
  const messages = [hire(1, { employee_number: '1', ...e }), hire(40, { employee_number: '2', ...e })]
  for (const { people, holds } of await inOrders(messages, permutations(2))) {
    t.equal(people.length, 1)
    t.match(holds, [/identity_conflict email_of_another/])
  }
})

t.test('a number that nobody has beside a CPF that somebody has is asked about, in every order, until its hire is there', async (t) => {
  const ana = { cpf: CPF }
  const messages = [hire(1, { employee_number: '1', ...ana }), change(10, { employee_number: '2', ...ana }, { job_title: 'X' })]
  const { people, holds } = await inAllOrders(messages)
  t.same(people.map(({ events }) => events), ['evt_0'])
  t.same(holds, ['evt_1 identity_conflict cpf_has_another_number'])
  const later = await inAllOrders([...messages, hire(9, { employee_number: '2', ...ana })])
  t.same([later.people.length, later.holds], [1, []])
})

t.test('a termination by CPF with two open contracts is asked about in every order; with one, in none', async (t) => {
  const two = [hire(1, { employee_number: '1', cpf: CPF }), hire(5, { employee_number: '2', cpf: CPF })]
  const asked = await inAllOrders([...two, end(10, { cpf: CPF })])
  t.same(asked.holds, ['evt_2 identity_conflict several_contracts'])
  t.equal(asked.people[0]?.view.state, 'active')
  const before = await inAllOrders([...two, end(3, { cpf: CPF })])
  t.same(before.holds, [])
  t.same(before.people[0]?.view.employments.map(({ open }) => open), [false, true])
  const afterTheOther = await inAllOrders([...two, end(7, { employee_number: '1' }), end(10, { cpf: CPF })])
  t.same([afterTheOther.holds, afterTheOther.people[0]?.view.state], [[], 'leaver'])
})

t.test('a hire without a date after a termination is asked about in every order; before it, in none', async (t) => {
  const ana = { employee_number: '1', cpf: CPF }
  const again = (n: number): Sent => ({ kind: 'hire', body: { ...at(n), ...ana, job_title: 'New' } })
  const asked = await inAllOrders([hire(1, ana), end(20, { employee_number: '1' }), again(40)])
  t.same([asked.holds, asked.people[0]?.view.state], [['evt_2 rehire hire_without_date'], 'leaver'])
  const repeated = await inAllOrders([hire(1, ana), end(20, { employee_number: '1' }), again(10)])
  t.same([repeated.holds, repeated.people[0]?.view.state], [[], 'leaver'])
})

t.test('what was said under a new number before its match was interpreted joins it', async (t) => {
  const { people, holds } = await inAllOrders([
    hire(1, { employee_number: '1' }), change(10, { match: { employee_number: '1' } }, { employee_number: '2' }), row(20, { employee_number: '2' }, { job_title: 'X' }), end(30, { employee_number: '1' })])
  t.same(people.map(({ view }) => [view.state, view.fields.employee_number, view.fields.job_title]), [['leaver', '2', 'X']])
  t.same(holds, [])
})

t.test('a match to the number of somebody who had it already: two people and a question, in every order', async (t) => {
  const messages = [hire(1, { employee_number: '1' }), hire(2, { employee_number: '2' }), change(10, { match: { employee_number: '1' } }, { employee_number: '2' })]
  for (const { people, holds } of await inOrders(messages, permutations(3))) {
    t.notOk(people.some(({ events }) => events.includes('evt_0') && events.includes('evt_1')))
    t.match(holds, [/identity_conflict points_at_two_people/])
  }
})

t.test('mentions by number, by CPF and by address fold into whoever is hired', async (t) => {
  const { people, holds } = await inAllOrders([
    change(5, { employee_number: '1' }, { job_title: 'X' }), change(6, { cpf: CPF }, { department: 'D' }), change(7, { work_email: 'a@example.com' }, { team: 'T' }),
    hire(1, { employee_number: '1', company_code: 'X', cpf: CPF, work_email: 'a@example.com' })])
  t.same(people.length, 1)
  t.match(people[0]?.view.fields, { job_title: 'X', department: 'D', team: 'T' })
  t.same(holds, [])
})

t.test('two companies that use one number are two people, whoever is interpreted first', async (t) => {
  const { people, holds } = await inAllOrders([hire(1, { employee_number: '1', company_code: 'X' }), hire(2, { employee_number: '1', company_code: 'Y' }), end(5, { employee_number: '1', company_code: 'Y' })])
  t.same(people.map(({ events, view }) => [events, view.state]), [['evt_0', 'active'], ['evt_1 evt_2', 'leaver']])
  t.same(holds, [])
})

t.test('a sender whose clock is ahead is known at once', async (t) => {
  const ahead = { occurred_at: isoOf(noonOf(TODAY) + 4 * 60_000) }
  const { people, holds } = await inAllOrders([
    { kind: 'hire', body: { ...ahead, employee_number: '1', hire_date: day(1), work_email: 'a@example.com' } },
    { kind: 'hire', body: { ...at(2), employee_number: '2', hire_date: day(2), work_email: 'b@example.com' } }, change(3, { employee_number: '1' }, { team: 'X' })])
  t.same(people.map(({ events }) => events), ['evt_0 evt_2', 'evt_1'])
  t.same(holds, [])
})

t.test('the items of one batch count in their order, whoever else speaks', async (t) => {
  const items = ['A', 'B', 'C'].map((title) => ({ type: 'change', employee_number: '1', job_title: title, ...at(10) }))
  const { people } = await inAllOrders([{ kind: 'batch', body: { items: [{ type: 'hire', employee_number: '1', ...at(1) }, ...items] } }, change(9, { employee_number: '1' }, { job_title: 'Z' })])
  t.same(people.map(({ view }) => view.fields.job_title), ['C'])
})

t.test('an answer of one question may answer the next: a chain of one address', async (t) => {
  const e = { work_email: 'a@example.com' }
  const { people, holds } = await inAllOrders([
    hire(1, { employee_number: '1', ...e }), end(20, { employee_number: '1' }),
    hire(30, { employee_number: '2', ...e }), end(50, { employee_number: '2' }), hire(60, { employee_number: '3', ...e })])
  t.same(people.map(({ events, view }) => [events, view.state]), [['evt_0 evt_1', 'leaver'], ['evt_2 evt_3', 'leaver'], ['evt_4', 'active']])
  t.same(holds, [])
})

/** What a careful HR department could send of up to three people who take over each other's addresses when they are free. */
const world: fc.Arbitrary<Sent[]> = fc.tuple(
  fc.array(fc.record({
    cpf: fc.boolean(),
    company: fc.option(fc.constantFrom('X', 'Y'), { nil: undefined }),
    first: fc.integer({ min: 0, max: 20 }),
    steps: fc.array(fc.record({ what: fc.constantFrom('change', 'row', 'renumber', 'address', 'leave', 'end', 'second', 'title'), days: fc.integer({ min: 1, max: 12 }), by: fc.constantFrom('number', 'cpf', 'both', 'bare'), value: fc.constantFrom('A', 'B', 'C') }), { maxLength: 4 })
  }), { minLength: 1, maxLength: 3 }),
  fc.boolean()
).map(([people, batched]) => {
  const messages: Sent[] = []
  let free: { address: string, from: number } | undefined
  for (const [i, person] of people.entries()) {
    const numbers = [`${i + 1}00`]
    const company = person.company && { company_code: person.company }
    const cpf = person.cpf ? { cpf: CPFS[i] } : {}
    let n = Math.max(person.first, free?.from ?? 0)
    let address = free?.address ?? `person${i}@example.com`
    free = undefined
    let open = true
    let contracts = 1
    const named = (by: string): Body => by === 'cpf' && person.cpf && contracts === 1
      ? cpf
      : by === 'bare' ? { employee_number: numbers.at(-1) } : { employee_number: numbers.at(-1), ...company, ...(by === 'both' && cpf) }
    const full = (): Body => ({ employee_number: numbers.at(-1), ...company, ...cpf, work_email: address })
    messages.push(hire(n, full(), { full_name: `Person ${i}`, job_title: 'First' }))
    for (const { what, days, by, value } of person.steps) {
      n += days
      if (!open) {
        if (what !== 'row' && what !== 'second') continue
        messages.push(hire(n, full(), { job_title: `Again ${value}` }))
        open = true
      } else if (what === 'change' || what === 'title') messages.push(change(n, named(by), what === 'title' ? { job_title: value } : { department: value, tags: [value] }))
      else if (what === 'row') messages.push(row(n, full(), { job_title: value, team: value }))
      else if (what === 'renumber') {
        messages.push(change(n, { match: { employee_number: numbers.at(-1), ...company } }, { employee_number: `${i + 1}0${numbers.length}`, ...company }))
        numbers.push(`${i + 1}0${numbers.length}`)
      } else if (what === 'address') {
        address = `person${i}.${n}@example.com`
        messages.push(change(n, { match: { employee_number: numbers.at(-1), ...company } }, { work_email: address }))
      } else if (what === 'leave') messages.push({ kind: 'leave', body: { ...at(n), ...named(by), from: day(n), until: day(n + 3) } })
      else if (what === 'end') {
        messages.push(end(n, named(by)))
        open = contracts > 1
        if (open) break
      } else if (person.cpf && contracts === 1) {
        contracts = 2
        messages.push(hire(n, { employee_number: `${i + 1}50`, ...company, ...cpf }, { job_title: 'Second' }))
      }
    }
    if (!open) free = { address, from: n + 1 }
  }
  if (batched && messages.length > 2) {
    const items = messages.splice(1, 2).map(({ kind, body }) => ({ type: kind, ...body }))
    messages.splice(1, 0, { kind: 'batch', body: { items } })
  }
  return messages
})

const chunks = (order: number[], sizes: number[]): number[][] => {
  const steps: number[][] = []
  for (let i = 0, k = 0; i < order.length; k++) {
    const size = sizes[k % sizes.length]!
    steps.push(order.slice(i, i + size))
    i += size
  }
  return steps
}

t.test('any order of interpretation by two workers ends in the same people', async () => {
  await fc.assert(fc.asyncProperty(world.chain((messages) => fc.tuple(
    shuffled(messages),
    fc.array(fc.tuple(shuffled([...messages.keys()]), fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 })), { minLength: 3, maxLength: 3 }))
  ), async ([messages, others]) => {
    const byTime = [...messages.keys()].sort((a, b) => timeOf(messages[a]!) - timeOf(messages[b]!))
    const orders = [byTime.map((one) => [one]), ...others.map(([order, sizes]) => chunks(order, sizes))]
    const outcomes = await inOrders(messages, orders)
    sameOutcomes(outcomes, orders, messages)
    if (outcomes[0]!.holds.length + outcomes[0]!.left.length > 0) throw new Error(`${show(outcomes[0]!.holds)} ${show(outcomes[0]!.left)} ${show(messages)}`)
  }), { numRuns: Number(process.env.WORLDS ?? 20), endOnFailure: process.env.SHRINK === undefined })
})

function timeOf ({ body }: Sent): number {
  const { occurred_at: time, items } = body as { occurred_at?: string, items?: { occurred_at: string }[] }
  return Date.parse(time ?? items![0]!.occurred_at)
}
