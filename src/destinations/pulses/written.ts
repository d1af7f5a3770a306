import type { RemoteFields, RemoteValue, Step } from '../../domain/destination.ts'
import type { PulsesContext } from './exchange.ts'
import { isBlank } from './kinds.ts'
import { LISTS } from './labels.ts'

export const valueIn = ({ changes }: Step, name: string): RemoteValue | undefined => changes.find(({ field }) => field === name)?.to

/** A title or a group that was written exists there from now on. */
export async function learnt (step: Step, { learn, catalogue }: PulsesContext): Promise<void> {
  const written: RemoteFields = Object.fromEntries(step.changes.map(({ field, to }) => [field, to]))
  for (const [field, list] of Object.entries(LISTS)) {
    const labels = isBlank(written[field]) ? [] : [written[field]].flat().map(String).filter((label) => catalogue.find(list, label) === undefined)
    if (labels.length > 0) await learn(list, labels.map((label) => ({ label })))
  }
}
