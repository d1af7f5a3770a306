import { setTimeout as pause } from 'node:timers/promises'
import type { Chaos, Row } from '../row.ts'
import { slowly } from './slowly.ts'

/** Longer than a lease, so that others have taken over what the frozen ones were at. */
const FROZEN_MS = 36_000

async function freezing (chaos: Chaos): Promise<string> {
  const { world: { fleet }, random, short } = chaos
  slowly(chaos, 400)
  let frozen = 0
  for (let round = 0; round < (short ? 1 : 3); round++) {
    await pause(random.between(1000, 3000))
    const victims = [...fleet.of('worker').slice(round % 2, round % 2 + 2), fleet.of('api')[round % 2]!]
    for (const victim of victims) victim.signal('SIGSTOP')
    frozen += victims.length
    await pause(FROZEN_MS)
    for (const victim of victims) victim.signal('SIGCONT')
  }
  return `${frozen} processes frozen for ${FROZEN_MS / 1000} s each`
}

/** A new one first, then SIGTERM for an old one, until none of the old ones is left. */
async function rolling ({ world: { fleet }, notes }: Chaos): Promise<string> {
  await pause(2000)
  const old = fleet.all()
  const codes: (number | null)[] = []
  for (const one of old) {
    const next = await fleet.start(one.role)
    await next.up
    codes.push(await fleet.retire(one))
    await pause(500)
  }
  if (codes.some((code) => code !== 0)) notes.push(`they ended with ${codes.join()}`)
  return `${old.length} processes replaced`
}

const GOAL_MS = 2000

/** From the 202 of a hire to the call that creates the account. */
function delays ({ world, sendings, notes }: Chaos): string[] {
  const created = new Map(world.tenants[0]!.watch.calls().filter(({ method, applied }) => method === 'POST' && applied).map(({ body, at }) => [(body as { internal_number: string }).internal_number, Date.parse(at)]))
  const first = new Map(Map.groupBy(sendings[0]!.ledger.acknowledged, ({ statement }) => statement.person).entries().map(([number, all]) => [number, all[0]!]))
  const took = [...first].flatMap(([number, { statement, receivedAt }]) => {
    const at = created.get(number)
    return statement.type !== 'hire' || at === undefined ? [] : [at - receivedAt]
  }).sort((a, b) => a - b)
  const longest = took.at(-1) ?? 0
  notes.push(`hire → call: median ${took[took.length >> 1]} ms, longest ${longest} ms of ${took.length}`)
  return longest <= GOAL_MS ? [] : [`the longest hire took ${longest} ms to its call`]
}

export const workers: Row[] = [
  { name: 'frozen', title: 'workers and an API process stopped (SIGSTOP) for longer than a lease, then let go on: two at the same people', events: 2500, world: { api: 2, workers: 3 }, sender: { perSecond: 20 }, during: freezing },
  { name: 'rolling-restart', title: 'every process replaced under load, SIGTERM for the old ones', events: 600, world: { api: 2, workers: 2 }, history: { longest: 2 }, sender: { perSecond: 25, single: true, lanes: 4 }, during: rolling, after: delays },
  { name: 'tenants', title: 'two tenants with the same numbers and CPFs and an account each', events: 800, world: { api: 2, workers: 2, tenants: ['acme', 'zenith'] }, during: async () => {} }
]
