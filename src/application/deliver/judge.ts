import type pg from 'pg'
import { brakeLimit } from '../../domain/brake.ts'
import type { BrakeKind, Decision } from '../../domain/destination.ts'
import type { Instant } from '../../domain/calendar.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { countBraked, findRunsUnlooked, findStandings, lockBound, passAtOnce, setBrakes, type BrakeEntry } from '../../postgres/record/brake.ts'
import { countActive } from '../../postgres/record/employees.ts'
import { findOpenCause } from '../../postgres/record/holds.ts'
import type { Lane } from './delivering.ts'

/** A step that counts for a brake, and what a person has said about it. */
export interface Braked extends BrakeEntry {
  kind: BrakeKind
  decision: Decision['decision'] | undefined
  /** The link stands in the ledger: it was expected, or asked about. */
  known: boolean
  at: Instant
}

export type Verdict =
  | { kind: 'pass' }
  /** Others of its run have not been looked at yet. */
  | { kind: 'later' }
  | { kind: 'rejected' }
  /** It waits for a person's word, together with all who share the cause. */
  | { kind: 'held', cause: string }

const PASS: Verdict = { kind: 'pass' }

/** Whether each of these may go, in their order: decided for all of one kind in one transaction, under the tenant's brake. */
export async function judge (pool: pg.Pool, lane: Pick<Lane, 'tenant' | 'settings'>, braked: Braked[]): Promise<Verdict[]> {
  const verdicts = new Map<Braked, Verdict>()
  for (const [kind, some] of Map.groupBy(braked, (one) => one.kind)) {
    if (await goAtOnce(pool, lane, kind, some)) for (const one of some) verdicts.set(one, PASS)
    else await inTransaction(pool, (tx) => judgeKind(tx, lane, kind, some, verdicts))
  }
  return braked.map((one) => verdicts.get(one)!)
}

/** Single statements of whom nobody has asked yet, while there is room for all of them. */
async function goAtOnce (pool: pg.Pool, { tenant, settings }: Pick<Lane, 'tenant' | 'settings'>, kind: BrakeKind, braked: Braked[]): Promise<boolean> {
  if (braked.some(({ decision, known }) => decision !== undefined || known)) return false
  return await passAtOnce(pool, tenant, kind, braked, settings.brakes[kind].count, Math.max(...braked.map(({ at }) => at)))
}

async function judgeKind (tx: Db, { tenant, settings }: Pick<Lane, 'tenant' | 'settings'>, kind: BrakeKind, braked: Braked[], verdicts: Map<Braked, Verdict>): Promise<void> {
  const at = Math.max(...braked.map((one) => one.at))
  const { hours, ...limit } = settings.brakes[kind]
  const bound = await lockBound(tx, tenant, kind)
  const standings = await findStandings(tx, tenant, kind, braked, hours, at)
  const causes = { open: undefined as string | undefined | null }
  const heldFor = async ({ run }: Braked): Promise<Verdict> => {
    if (causes.open === undefined) causes.open = await findOpenCause(tx, tenant, 'brake', `${kind}:`) ?? null
    causes.open ??= `${kind}:${run}`
    return { kind: 'held', cause: causes.open }
  }
  const fresh: Braked[] = []
  const news: Braked[] = []
  const added = new Set<string>()
  for (const [i, one] of braked.entries()) {
    const { state, counts } = standings[i]!
    if (one.decision !== undefined) verdicts.set(one, one.decision === 'approved' ? PASS : { kind: 'rejected' })
    else if (state === 'passed') verdicts.set(one, PASS)
    // Who waits for a word waits until it is said, whoever else has gone meanwhile.
    else if (state === 'held') verdicts.set(one, await heldFor(one))
    else {
      fresh.push(one)
      if (state !== 'counted') news.push(one)
      if (!counts) added.add(one.employee)
    }
  }
  const approved = braked.filter(({ decision }) => decision === 'approved').map((one) => ({ ...one, state: 'approved' as const }))
  if (fresh.length === 0) return await setBrakes(tx, tenant, kind, approved, at)

  const unlooked = standings.some(({ expected }) => expected) ? await unlookedIn(tx, tenant, kind, fresh, news, at) : NONE
  for (const one of fresh) if (unlooked.has(one.run)) verdicts.set(one, { kind: 'later' })
  let people = bound + added.size
  let allowed = limit.count
  if (people > allowed) {
    await setBrakes(tx, tenant, kind, fresh.map((one) => ({ ...one, state: 'counted' })), at)
    people = await countBraked(tx, kind, tenant, hours, at)
    allowed = brakeLimit({ ...limit, hours }, await countActive(tx, tenant, limit.percent === 0 ? 0 : Math.ceil(10 * limit.count * 100 / limit.percent)))
  }
  const passing = whoPasses(fresh.filter(({ run }) => !unlooked.has(run)), added, people, allowed)
  for (const one of fresh) if (!unlooked.has(one.run)) verdicts.set(one, passing.has(one) ? PASS : await heldFor(one))
  const states = fresh.filter(({ run }) => !unlooked.has(run)).map((one) => ({ ...one, state: passing.has(one) ? 'passed' as const : 'held' as const }))
  await setBrakes(tx, tenant, kind, [...approved, ...states], at, people)
}

/** Of single statements nobody else is expected. */
const NONE: ReadonlySet<number> = new Set()

/** Runs of which somebody has not been looked at yet. Those whom we look at now (`news`) do not count as such. */
async function unlookedIn (tx: Db, tenant: string, kind: BrakeKind, fresh: Braked[], news: Braked[], at: Instant): Promise<ReadonlySet<number>> {
  await setBrakes(tx, tenant, kind, news.map((one) => ({ ...one, state: 'counted' })), at)
  return await findRunsUnlooked(tx, kind, tenant, [...new Set(fresh.map(({ run }) => run))], at)
}

/** One run after another, each as a whole: those of the runs to come do not count against it. */
function whoPasses (judged: Braked[], added: Set<string>, people: number, allowed: number): Set<Braked> {
  const news = new Set(judged.map(({ employee }) => employee)).intersection(added)
  const passing = new Set<Braked>()
  let total = people - news.size
  for (const [, ones] of [...Map.groupBy(judged, ({ run }) => run)].sort(([a], [b]) => a - b)) {
    for (const { employee } of ones) if (news.delete(employee)) total += 1
    if (total <= allowed) for (const one of ones) passing.add(one)
  }
  return passing
}
