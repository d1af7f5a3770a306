import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { instantIn, type Instant } from '../../src/domain/calendar.ts'
import { EVENT_TYPES, type Event } from '../../src/domain/event.ts'
import type { Fields } from '../../src/domain/fields.ts'
import { makeSense } from '../../src/domain/lenient.ts'
import { understand } from '../../src/domain/understand.ts'
import { view, type Employee } from '../../src/domain/view/view.ts'
import { CPF, day, eventFrom, history, instant, noonOf, personFields, shuffled, simpleHistory, ZONE } from '../helpers/histories.ts'

const RUNS = { numRuns: 1000 }
const options = { zone: ZONE }
const see = (events: Event[], at: Instant): Employee => view(events, at, options)
const without = ({ changesAt: _, ...rest }: Employee) => rest

/** Says what differs, where a bare false would not. */
function same (a: unknown, b: unknown): void {
  if (!isDeepStrictEqual(a, b)) throw new Error(`${show(a)}\nis not\n${show(b)}`)
}
const show = (value: unknown): string => JSON.stringify(value, (_, each) => each instanceof Map ? [...each] : each instanceof Set ? [...each].sort() : each, 1)

const holds = (property: fc.IRawProperty<unknown>): void => { fc.assert(property as fc.IProperty<unknown>, RUNS) }

t.test('any order and any repetition of events gives the same employee', async () => holds(
  fc.property(history.chain((events) => fc.tuple(fc.constant(events), shuffled(events), fc.subarray(events))), instant, ([events, others, again], at) => {
    same(see([...again, ...others, ...again], at), see(events, at))
  })))

t.test('an employee at an instant knows nothing that is stamped later', async () => holds(
  fc.property(history, instant, (events, at) => {
    same(without(see(events, at)), without(see(events.filter(({ stamp }) => stamp.time <= at), at)))
  })))

t.test('between now and the next change nothing changes', async () => holds(
  fc.property(history, instant, fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 3, maxLength: 3 }), (events, at, fractions) => {
    const now = see(events, at)
    const until = now.changesAt ?? at + 400 * 86_400_000
    for (const instant of [until - 1, ...fractions.map((fraction) => Math.floor(at + fraction * (until - 1 - at)))]) {
      if (instant >= at) same(see(events, instant), now)
    }
  })))

t.test('with lead days and endings at another hour, nothing changes before the next change either', async () => holds(
  fc.property(history, instant, fc.integer({ min: 0, max: 10 }), fc.constantFrom('00:00', '18:30'), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (events, at, leadDays, hour, fraction) => {
    const there = { zone: ZONE, leadDays, endsAt: ({ date }: { date: string }) => instantIn(ZONE, date, hour) }
    const now = view(events, at, there)
    const until = now.changesAt ?? at + 400 * 86_400_000
    same(view(events, Math.floor(at + fraction * (until - 1 - at)), there), now)
    same(view(events, until - 1, there), now)
  })))

t.test('every event has one fate: it owns something, or stands aside, or changed nothing, or was superseded', async () => holds(
  fc.property(history, instant, (events, at) => {
    const { owners, aside, idle } = see(events, at)
    const known = new Set(events.filter(({ stamp }) => stamp.time <= at).map(({ id }) => id))
    const owning = new Set(owners.values())
    for (const set of [owning, aside, idle]) for (const id of set) if (!known.has(id)) throw new Error(`${id || 'nobody'} said nothing yet`)
    for (const id of known) if ([owning, aside, idle].filter((set) => set.has(id)).length > 1) throw new Error(`${id} is two things at once`)
  })))

/** All that a view says of a person; how it came to it may differ. */
const whole = ({ state, fields, owners, aside, employments }: Employee) => ({
  state, fields, owners, aside, employments: employments.map(({ told, open, fields, stints }) => ({ told, open, fields, stints: stints.map(({ hires: _, ...stint }) => stint) }))
})

t.test('a full row that repeats the previous row changes nothing, whatever lies between', async () => holds(
  fc.property(history, instant, fc.integer({ min: 1, max: 60 }), (events, at, days) => {
    const row = [...events].sort((a, b) => a.stamp.time - b.stamp.time || a.stamp.sequence - b.stamp.sequence || a.stamp.index - b.stamp.index).findLast(({ type, source }) => type === 'upsert' && source === 'erp')
    fc.pre(row !== undefined)
    const again: Event = { ...row, id: 'again', stamp: { time: row.stamp.time + days * 86_400_000, sequence: 1000, index: 0 } }
    const once = see(events, at)
    const repeated = see([...events, again], at)
    same(whole(repeated), whole(once))
    if (again.stamp.time <= at && !repeated.idle.has('again')) throw new Error('a repeated row is not idle')
  })))

