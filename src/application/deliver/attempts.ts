import type { Step } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { Attempt } from '../../postgres/record/attempts.ts'
import type { LinkRow } from '../../postgres/record/links.ts'
import type { Called } from './call.ts'
import type { Delivering, Lane } from './delivering.ts'

/** The calls of one step as they are kept, with a line in the log for each: ids, numbers and words, nothing personal. */
export function attemptsOf ({ log }: Pick<Delivering, 'log'>, lane: Lane, link: LinkRow, step: Step, outcome: Outcome | 'closed', called: Called[]): Attempt[] {
  return called.map((call, i) => {
    const row = {
      tenant: lane.tenant,
      link: link.id,
      at: call.at,
      method: call.method,
      status: call.status,
      durationMs: call.durationMs,
      outcome: i === called.length - 1 && outcome !== 'closed' ? outcomeWord(step, outcome) : 'answered'
    }
    log.info({ ...row, destination: lane.id, employee: link.employee, step: step.kind }, 'attempt')
    return { ...row, sealed: lane.keys.seal({ path: call.path, request: call.request, answer: call.answer, code: call.code }) }
  })
}

function outcomeWord (step: Step, outcome: Outcome): string {
  if (outcome.kind === 'delivered') return step.effect === 'reads' ? 'read' : 'delivered'
  if (outcome.kind === 'held') return `held: ${outcome.reason}`
  return `${outcome.kind}: ${outcome.code}`
}
