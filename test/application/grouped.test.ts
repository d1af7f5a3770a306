import fc from 'fast-check'
import t from 'tap'
import { grouped } from '../../src/application/grouped.ts'

t.test('everybody gets their own answer, whatever groups they went in', async () => fc.assert(
  fc.asyncProperty(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3 }), async (items, most, inFlight) => {
    const sizes: number[] = []
    const double = grouped({ most, inFlight }, async (some: number[]) => {
      sizes.push(some.length)
      await new Promise((resolve) => setImmediate(resolve))
      return some.map((one) => one * 2)
    })
    const answers = await Promise.all(items.map(double))
    if (answers.some((answer, i) => answer !== items[i]! * 2)) throw new Error('somebody else\'s answer')
    if (sizes.some((size) => size > most)) throw new Error('a group too large')
    if (sizes.reduce((a, b) => a + b, 0) !== items.length) throw new Error('somebody went twice, or not at all')
  })))

t.test('what waits while one is under way goes together', async (t) => {
  const groups: number[][] = []
  let release = () => {}
  const write = grouped({ most: 10, inFlight: 1 }, async (some: number[]) => {
    groups.push(some)
    if (groups.length === 1) await new Promise<void>((resolve) => { release = resolve })
    return some
  })
  const first = write(1)
  await new Promise((resolve) => setImmediate(resolve))
  const others = [write(2), write(3), write(4)]
  release()
  await Promise.all([first, ...others])
  t.same(groups, [[1], [2, 3, 4]])
})

t.test('one that cannot be written does not fail the others, where they may be tried alone', async (t) => {
  const refuseThree = async (some: number[]) => {
    if (some.includes(3)) throw new Error('three')
    return some
  }
  const alone = grouped({ most: 10 }, refuseThree, { alone: true })
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(alone))
  t.same(outcomes.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  const together = grouped({ most: 10 }, refuseThree)
  t.same((await Promise.allSettled([1, 3].map(together))).map(({ status }) => status), ['rejected', 'rejected'])
})