t.test('saying the same again changes nothing: neither a value nor whose it is', async () => holds(
  fc.property(history, instant, fc.nat(), (events, at, which) => {
    const inOrder = [...events].sort((a, b) => a.stamp.time - b.stamp.time || a.stamp.sequence - b.stamp.sequence || a.stamp.index - b.stamp.index)
    const { id, ...said } = inOrder.at(which % events.length)!
    const once = see(events, at)
    const twice = see([...events, { ...said, id: 'again', stamp: { ...said.stamp, index: said.stamp.index + 0.5 } }], at)
    same(whole(twice), whole(once))
  })))

t.test('person fields of one contract: a naive reader agrees', async () => holds(
  fc.property(simpleHistory, instant, (events, at) => {
    const naive: Record<string, { value: unknown, stamp: number[] }> = {}
    for (const { stamp, fields } of events) {
      if (stamp.time > at) continue
      for (const [name, value] of Object.entries(fields)) {
        const mine = [stamp.time, stamp.sequence, stamp.index]
        const before = naive[name]?.stamp ?? [-Infinity, 0, 0]
        const later = mine.map((part, i) => Math.sign(part - before[i]!)).find((sign) => sign !== 0) ?? 0
        if (later > 0) naive[name] = { value, stamp: mine }
      }
    }
    const { fields } = see(events, at)
    same(Object.fromEntries(Object.keys(naive).sort().map((name) => [name, naive[name]!.value])), Object.fromEntries(Object.keys(fields).sort().map((name) => [name, fields[name as keyof Fields]])))
  })))

t.test('a custom key is a fact of its own: a naive reader agrees', async () => holds(
  fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', null), { minKeys: 1, maxKeys: 2 })), { minLength: 1, maxLength: 10 }), instant, (all, at) => {
    const events = all.map(([n, custom], i) => eventFrom({ type: 'change', time: noonOf(n), source: 'api', who: { employee_number: '1' }, fields: { custom } }, i))
    const naive: Record<string, string | null> = {}
    for (const { stamp, fields } of [...events].sort((a, b) => a.stamp.time - b.stamp.time || a.stamp.sequence - b.stamp.sequence)) if (stamp.time <= at) Object.assign(naive, fields.custom)
    same({ ...see(events, at).fields.custom }, naive)
  })))

const ana = { employee_number: '1', cpf: CPF }
const hired = (n: number, on: number, sequence: number, fields: Fields = {}, who: object = ana) =>
  eventFrom({ type: 'hire', time: noonOf(n), source: 'api', who, fields: { hire_date: day(on), ...fields } }, sequence)
const ended = (n: number, on: number, sequence: number, who: object = { employee_number: '1' }) =>
  eventFrom({ type: 'termination', time: noonOf(n), source: 'api', who, fields: { termination: { date: day(on), reason: 'voluntary' } } }, sequence)
const changed = (n: number, sequence: number, fields: Fields, who: object = { employee_number: '1' }, match?: object) =>
  eventFrom({ type: 'change', time: noonOf(n), source: 'api', who, fields, ...(match && { match }) }, sequence)
const small = (max: number) => fc.integer({ min: 0, max })

t.test('nothing that is said of the person reopens an ended contract but a hire with a later date', async () => holds(
  fc.property(small(20), small(20), small(60), small(40), small(40), personFields, (hire, until, told, early, lateBy, fields) => {
    const end = hire + until
    const late = hired(end + told, Math.min(hire + early, end), 9, { ...fields, department: 'Late' })
    const repeated = hired(end + lateBy, hire, 10)
    const events = [hired(hire, hire, 1), ended(end, end, 2), late, repeated]
    for (const n of [end, end + told, end + told + 1, end + told + 100]) same(see(events, noonOf(n)).state, 'leaver')
  })))

