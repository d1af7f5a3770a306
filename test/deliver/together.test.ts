import t from 'tap'
import type { Flight } from '../../src/application/deliver/run.ts'
import { createTogether } from '../../src/application/deliver/together.ts'

/** Flights that wait for their run, and the moments that pass when a test says so. */
function setup () {
  const moments: (() => void)[] = []
  const resting: Flight[] = []
  const together = createTogether({
    pause: () => new Promise((resolve) => moments.push(resolve)),
    rests (flight) {
      resting.push(flight)
      flight.rest.resolve()
    }
  })
  const flight = (): Flight => ({ rest: Promise.withResolvers() }) as Flight
  return { together, resting, flight, pass: () => moments.forEach((each) => each()) }
}

t.test('those of a run go on together, those of others wait on', async (t) => {
  const { together, flight } = setup()
  const went: number[] = []
  const wait = (run: number) => together.wait(flight(), run).then((was) => { if (was) went.push(run) })
  const both = [wait(1), wait(1)]
  const other = wait(2)
  t.equal(together.size(), 3)
  together.go(1)
  await Promise.all(both)
  t.same(went, [1, 1])
  t.equal(together.size(), 1)
  together.close()
  await other
  t.same(went, [1, 1, 2], 'a lane that closes keeps nobody')
  t.equal(await together.wait(flight(), 1), false, 'and nobody waits any more')
})

t.test('whoever waits is at rest, and on the way again before anybody goes on', async (t) => {
  const { together, flight, resting } = setup()
  const [first, second] = [flight(), flight()]
  const rests = [first.rest.promise, second.rest.promise]
  let seen: Promise<unknown> | undefined
  const waits = [together.wait(first, 1).then(() => { seen = second.rest.promise }), together.wait(second, 1)]
  await Promise.all(rests)
  t.same(resting.length, 2)
  together.go(1)
  await Promise.all(waits)
  t.not(seen, rests[1], 'it can be waited for again')
})

t.test('nobody waits longer than a moment for a run that does not come together', async (t) => {
  const { together, flight, pass } = setup()
  const waiting = together.wait(flight(), 1)
  pass()
  t.equal(await waiting, true)
  t.equal(together.size(), 0)
})
