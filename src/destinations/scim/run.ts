import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { create } from './creates.ts'
import { discover } from './discovery.ts'
import { erase } from './ends.ts'
import type { ScimContext } from './exchange.ts'
import { adopt, look, read } from './looks.ts'
import { update } from './updates.ts'

type Run = (step: Step, desired: Desired, known: Known, context: ScimContext) => Promise<Outcome>

/** What each kind of step does. */
const RUNS: Record<string, Run> = { lists: discover, look, adopt, read, create, reactivate: update, update, rekey: update, manager: update, end: update, erase }

export async function run (step: Step, desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const perform = RUNS[step.kind]
  return perform === undefined ? { kind: 'refused', code: 'unknown_step' } : await perform(step, desired, known, context)
}