t.test('a rehire is open from its first day until its own termination, and the late word on the first stint does not touch it', async () => holds(
  fc.property(small(20), small(20), small(20), small(20), small(90), (hire, length, gap, ahead, at) => {
    const end = hire + length
    const again = end + 1 + gap
    const told = Math.max(end + 1, again - ahead)
    const events = [
      hired(hire, hire, 1, { department: 'Old', job_title: 'Old', full_name: 'Ana' }), ended(end, end, 2), hired(told, again, 3, { job_title: 'New' }),
      ended(again + 5, end, 4), hired(again + 6, hire, 5, { department: 'Old', job_title: 'Old', full_name: 'Ana' })
    ]
    const { state, fields } = see(events, noonOf(again + at))
    same(state, 'active')
    same([fields.job_title, fields.department, fields.full_name, fields.hire_date], ['New', undefined, 'Ana', day(again)])
    if (again - end > 1) same(see(events, noonOf(again - 1)).state, 'leaver')
    same(see([...events, ended(again + at, again + at, 6)], noonOf(again + at)).state, 'leaver')
  })))

t.test('hired, cancelled before the first day and hired again for another day: the second hire counts', async () => holds(
  fc.property(small(10), small(10), small(10), small(10), fc.boolean(), (wait, cancelled, again, later, repeat) => {
    const first = 20 + wait
    const second = first + 1 + later
    const events = [hired(0, first, 1), ended(1 + cancelled, 1 + cancelled, 2), hired(2 + cancelled + again % 5, second, 3), ...(repeat ? [hired(3 + cancelled, first, 4)] : [])]
    same(see(events, noonOf(second)).state, 'active')
    same(see(events.slice(0, 2), noonOf(second)).state, 'leaver')
  })))

t.test('a first day that is postponed or brought forward before it came stays one stint', async () => holds(
  fc.property(small(20), small(20), (first, second) => {
    const events = [hired(0, 10 + first, 1), hired(1, 10 + second, 2)]
    const { employments } = see(events, noonOf(60))
    same(employments.map(({ stints }) => stints.map(({ hireDate }) => hireDate)), [[day(10 + second)]])
    same(see([...events, ended(2, 5, 3)], noonOf(60)).state, 'leaver')
  })))

t.test('of two contracts one ends: a leaver only when none is open', async () => holds(
  fc.property(small(40), small(40), small(40), small(40), small(130), (first, second, until, later, at) => {
    const two = { employee_number: '2', cpf: CPF }
    const ends = [first + until, second + later]
    const events = [
      hired(0, first, 1, { job_title: 'One' }), hired(0, second, 2, { job_title: 'Two' }, two),
      ended(ends[0]!, ends[0]!, 3), ended(ends[1]!, ends[1]!, 4, { employee_number: '2' })
    ]
    const { state, fields } = see(events, noonOf(at))
    const open = [at < ends[0]!, at < ends[1]!]
    same(state, open[0] || open[1] ? 'active' : 'leaver')
    if (open[0] !== open[1]) same([fields.job_title, fields.employee_number], open[0] ? ['One', '1'] : ['Two', '2'])
  })))

t.test('a termination that names none of several contracts ends one of them, however often it is said', async () => {
  const two = { employee_number: '2', cpf: CPF }
  const y = { employee_number: '1', company_code: 'Y' }
  const hires = [hired(0, 0, 1, {}, two), hired(1, 1, 2), hired(2, 2, 3, {}, y)]
  for (const who of [{ employee_number: '1', company_code: 'X' }, { employee_number: '3' }, { cpf: CPF }]) {
    for (const again of [[], [ended(5, 5, 5, who)], [ended(5, 5, 5, who), ended(9, 5, 6, who)]]) {
      const { state, employments, owners, fields } = see([...hires, ended(5, 5, 4, who), ...again], noonOf(10))
      same([state, employments.map(({ open }) => open), fields.employee_number, owners.get('hire')], ['active', [true, false], '2', 'evt_1_0'])
    }
  }
})

t.test('a hire without a date that is said again is said of the stint that it opened', async () => {
  const opening = (sequence: number) => eventFrom({ type: 'hire', time: noonOf(1), source: 'api', who: ana, fields: { job_title: 'Second' } }, sequence)
  const before = [changed(0, 1, { hire_date: day(9) }), ended(0, 0, 2)]
  const after = [hired(1, 0, 5), ended(1, 3, 6)]
  for (const again of [[], [opening(4)]]) {
    const events = [...before, opening(3), ...again, ...after]
    same([1, 9].map((n) => see(events, noonOf(n)).fields.job_title), [undefined, 'Second'])
  }
})

t.test('a number that only a mention gave is no open contract', async () => {
  const events = [hired(0, 0, 1), changed(2, 2, { team: 'X' }, { cpf: CPF }, { employee_number: '9', cpf: CPF }), ended(5, 5, 3)]
  same(see(events, noonOf(6)).state, 'leaver')
})

