import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { create } from './creates.ts'
import { end } from './ends.ts'
import type { PulsesContext } from './exchange.ts'
import { readLists } from './lists.ts'
import { adopt, look, read } from './looks.ts'
import { update } from './updates.ts'

type Run = (step: Step, desired: Desired, known: Known, context: PulsesContext) => Promise<Outcome>

/** What each kind of step does. A step carries its call, so that what a preview shows is what is sent. */
const RUNS: Record<string, Run> = {
  look, adopt, read, lists: readLists, create, reactivate: update, update, rekey: update, leaders: update, end
}

export async function run (step: Step, desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const perform = RUNS[step.kind]
  return perform === undefined ? { kind: 'refused', code: 'unknown_step' } : await perform(step, desired, known, context)
}
