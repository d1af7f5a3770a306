import { setTimeout as pause } from 'node:timers/promises'
import type { Chaos, Row } from '../row.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Looked for by number and by address, created, given a leader, read back, ended: with one to spare. */
const CALLS_PER_PERSON = 7

/** A day in which nobody answers, and HR goes on. */
async function outage ({ world, over, notes }: Chaos): Promise<void> {
  const [tenant] = world.tenants
  tenant!.sandbox.faults.push({ kind: 'status', status: 503, times: 'always' })
  for (let hours = 0; hours < 24 || !over(); hours++) {
    await pause(1000)
    if (hours < 24) world.clock.forward(HOUR)
  }
  notes.push(`${tenant!.watch.calls().length} calls during the outage`)
  tenant!.sandbox.faults.clear()
}

function bounded ({ world, sendings, notes }: Chaos): string[] {
  const people = new Set(sendings[0]!.ledger.acknowledged.map(({ statement }) => statement.person)).size
  const calls = world.tenants[0]!.watch.calls().filter(({ fault }) => fault === undefined).length
  notes.push(`${calls} calls after it for ${people} people`)
  return calls <= CALLS_PER_PERSON * people ? [] : [`${calls} calls for ${people} people`]
}

/** Hours and days forward and back, while things are said of days to come. */
async function jumping ({ world: { clock }, over, random }: Chaos): Promise<string> {
  let jumps = 0
  for (; jumps < 12 || !over(); jumps++) {
    await pause(random.between(500, 1500))
    clock.set(random.pick([-2 * HOUR, -60_000, 0, 40_000, HOUR, DAY, 3 * DAY]))
  }
  clock.set(6 * DAY)
  return `${jumps} jumps, from two hours behind to three days ahead`
}

export const time: Row[] = [
  { name: 'burst', title: 'a burst of 10,000 events, as fast as they are taken', events: 10_000, world: { api: 2, workers: 2 }, sender: { lanes: 64 }, during: async () => {} },
  { name: 'outage', title: 'the destination away for 24 hours of the business clock', events: 1500, short: 500, history: { longest: 30 }, world: { workers: 2 }, sender: { perSecond: 170 }, during: outage, after: bounded },
  { name: 'clock', title: 'the business clock jumps forward and back', events: 800, world: { api: 2, workers: 2 }, history: { ahead: true }, sender: { perSecond: 120 }, during: jumping }
]
