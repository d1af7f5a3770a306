import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { grouped } from '../grouped.ts'
import { callerOf, type Called } from './call.ts'
import { contextOf } from './context.ts'
import type { Delivering } from './delivering.ts'
import type { Flight, Run } from './run.ts'

/** A step that may share its call with others'. `called`: the calls that it was part of, its own record of them. */
export interface Shared { flight: Flight, step: Step, desired: Desired, known: Known, called: Called[] }

/** Steps that those in the air take in the same moment, in one call: what waits while one is under way goes with the next. */
export function bulkOf (needs: Delivering, run: Run): (shared: Shared) => Promise<Outcome> {
  const { adapter, options } = run.lane
  const most = adapter.bulk?.most({ options, catalogue: run.catalogue }) ?? 1
  return grouped({ most, inFlight: options.concurrency }, async (some: Shared[]) => {
    const called: Called[] = []
    const context = contextOf(needs, run, callerOf(needs, run, some.map(({ flight }) => flight), called), some[0]!.flight.now)
    try {
      return await adapter.bulk!.run(some, context)
    } finally {
      for (const one of some) one.called.push(...called)
    }
  })
}
