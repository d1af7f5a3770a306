import fc from 'fast-check'
import t from 'tap'
import { judge, type Braked } from '../../src/application/deliver/judge.ts'
import type { TenantSettings } from '../../src/domain/tenant.ts'
import { place } from './setup.ts'

const at = Date.parse('2026-11-22T12:00:00Z')
const { pool, links } = await place(t)
const names = Array.from({ length: 60 }, (_, i) => `p${i}`)
await links(names)
const lane = (count: number, percent = 0) => ({ tenant: 'acme', settings: { brakes: { endings: { count, percent, hours: 24 } } } as TenantSettings })
const ending = (name: string, run: number, when = at): Braked => ({ kind: 'endings', link: name, employee: `emp_${name}`, run, decision: undefined, known: false, at: when })
const verdictsOf = async (limit: number, braked: Braked[]) => (await judge(pool, lane(limit), braked)).map(({ kind }) => kind)

t.beforeEach(() => pool.query('TRUNCATE brake, brake_bound'))

t.test('one by one, the limit passes and the next one waits, as do all after it', async (t) => {
  for (const [i, name] of names.slice(0, 7).entries()) t.same(await verdictsOf(5, [ending(name, i)]), [i < 5 ? 'pass' : 'held'])
})

t.test('those of one run are judged as a whole, in whatever groups they come', async (t) => {
  const run = names.slice(0, 8).map((name) => ending(name, 1))
  await pool.query("INSERT INTO brake (link, kind, tenant, employee, run, state, at) SELECT name, 'endings', 'acme', 'emp_' || name, 1, 'expected', $2 FROM unnest($1::text[]) AS one (name)", [names.slice(0, 8), new Date(at)])
  const now = Date.now()
  const ahead = run.map((one) => ({ ...one, at: now }))
  t.same(await verdictsOf(5, ahead.slice(0, 4)), Array(4).fill('later'), 'four have not been looked at')
  t.same(await verdictsOf(5, ahead.slice(4)), Array(4).fill('held'))
  t.same(await verdictsOf(5, ahead.slice(0, 4)), Array(4).fill('held'))
})

t.test('a word said before counts: approved goes and does not count, rejected does not go', async (t) => {
  const said = names.slice(0, 4).map((name, i): Braked => ({ ...ending(name, i), decision: i % 2 === 0 ? 'approved' : 'rejected' }))
  t.same(await verdictsOf(1, said), ['pass', 'rejected', 'pass', 'rejected'])
  t.same(await verdictsOf(1, [ending('p9', 9)]), ['pass'])
  t.same(await verdictsOf(1, [ending('p10', 10)]), ['held'])
})

t.test('the window passes; who waits for a word waits on', async (t) => {
  t.same(await verdictsOf(1, [ending('p0', 0), ending('p1', 1)]), ['pass', 'held'])
  const later = at + 25 * 3_600_000
  t.same(await verdictsOf(2, [ending('p2', 2, later)]), ['pass'], 'one waits, one goes')
  t.same(await verdictsOf(2, [ending('p1', 1, later)]), ['held'])
  t.same(await verdictsOf(2, [ending('p3', 3, later)]), ['held'])
})

t.test('a person counts once, however often they are asked about', async (t) => {
  t.same(await verdictsOf(2, [ending('p0', 0), ending('p0', 0), ending('p0', 5)]), ['pass', 'pass', 'pass'])
  t.same(await verdictsOf(2, [ending('p1', 1)]), ['pass'])
})

t.test('whatever the groups, never more than the limit pass, and whoever passes has been counted', async () => fc.assert(
  fc.asyncProperty(fc.nat(8), fc.array(fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), { maxLength: 12 }), async (limit, groups) => {
    await pool.query('TRUNCATE brake, brake_bound')
    const passed = new Set<string>()
    const seen = new Set<number>()
    for (const group of groups) {
      const asked = [...new Set(group)].sort((a, b) => a - b)   // runs are judged in their order
      const verdicts = await verdictsOf(limit, asked.map((i) => ending(names[i]!, i)))
      verdicts.forEach((verdict, i) => { if (verdict === 'pass') passed.add(names[asked[i]!]!) })
      for (const i of asked) {
        // Nobody is kept while there is room for them.
        if (!seen.has(i) && seen.size < limit && !passed.has(names[i]!)) throw new Error(`${names[i]} was kept at ${seen.size} of ${limit}`)
        seen.add(i)
      }
    }
    if (passed.size > limit) throw new Error(`${passed.size} of ${limit} passed`)
    const { rows: [{ bound, counted }] } = await pool.query("SELECT coalesce(max(people), 0)::int AS bound, (SELECT count(DISTINCT employee)::int FROM brake WHERE state IN ('counted', 'passed', 'held')) AS counted FROM brake_bound")
    if (bound < counted) throw new Error(`the bound ${bound} is below the ${counted} who count`)
  }), { numRuns: 40 }))