t.test('two companies that use one number are two contracts', async () => {
  const at = (company: string) => ({ employee_number: '1', company_code: company, cpf: CPF })
  const events = [hired(0, 0, 1), hired(1, 0, 2, {}, at('X')), hired(2, 2, 3, {}, at('Y')), ended(5, 5, 4, at('Y'))]
  same(see(events, noonOf(4)).employments.length, 2)
  same(see(events, noonOf(6)).state, 'active')
})

t.test('a number told by a change belongs to its contract: the next number is another contract', async () => {
  const events = [hired(0, 0, 1, {}, { cpf: CPF }), changed(1, 2, {}, { cpf: CPF, employee_number: '5' }), hired(2, 2, 3, {}, { cpf: CPF, employee_number: '6' })]
  same(see(events, noonOf(3)).employments.map(({ fields }) => fields.employee_number), ['5', '6'])
})

t.test('a corrected number stays an alias: whatever is said under any of them is said of the one contract', async () => holds(
  fc.property(fc.array(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 6 }), fc.boolean(), (names, company) => {
    const code = company ? { company_code: 'X' } : {}
    const events = [
      hired(0, 0, 1, {}, { employee_number: '1', ...code }),
      changed(1, 2, {}, { employee_number: '2', ...code }, { employee_number: '1' }),
      changed(2, 3, {}, { employee_number: '3', ...code }, { employee_number: '2', ...code }),
      ...names.map((number, i) => changed(3 + i, 4 + i, { job_title: `T${i}` }, { employee_number: number, ...code }))
    ]
    const { fields, employments } = see(events, noonOf(30))
    same([fields.employee_number, fields.job_title, employments.length], ['3', `T${names.length - 1}`, 1])
    same(see([...events, ended(20, 20, 50, { employee_number: names[0]! })], noonOf(21)).state, 'leaver')
  })))

t.test('a transfer to another company moves the number and keeps the contract', async () => {
  const events = [hired(0, 0, 1, { job_title: 'A' }, { employee_number: '1', company_code: 'X', cpf: CPF }), changed(3, 2, { department: 'D' }, { employee_number: '77', company_code: 'Y' }, { employee_number: '1', company_code: 'X' })]
  const { fields, employments, owners } = see(events, noonOf(4))
  same([fields.employee_number, fields.company_code, fields.job_title, fields.hire_date, employments.length], ['77', 'Y', 'A', day(0), 1])
  same(owners.get('number'), 'evt_2_0')
})

t.test('a change that is to come waits, and a withdrawal or a later word cancels it', async () => holds(
  fc.property(small(20), small(20), small(50), (soon, cancel, at) => {
    const hire = hired(0, 0, 1, { job_title: 'Now' })
    const future = { ...changed(soon + 1, 2, { job_title: 'Then' }), id: 'future' }
    const back = { ...changed(soon + 1, 3, { job_title: 'Now' }), id: 'back' }      // stamped on the same midnight, sent later
    const done = at >= soon + 1
    same(see([hire, future], noonOf(at)).fields.job_title, done ? 'Then' : 'Now')
    same(see([hire], noonOf(at)).fields.job_title, 'Now')
    same(see([hire, back, future], noonOf(at)).fields.job_title, 'Now')
    if (!done) same(see([hire, future], noonOf(at)).changesAt, future.stamp.time)
    const later = changed(soon + 2 + cancel, 4, { job_title: 'Later' })
    same(see([hire, later, future], noonOf(soon + 2 + cancel)).fields.job_title, 'Later')
  })))

t.test('a termination that is to come is moved by a later one and taken back by null', async () => holds(
  fc.property(small(30), small(30), small(80), fc.boolean(), (first, second, at, undone) => {
    const events = [hired(0, 0, 1), ended(1, 10 + first, 2), ended(2, 10 + second, 3), ...(undone ? [changed(3, 4, { termination: null })] : [])]
    const { state, owners } = see(events, noonOf(at + 4))
    same(state, !undone && at + 4 >= 10 + second ? 'leaver' : 'active')
    same(owners.get('termination'), undone ? 'evt_4_0' : first === second ? 'evt_2_0' : 'evt_3_0')
  })))

