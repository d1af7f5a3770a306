import type pg from 'pg'
import { brakeLimit } from '../../domain/brake.ts'
import type { BrakeKind, Decision } from '../../domain/destination.ts'
import type { Instant } from '../../domain/calendar.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { countBraked, findBraked, findBrakes, findRunsUnlooked, lockBound, setBound, setBrakes, type BrakeEntry } from '../../postgres/record/brake.ts'
import { countActive } from '../../postgres/record/employees.ts'
import { findOpenCause } from '../../postgres/record/holds.ts'
import type { Lane } from './delivering.ts'

/** A step that counts for a brake, and what a person has said about it. */
export interface Braked extends BrakeEntry { kind: BrakeKind, decision: Decision['decision'] | undefined, at: Instant }

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
    await inTransaction(pool, (tx) => judgeKind(tx, lane, kind, some, verdicts))
  }
  return braked.map((one) => verdicts.get(one)!)
}

async function judgeKind (tx: Db, { tenant, settings }: Pick<Lane, 'tenant' | 'settings'>, kind: BrakeKind, braked: Braked[], verdicts: Map<Braked, Verdict>): Promise<void> {
  const at = Math.max(...braked.map((one) => one.at))
  const bound = await lockBound(tx, tenant, kind)
  const before = await findBrakes(tx, kind, braked)
  const causes = { open: undefined as string | undefined | null }
  const heldFor = async ({ run }: Braked): Promise<Verdict> => {
    if (causes.open === undefined) causes.open = await findOpenCause(tx, tenant, 'brake', `${kind}:`) ?? null
    causes.open ??= `${kind}:${run}`
    return { kind: 'held', cause: causes.open }
  }
  const fresh: Braked[] = []
  for (const [i, one] of braked.entries()) {
    if (one.decision !== undefined) verdicts.set(one, one.decision === 'approved' ? PASS : { kind: 'rejected' })
    else if (before[i] === 'passed') verdicts.set(one, PASS)
    // Who waits for a word waits until it is said, whoever else has gone meanwhile.
    else if (before[i] === 'held') verdicts.set(one, await heldFor(one))
    else fresh.push(one)
  }
  await setBrakes(tx, tenant, kind, braked.filter(({ decision }) => decision === 'approved'), 'approved', at)
  if (fresh.length === 0) return

  const { hours, ...limit } = settings.brakes[kind]
  const counted = await findBraked(tx, kind, fresh.map(({ link }) => link), hours, at)
  await setBrakes(tx, tenant, kind, fresh, 'counted', at)
  const unlooked = await findRunsUnlooked(tx, kind, tenant, [...new Set(fresh.map(({ run }) => run))], at)
  const byRun = [...Map.groupBy(fresh.filter(({ run }) => !unlooked.has(run)), ({ run }) => run)].sort(([a], [b]) => a - b)
  for (const one of fresh) if (unlooked.has(one.run)) verdicts.set(one, { kind: 'later' })

  const added = new Set(fresh.map(({ employee }) => employee)).difference(counted)
  let people = bound + added.size
  let allowed = limit.count
  if (people > allowed) {
    people = await countBraked(tx, kind, tenant, hours, at)
    allowed = brakeLimit({ ...limit, hours }, await countActive(tx, tenant, limit.percent === 0 ? 0 : Math.ceil(10 * limit.count * 100 / limit.percent)))
  }
  // One run after another, each as a whole: those of the runs to come do not count against it.
  const judged = new Set(byRun.flatMap(([, ones]) => ones.map(({ employee }) => employee))).intersection(added)
  let total = people - judged.size
  const seen = new Set<string>()
  const [passed, held]: [Braked[], Braked[]] = [[], []]
  for (const [, ones] of byRun) {
    for (const { employee } of ones) {
      if (judged.has(employee) && !seen.has(employee)) total += 1
      seen.add(employee)
    }
    (total <= allowed ? passed : held).push(...ones)
  }
  for (const one of passed) verdicts.set(one, PASS)
  for (const one of held) verdicts.set(one, await heldFor(one))
  await setBrakes(tx, tenant, kind, passed, 'passed', at)
  await setBrakes(tx, tenant, kind, held, 'held', at)
  await setBound(tx, tenant, kind, people)
}
