import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { create, createBlocked } from './creates.ts'
import { activate, block, end } from './ends.ts'
import type { EngagedlyContext } from './exchange.ts'
import { addEntry, readLists } from './lists.ts'
import { adopt, look, read } from './looks.ts'
import { update } from './updates.ts'

type Run = (step: Step, desired: Desired, known: Known, context: EngagedlyContext) => Promise<Outcome>

/** What each kind of step does. A step carries its calls, so that what a preview shows is what is sent. */
const RUNS: Record<string, Run> = {
  look, adopt, read, lists: readLists, entry: addEntry, create, create_blocked: createBlocked, update, rekey: update, managers: update, block, unblock: activate, activate, end
}

export async function run (step: Step, desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const perform = RUNS[step.kind]
  return perform === undefined ? { kind: 'refused', code: 'unknown_step' } : await perform(step, desired, known, context)
}
