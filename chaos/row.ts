import { keepEvidence } from './evidence.ts'
import { historyOf, type HistoryOptions } from './history.ts'
import type { Postgres } from './postgres.ts'
import type { Random } from './random.ts'
import { eventsOf, readBack, rest, standing } from './rest.ts'
import { send, type Sending, type SenderOptions } from './sender.ts'
import { judge, type Findings } from './verdict.ts'
import { startWorld, type World, type WorldOptions } from './world.ts'

/** One line of the table. */
export interface Row {
  name: string
  /** What is done to the product, in words. */
  title: string
  /** Statements, in the full run and in the short one; absent in the short one: it is left out there. */
  events: number
  short?: number
  world?: Partial<WorldOptions>
  history?: Partial<HistoryOptions>
  sender?: Partial<SenderOptions>
  /** Something that has to be there before the product is; answers how to end it. */
  before? (needs: { postgres: Postgres }): Promise<() => unknown>
  /** What happens while the statements are sent; resolves when it is over. Answers what there is to tell. */
  during (chaos: Chaos): Promise<string | void>
  /** Instead of all of this: a row of another kind. */
  play? (row: Row, options: RunOptions): Promise<Result>
  /** When all is at rest: what else must hold; answers sentences about what does not. */
  after? (chaos: Chaos): string[]
}

export interface Chaos {
  world: World
  random: Random
  short: boolean
  sendings: Sending[]
  /** Whether everything has been acknowledged. */
  over (): boolean
  /** Share of the statements acknowledged so far. */
  progress (): number
  notes: string[]
}

export interface Result {
  row: Row
  note: string
  events: number
  calls: number
  faults: number
  findings: Findings
  /** What else did not hold. */
  others: string[]
  seconds: number
  ok: boolean
}

export interface RunOptions {
  short: boolean
  /** Where this row keeps what is its own, its PostgreSQL too. */
  directory: string
  postgres: Postgres
  random: Random
}

/** For coming to rest: real time, which leases and slow machines need, and more for more events. */
const patienceFor = (events: number): number => 240_000 + events * 30

/** Does one row from an empty database to its verdict. */
export async function run (row: Row, options: RunOptions): Promise<Result> {
  if (row.play !== undefined) return await row.play(row, options)
  const { short, directory, postgres, random } = options
  const started = Date.now()
  const end = await row.before?.({ postgres })
  const world = await startWorld({ directory, postgres, api: 1, workers: 1, ...row.world })
  const others: string[] = []
  const notes: string[] = []
  try {
    const sendings = world.tenants.map((tenant, i) => sendingOf(row, world, tenant, short, random.fork(`tenant ${i}`)))
    const chaos: Chaos = {
      world,
      random: random.fork('chaos'),
      short,
      sendings,
      notes,
      over: () => sendings.every(({ count, total }) => count() >= total),
      progress: () => sendings.reduce((sum, { count }) => sum + count(), 0) / sendings.reduce((sum, { total }) => sum + total, 0)
    }
    await noted(others, Promise.all([row.during(chaos).then((note) => { if (note !== undefined) notes.push(note) }), ...sendings.map(({ done }) => done)]))
    const patience = patienceFor(row.events)
    await noted(others, rest(world, patience).then(async () => {
      for (const { sandbox } of world.tenants) sandbox.faults.clear()
      await readBack(world, patience)
    }))
    const { holds } = await standing(world)
    if (holds > 0) others.push(`${holds} questions are open that nobody should have asked`)
    others.push(...row.after?.(chaos) ?? [])
    const findings = await verdictOf(world, sendings)
    const calls = world.tenants.flatMap(({ watch }) => watch.calls())
    const clean = Object.values(findings).every(({ length }) => length === 0) && others.length === 0
    if (!clean) await keepEvidence(directory, world, sendings, findings)
    return {
      row,
      note: notes.join('; '),
      events: sendings.reduce((sum, { count }) => sum + count(), 0),
      calls: calls.length,
      faults: calls.filter(({ fault }) => fault !== undefined).length,
      findings,
      others,
      seconds: (Date.now() - started) / 1000,
      ok: clean
    }
  } finally {
    await world.close()
    await end?.()
  }
}

/** A row that could not even be played. */
export function failed (row: Row, error: Error): Result {
  return { row, note: '', events: 0, calls: 0, faults: 0, findings: { lost: [], twice: [], reordered: [], wrong: [], foreign: [] }, others: [error.stack ?? error.message], seconds: 0, ok: false }
}

function sendingOf (row: Row, world: World, tenant: World['tenants'][number], short: boolean, random: Random): Sending {
  const people = historyOf({ random: random.fork('history'), tenant: tenant.name, events: short ? row.short ?? row.events : row.events, now: Date.now(), ...row.history })
  return send({ tenant: tenant.name, key: tenant.key, people, random: random.fork('sender'), urls: () => world.fleet.urls(), ...row.sender })
}

async function verdictOf (world: World, sendings: Sending[]): Promise<Findings> {
  const all: Findings = { lost: [], twice: [], reordered: [], wrong: [], foreign: [] }
  for (const [i, tenant] of world.tenants.entries()) {
    const findings = judge({
      ledger: sendings[i]!.ledger,
      events: await eventsOf(world, tenant.key),
      calls: tenant.watch.calls(),
      people: tenant.sandbox.people(),
      others: world.tenants.filter((other) => other !== tenant).map(({ name }) => name)
    })
    for (const [name, sentences] of Object.entries(findings)) all[name as keyof Findings].push(...sentences)
  }
  return all
}

async function noted (others: string[], work: Promise<unknown>): Promise<void> {
  await work.catch((error: Error) => { others.push(error.message) })
}
