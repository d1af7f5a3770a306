import t from 'tap'
import { createLanes, type LaneControl } from '../../src/worker/lanes.ts'

/** Lanes whose destinations work for as long as a test lets them. */
function setup (most: number) {
  let now = 0
  const due = new Set<string>()
  const running = new Map<string, { control: LaneControl, end (): void }>()
  const failures: unknown[] = []
  const lanes = createLanes({
    findDue: async () => [...due],
    run: (id, control) => new Promise((resolve) => running.set(id, { control, end () { running.delete(id); resolve() } })),
    failed: (error) => { failures.push(error) },
    most,
    ticks: () => now
  })
  return { lanes, due, running, failures, pass (ms: number) { now += ms } }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

t.test('a destination is served once at a time, and a wake-up while it is served is not lost', async (t) => {
  const { lanes, due, running } = setup(4)
  due.add('a')
  await lanes.start()
  const first = running.get('a')
  await lanes.start()
  t.equal(running.get('a'), first, 'the same lane goes on')
  await first!.control.woken(60_000)
  t.pass('it was woken')
})

t.test('with more lanes than room, each has its slice of time and then makes room', async (t) => {
  const { lanes, due, running, pass } = setup(1)
  due.add('a').add('b')
  await lanes.start()
  t.same([...running.keys()], ['a'])
  t.ok(running.get('a')!.control.mayGoOn(), 'its slice has only begun')
  pass(5001)
  t.notOk(running.get('a')!.control.mayGoOn(), 'somebody waits')
  running.get('a')!.end()
  await settled()
  t.same([...running.keys()], ['b'])
  pass(5001)
  due.delete('a')
  t.ok(running.get('b')!.control.mayGoOn(), 'nobody waits: no reason to stop')
  running.get('b')!.end()
})

t.test('stopping waits for what is under way, and starts nothing', async (t) => {
  const { lanes, due, running } = setup(1)
  due.add('a').add('b')
  await lanes.start()
  const stopping = lanes.stop()
  t.notOk(running.get('a')!.control.mayGoOn())
  running.get('a')!.end()
  await stopping
  t.same([...running.keys()], [])
})

t.test('a lane that breaks is told, and the next wake-up starts it again', async (t) => {
  let runs = 0
  const failures: unknown[] = []
  const lanes = createLanes({
    findDue: async () => ['a'], run: async () => { runs++; throw new Error('the database is away') }, failed: (error) => { failures.push(error) }, most: 1, ticks: () => 0
  })
  await lanes.start()
  await settled()
  await lanes.start()
  await settled()
  t.same([runs, failures.length], [2, 2])
})
