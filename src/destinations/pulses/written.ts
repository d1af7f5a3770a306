import type { Step } from '../../domain/destination.ts'
import { writtenBy } from '../accounts/after.ts'
import type { PulsesContext } from './exchange.ts'
import { isBlank } from '../accounts/kinds.ts'
import { LISTS } from './labels.ts'

/** A title or a group that was written exists there from now on. */
export async function learnt (step: Step, { learn, catalogue }: PulsesContext): Promise<void> {
  const written = writtenBy(step)
  for (const [field, list] of Object.entries(LISTS)) {
    const labels = isBlank(written[field]) ? [] : [written[field]].flat().map(String).filter((label) => catalogue.find(list, label) === undefined)
    if (labels.length > 0) await learn(list, labels.map((label) => ({ label })))
  }
}
