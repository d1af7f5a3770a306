import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn } from '../accounts/after.ts'
import { after } from './after.ts'
import { create } from './creates.ts'
import type { ProgicContext } from './exchange.ts'
import { accountAt } from './find.ts'
import { adopt, look, read } from './looks.ts'
import { end, update } from './writes.ts'

type Run = (step: Step, desired: Desired, known: Known, context: ProgicContext) => Promise<Outcome>

/** What each kind of step does. A step carries its call, so that what a preview shows is what is sent. */
const RUNS: Record<string, Run> = { look, adopt, read, create, reactivate: update, update, rekey: update, end }

export async function run (step: Step, desired: Desired, known: Known, context: ProgicContext): Promise<Outcome> {
  const perform = RUNS[step.kind]
  if (perform === undefined) return { kind: 'refused', code: 'unknown_step' }
  return context.options.direction === 'pull' ? published(step, desired, known, context) : await perform(step, desired, known, context)
}

/** Nothing is called: what is known is what the feed shows from now on. */
function published (step: Step, { employee }: Desired, known: Known, { now, options }: ProgicContext): Outcome {
  const account = accountIn(known)
  if (step.effect !== 'reads') return { kind: 'delivered', known: after(step, account?.kind === 'active' || step.effect === 'ends' ? account! : accountAt(employee), now(), options) }
  if (account?.kind !== 'active') return { kind: 'delivered', known: { kind: 'absent', lookedAt: now() } }
  const { confirm: _, ...rest } = account
  return { kind: 'delivered', known: rest }
}