t.test('termination: null after a rehire takes nothing back of what was before it, said alone or in a full row', async () => {
  const again: Event = { ...hired(8, 8, 3, { job_title: 'New' }), type: 'upsert' }
  for (const later of [[again, changed(9, 4, { termination: null })], [{ ...again, fields: { ...again.fields, termination: null } }]]) {
    const { employments, fields } = see([hired(0, 0, 1, { department: 'Old' }), ended(5, 5, 2), ...later], noonOf(10))
    same([employments[0]!.stints.length, fields.department, fields.job_title], [2, undefined, 'New'])
  }
})

t.test('a rehire by full row has all that the row says, not only what differs from the row before', async () => {
  const rowed = (n: number, sequence: number, fields: Fields): Event => ({ ...changed(n, sequence, { department: 'D', ...fields }), type: 'upsert' })
  const { fields, state } = see([rowed(0, 1, { hire_date: day(0) }), rowed(5, 2, { hire_date: day(0), termination: { date: day(5) } }), rowed(9, 3, { hire_date: day(9), termination: null })], noonOf(9))
  same([state, fields.department, fields.employee_number], ['active', 'D', '1'])
})

t.test('termination: null where nothing was to end changes nothing', async () => {
  const { idle, state } = see([hired(0, 0, 1), changed(3, 2, { termination: null })], noonOf(4))
  same([state, idle.has('evt_2_0')], ['active', true])
})

t.test('a leave is in force by its dates, and a return ends it', async () => holds(
  fc.property(small(20), small(20), small(20), small(70), (from, length, gap, at) => {
    const leave = (n: number, sequence: number, start: number, end: number) => eventFrom({ type: 'leave', time: noonOf(n), source: 'api', who: { employee_number: '1' }, fields: { leave: { from: day(start), until: day(end) } } }, sequence)
    const second = from + length + 1 + gap
    const events = [hired(0, 0, 1), leave(0, 2, from, from + length), leave(0, 3, second, second + 5)]
    const { fields, idle } = see(events, noonOf(at))
    same(fields.leave, at <= from + length ? { from: day(from), until: day(from + length) } : { from: day(second), until: day(second + 5) })
    same([...idle], [])
    const back = eventFrom({ type: 'return', time: noonOf(from + length), source: 'api', who: { employee_number: '1' }, fields: { leave: null } }, 4)
    same(see([...events.slice(0, 2), back], noonOf(from + length)).fields.leave, null)
  })))

t.test('a leave repeated word for word changes nothing', async () => {
  const leave = (n: number, sequence: number) => eventFrom({ type: 'leave', time: noonOf(n), source: 'api', who: { employee_number: '1' }, fields: { leave: { from: day(5) } } }, sequence)
  const { owners, idle } = see([hired(0, 0, 1), leave(1, 2), leave(2, 3)], noonOf(6))
  same([owners.get('leave'), [...idle]], ['evt_2_0', ['evt_3_0']])
})

t.test('a hire said after a change that carried its date is still the hire', async () => {
  const { owners, state } = see([changed(0, 1, { hire_date: day(0) }), hired(1, 0, 2)], noonOf(3))
  same([owners.get('hire'), state], ['evt_2_0', 'active'])
})

t.test('the statements of a batch count in their order', async () => holds(
  fc.property(fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 6 }), (titles) => {
    const batch = titles.map((title, index) => eventFrom({ type: 'change', time: noonOf(1), source: 'api', who: { employee_number: '1' }, fields: { job_title: title } }, 2, index))
    same(see([...batch.reverse(), hired(0, 0, 1)], noonOf(2)).fields.job_title, titles.at(-1))
  })))

t.test('names are one fact: the name shown is made of what was said last', async () => holds(
  fc.property(fc.array(fc.record({ full_name: fc.constantFrom('Ana Souza', 'Ana Lima'), first_name: fc.constantFrom('Ana', 'Bia'), last_name: fc.constantFrom('Souza', 'Lima') }, { requiredKeys: [] }), { minLength: 1, maxLength: 5 }), (all) => {
    const events = all.map((fields, i) => changed(i, i, fields))
    const { fields } = see(events, noonOf(30))
    const last = all.findLast((each) => Object.keys(each).length > 0)
    if (last?.full_name !== undefined) same(fields.full_name, last.full_name)
    else if (last?.first_name !== undefined && last.last_name !== undefined) same(fields.full_name, `${last.first_name} ${last.last_name}`)
    if (last?.first_name !== undefined) same(fields.first_name, last.first_name)
    if (last !== undefined && last.first_name === undefined && last.last_name === undefined) same([fields.first_name, fields.last_name], [undefined, undefined])
  })))

