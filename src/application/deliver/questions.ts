import type { Ask, Decision } from '../../domain/destination.ts'
import type { HoldRow } from '../../postgres/record/holds.ts'
import type { Keys } from '../../postgres/vault.ts'

/** The same question of the same person has the same digest: a keyed hash, since what is asked is personal. */
export const digestOf = (keys: Keys, { reason, asked }: Pick<Ask, 'reason' | 'asked'>): string => keys.hash(`${reason}\n${asked}`).toString('hex')

/** Equal for all who share the cause at one destination. A brake's names its run, which is nobody's secret and is looked for by its beginning. */
export const causeOf = (keys: Keys, destination: string, { reason, cause }: Pick<Ask, 'reason' | 'cause'>): string =>
  reason === 'brake' ? cause : keys.hash(`${destination}\n${reason}\n${cause}`).toString('hex')

/** What people have decided about the questions of a link. */
export function decisionsFrom (keys: Keys, holds: HoldRow[]): (ask: Pick<Ask, 'reason' | 'asked'>) => Decision | undefined {
  const decided = new Map(holds.flatMap(({ digest, state, answer }) =>
    state === 'approved' || state === 'rejected' ? [[digest, { decision: state, answer: answer === null ? {} : keys.open<Decision['answer']>(answer) }]] as const : []))
  // Mostly nobody was ever asked, and a plan has many questions that it might ask.
  return (ask) => decided.size === 0 ? undefined : decided.get(digestOf(keys, ask))
}
