import { setTimeout as pause } from 'node:timers/promises'
import type { Chaos, Row } from '../row.ts'
import { slowly } from './slowly.ts'

/** Kills at random points of the way, spread over the whole of it. */
async function killing (chaos: Chaos, times: number): Promise<string> {
  const { world, random, progress, over } = chaos
  slowly(chaos)
  const killed = { api: 0, worker: 0 }
  for (let i = 0; i < times; i++) {
    while (progress() < i / times && !over()) await pause(10)
    let victim
    while (victim === undefined) {
      const up = world.fleet.all().filter(({ url }) => url !== undefined)
      if (up.length > 0) victim = random.pick(up)
      else await pause(50)
    }
    victim.signal('SIGKILL')
    await victim.exit
    killed[victim.role] += 1
    await pause(random.between(0, 300))
  }
  return `${killed.api} API and ${killed.worker} worker processes killed`
}

export const kills: Row[] = [
  {
    name: 'kills',
    title: 'kill -9 of API and worker processes at random (2 API, 3 workers), each started again',
    events: 10_000,
    short: 400,
    world: { api: 2, workers: 3 },
    sender: { perSecond: 60 },
    during: (chaos) => killing(chaos, chaos.short ? 5 : 50)
  }
]
