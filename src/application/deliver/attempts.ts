import type { Step } from '../../domain/destination.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { insertAttempts } from '../../postgres/record/attempts.ts'
import type { LinkRow } from '../../postgres/record/links.ts'
import type { Called } from './call.ts'
import type { Delivering, Lane } from './delivering.ts'

/** Records the calls of one step and writes a line for each: ids, numbers and words, nothing personal. */
export async function recordAttempts ({ pool, log }: Delivering, lane: Lane, link: LinkRow, step: Step, outcome: Outcome, called: Called[]): Promise<void> {
  const rows = called.map((call, i) => ({
    tenant: lane.tenant,
    link: link.id,
    at: call.at,
    method: call.method,
    status: call.status,
    durationMs: call.durationMs,
    outcome: i === called.length - 1 ? outcomeWord(step, outcome) : 'answered',
    sealed: lane.keys.seal({ path: call.path, request: call.request, answer: call.answer, code: call.code })
  }))
  for (const { sealed: _, ...row } of rows) log.info({ ...row, destination: lane.id, employee: link.employee, step: step.kind }, 'attempt')
  await insertAttempts(pool, rows)
}

function outcomeWord (step: Step, outcome: Outcome): string {
  if (outcome.kind === 'delivered') return step.effect === 'reads' ? 'read' : 'delivered'
  if (outcome.kind === 'held') return `held: ${outcome.reason}`
  return `${outcome.kind}: ${outcome.code}`
}
