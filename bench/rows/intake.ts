import { startChild, type Child } from '../harness/child.ts'
import { spending, spentText } from '../harness/processor.ts'
import { startProduct } from '../harness/product.ts'
import { makeTenant } from '../harness/tenant.ts'
import type { Asking } from '../load/requests.ts'
import type { Measured } from '../load/closed.ts'
import type { UsualGenerator } from '../load/usual.ts'
import { medians, ms, rate, times } from '../report/numbers.ts'
import { profileText, startProfile } from '../report/profile.ts'
import { startPgbench } from '../rivals/pgbench.ts'
import type { Rival } from '../rivals/rival.ts'
import type { Bench, Line } from './bench.ts'

interface Contender {
  name: string
  measure (connections: number, forMs: number): Promise<Measured>
  /** The same with the usual generator. */
  usually? (connections: number, forMs: number): Promise<Measured>
}

const CONNECTIONS = [1, 16, 64, 256]
const PATH = '/v1/hires'

/** Intake, acknowledged after commit; nobody interprets meanwhile. */
export async function intake (bench: Bench): Promise<Line[]> {
  const { postgres, generator, quick, rounds, note } = bench
  const forMs = quick ? 1000 : 3000
  const ends: (() => Promise<void>)[] = []
  const usual = startChild<UsualGenerator>('load/usual.ts')
  ends.push(() => usual.stop())
  let person = 1_000_000

  const asks = (port: number, key: string, by: Pick<Child<UsualGenerator>, 'ask'> = generator) => async (connections: number, time: number) => {
    const about: Asking = { port, path: PATH, key, says: 'hire', from: person }
    const measured = await by.ask('closed', { ...about, connections, forMs: time })
    person += measured.answered + connections
    if (measured.refused > 0) throw new Error(`${measured.refused} of ${measured.answered} requests were refused`)
    return measured
  }
  const rival = async (name: string, file: string, database?: string): Promise<Contender> => {
    const child: Child<Rival> = startChild<Rival>(`rivals/${file}`, database === undefined ? {} : { RIVAL_DATABASE_URL: await postgres.create(database) })
    ends.push(() => child.stop())
    const port = await child.ask('port', null)
    return { name, measure: asks(port, 'nobody'), usually: asks(port, 'nobody', usual) }
  }

  try {
    const product = await startProduct({ databaseUrl: await postgres.create('intake'), roles: 'api', inspect: bench.profile })
    ends.push(() => product.stop())
    const tenant = await makeTenant(product.url, 'intake')
    const ours: Contender = { name: 'product', measure: asks(product.port, tenant.key), usually: asks(product.port, tenant.key, usual) }
    const pgbench = await startPgbench(postgres)
    if (pgbench === undefined) note('raw INSERT by pgbench: skipped, as there is no pgbench on this machine')
    const contenders = [
      ours,
      await rival('empty', 'fastify-empty.ts'),
      await rival('pg-boss', 'pg-boss.ts', 'intake_pg_boss'),
      await rival('graphile-worker', 'graphile-worker.ts', 'intake_graphile'),
      ...pgbench === undefined ? [] : [{ name: 'pgbench', measure: pgbench }]
    ]

    for (const { measure } of contenders) await measure(64, 1500)   // nobody is measured cold
    const found = new Map<string, Measured[]>()
    for (let round = 0; round < rounds; round++) {
      for (const connections of CONNECTIONS) {
        for (const { name, measure } of contenders) {
          const id = `${name} ${connections}`
          found.set(id, [...found.get(id) ?? [], await measure(connections, forMs)])
        }
      }
      for (const { name, usually } of contenders) {
        const id = `${name} by autocannon`
        if (usually !== undefined) found.set(id, [...found.get(id) ?? [], await usually(64, forMs)])
      }
    }
    const { spent } = await spending({ product, postgres }, ({ answered }) => answered, () => ours.measure(64, forMs))
    note(spentText('intake, 64 connections', spent))
    if (bench.profile) {
      const profile = await startProfile(product.inspector!)
      await ours.measure(64, 5000)
      note(profileText('intake, 64 connections', await profile.stop()))
    }
    const offered = []
    for (let round = 0; round < rounds; round++) {
      const from = person
      const { intended: _, ...measured } = await generator.ask('open', { port: product.port, path: PATH, key: tenant.key, says: 'hire', from, perSecond: 200, forMs: quick ? 3000 : 10_000 })
      person += 10_000
      offered.push(measured)
    }
    const all = Object.fromEntries([...found].map(([id, measured]) => [id, medians(measured)]))
    return lines(all as Record<string, Measured>, medians(offered) as Measured, { ...all, 'product offered 200/s': medians(offered), processor: spent })
  } finally {
    for (const end of ends.reverse()) await end()
    for (const name of ['intake', 'intake_pg_boss', 'intake_graphile', 'intake_pgbench']) await postgres.drop(name)
  }
}

function lines (all: Record<string, Measured>, offered: Measured, details: unknown): Line[] {
  const of = (name: string, connections = 64): number => all[`${name} ${connections}`]?.perSecond ?? NaN
  const usual = (name: string): number => all[`${name} by autocannon`]?.perSecond ?? NaN
  const row = 'intake'
  const product = all['product 64']!
  const latencies = CONNECTIONS.map((connections) => `${connections}: ${rate(of('product', connections))}, p99 ${ms(all[`product ${connections}`]!.p99)}`).join(' · ')
  const against = (what: string, name: string, goal: string, atLeast: number | undefined): Line => ({
    row,
    what: 'intake, acknowledged after commit, 64 connections',
    against: `${what}: ${Number.isNaN(of(name)) ? 'skipped' : rate(of(name))}`,
    goal,
    measured: Number.isNaN(of(name)) ? '–' : `${rate(of('product'))}, ${times(of('product') / of(name))} ×`,
    met: atLeast === undefined ? null : of('product') / of(name) >= atLeast,
    details
  })
  return [
    against('Fastify + one boss.send per request', 'pg-boss', '≥ 5 ×', 5),
    against('an empty Fastify route', 'empty', '≥ 0.35 ×', 0.35),
    against('Fastify + graphile-worker addJob per request', 'graphile-worker', '–', undefined),
    against('raw one-row INSERT by pgbench', 'pgbench', '–', undefined),
    { row, what: 'intake, 64 connections, autocannon as the generator', against: `empty route ${rate(usual('empty'))}, boss.send ${rate(usual('pg-boss'))}, addJob ${rate(usual('graphile-worker'))}`, goal: '(as above)', measured: `${rate(usual('product'))}: ${times(usual('product') / usual('empty'))} × empty, ${times(usual('product') / usual('pg-boss'))} × boss.send`, met: null, details: null },
    { row, what: 'intake at 1 · 16 · 64 · 256 connections', against: '–', goal: 'p99 ≤ 25 ms at 64', measured: latencies, met: product.p99 <= 25, details: null },
    { row, what: 'intake at 200/s offered, from the intended time', against: '–', goal: 'p99 ≤ 12 ms', measured: `p50 ${ms(offered.p50)}, p99 ${ms(offered.p99)}, max ${ms(offered.max)}`, met: offered.p99 <= 12, details: null }
  ]
}