const RECEIVED = noonOf(0)
const names = ['employee_number', 'company_code', 'cpf', 'work_email', 'source_id', 'match', 'custom', 'managers', 'leave', 'termination', 'date', 'from', 'until', 'reason', 'full_name', 'hire_date', 'birth_date', 'mobile_phone', 'occurred_at', 'effective_on', 'event_id', 'tags', '__proto__', 'constructor', 'vacation', 'toString']
const values: unknown[] = ['1', ' 1 ', '', '529.982.247-25', CPF, 'A@Example.com', '11 98765-4321', day(3), day(1), '2026-01-01T10:00:00Z', '2026-01-01T10:00:00-03:00[x]', '+275760-09-13T00:00:00Z', null, ['x'], ['x', 'x'], [{ cpf: '529.982.247-25' }], { from: day(1) }, { from: day(1), until: day(4) }, { date: day(2), reason: 'voluntary' }, { employee_number: '1' }, { a: 'x', b: null }]
const bodies = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...names), fc.oneof({ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }, { weight: 6, arbitrary: fc.constantFrom(...values) }), { maxKeys: 6 }) }
).map((value): unknown => JSON.parse(JSON.stringify(value)))

t.test('no JSON makes a parser throw, and reading twice reads the same', async () => holds(
  fc.property(fc.constantFrom(...EVENT_TYPES), bodies, (type, body) => {
    const before = structuredClone(body)
    const understood = understand(type, body, RECEIVED)
    same(understand(type, body, RECEIVED), understood)
    same(body, before)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return
    const sense = makeSense({ type, body: body as Record<string, unknown> }, RECEIVED)
    same(makeSense({ type, body: body as Record<string, unknown> }, RECEIVED), sense)
    same(body, before)
    if (understood.ok && sense.statement !== undefined) same(sense.statement, understood.statement)
  })))

const sound = fc.record({
  employee_number: fc.constantFrom('1', ' 01 '),
  cpf: fc.constantFrom(CPF, '529.982.247-25'),
  work_email: fc.constantFrom('Ana@Example.com', null),
  source_id: fc.constant('s1'),
  match: fc.constantFrom({ employee_number: '7' }, { cpf: '529.982.247-25' }),
  full_name: fc.constantFrom(' Ana ', 'Jose\u0301', null),
  mobile_phone: fc.constantFrom('11 98765-4321', '+5511987654321'),
  tags: fc.constantFrom(['x', 'x', 'y'], [], null),
  managers: fc.constantFrom([{ cpf: '529.982.247-25' }], [{ work_email: 'B@example.com' }, { work_email: 'b@example.com' }]),
  custom: fc.constantFrom({ ' a ': 'x' }, { a: null, b: 'y' }, null),
  vacation: fc.constantFrom({ from: day(1), until: day(1) }, null),
  hire_date: fc.constantFrom(day(1), null),
  occurred_at: fc.constantFrom('2026-01-01T10:00:00.5Z', '1999-12-31T23:00:00-03:00'),
  termination: fc.constant(null),
  leave: fc.constantFrom({ from: day(2) }, null),
  effective_on: fc.constant(day(9))
}, { requiredKeys: [] })

t.test('what was understood, written down and read again, is the same statement', async () => holds(
  fc.property(fc.constantFrom('hire' as const, 'change' as const, 'upsert' as const), sound, (type, body) => {
    const left = { hire: ['match', 'termination', 'leave', 'effective_on'], change: [], upsert: ['effective_on'] }[type] as string[]
    const understood = understand(type, Object.fromEntries(Object.entries(body).filter(([name]) => !left.includes(name))), RECEIVED)
    fc.pre(understood.ok)
    const { fields, who, match, occurredAt, effectiveOn } = understood.statement
    const again = understand(type, { ...fields, ...who, ...(match && { match }), ...(occurredAt !== undefined && { occurred_at: new Date(occurredAt).toISOString() }), ...(effectiveOn && { effective_on: effectiveOn }) }, RECEIVED)
    same(again, understood)
  })))

t.test('a time that no calendar has is refused', async (t) => {
  for (const time of ['+275760-09-13T00:00:00Z', '-271821-04-20T00:00:00Z', '0001-01-01T00:00:00Z']) {
    t.notOk(understand('change', { employee_number: '1', team: 'x', occurred_at: time }, RECEIVED).ok, time)
  }
})
