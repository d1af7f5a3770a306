import fc from 'fast-check'
import t from 'tap'
import { shareOfLoads } from '../../src/application/deliver/lane.ts'

t.test('whatever the room, in four turns a load gets a quarter of it at most, and something for certain', async () => fc.assert(
  fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), (room, first) => {
    const shares = [0, 1, 2, 3].map((i) => shareOfLoads(room, first + i))
    const load = shares.reduce((a, b) => a + b)
    if (load < 1 || load > room) throw new Error(`${load} of ${4 * room} for loads`)
    if (shares.filter((share) => share < room).length < 3) throw new Error('single events have hardly a turn')
  })))
