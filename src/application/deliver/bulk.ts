import { CallFailure, type BulkItem, type Step } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { grouped } from '../grouped.ts'
import { callerOf, LeaseLost, type Called } from './call.ts'
import { contextOf } from './context.ts'
import type { Delivering } from './delivering.ts'
import type { Flight, Run } from './run.ts'

/** A step that may share its call with others'. `called`: the calls that it was part of, its own record of them. */
export interface Shared extends BulkItem { flight: Flight, called: Called[] }

/** Steps of several people in one call. */
export interface Sharing {
  /** How many steps go together now; one: each has its own call. */
  most (): number
  takes (step: Step): boolean
  /** What became of it; undefined: nothing, and it goes by itself. */
  run (shared: Shared): Promise<Outcome | undefined>
}

type Together = (shared: Shared) => Promise<Outcome | undefined>

/**
 * Steps that those in the air take in the same moment, in one call: what waits while one is under way goes with the next. How
 * many a destination takes may turn out on the way, so it is asked each time.
 */
export function sharingOf (needs: Delivering, run: Run): Sharing | undefined {
  const { adapter: { bulk }, options } = run.lane
  if (bulk === undefined) return undefined
  const groups = new Map<number, Together>()
  const most = (): number => Math.max(1, bulk.most({ options, catalogue: run.catalogue }))

  const groupOf = (size: number): Together => grouped({ most: size, inFlight: options.concurrency }, async (some: Shared[]) => {
    const called: Called[] = []
    const context = contextOf(needs, run, callerOf(needs, run, some.map(({ flight }) => flight), called), some[0]!.flight.now)
    try {
      return await bulk.run(some, context)
    } catch (error) {
      if (error instanceof CallFailure) return failed(some, error)
      // Somebody's lease is lost, and nothing was sent: whose is not goes by itself.
      if (error instanceof LeaseLost && called.length === 0) return some.map(() => undefined)
      throw error
    } finally {
      for (const one of some) one.called.push(...called)
    }
  })

  return {
    most,
    takes: (step) => bulk.takes(step),
    async run (shared) {
      const size = most()
      if (size < 2) return undefined
      const together = groups.get(size) ?? groupOf(size)
      groups.set(size, together)
      return await together(shared)
    }
  }
}

/** One object for all of them: it is one failure of the destination, not as many as there are people. */
function failed (some: Shared[], { code, sent }: CallFailure): Outcome[] {
  const retry: Outcome = { kind: 'retry', code, lane: true }
  const unknown: Outcome = { kind: 'unknown', code }
  return some.map(({ step }) => sent && step.effect !== 'reads' ? unknown : retry)
}
