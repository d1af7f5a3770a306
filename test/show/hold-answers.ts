import { HoldAnswer, type HoldView } from '../../src/domain/views/hold.ts'
import { faultsOf } from '../../src/domain/validate.ts'

/** Whether the body of a choice passes its schema; where a person has something to fill in, only once they have. */
export function mayBeSent ({ decision, answer, needs = [] }: HoldView['choices'][number]): boolean {
  if (decision === 'reject') return Object.keys(answer).every((name) => name === 'whole_cause')
  const filled = JSON.parse(JSON.stringify(answer).replaceAll('""', '"filled in"'))
  return faultsOf(HoldAnswer, filled).length === 0 && (needs.length === 0) === (faultsOf(HoldAnswer, answer).length === 0)
}
