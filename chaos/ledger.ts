import type { Statement } from './history.ts'

/** What the product has acknowledged: 202 and an id for each statement. */
export interface Acknowledged {
  statement: Statement
  id: string
  /** When it arrived, as the product says; milliseconds. */
  receivedAt: number
  /** When we read the 202. */
  acknowledgedAt: number
}

export interface Ledger {
  tenant: string
  acknowledged: Acknowledged[]
  /** What should never have been: refusals of valid statements, another answer to the same request. */
  wrongs: string[]
  /** Requests that had to be sent again because nobody answered, or the answer was "later". */
  repeated: number
}

export const newLedger = (tenant: string): Ledger => ({ tenant, acknowledged: [], wrongs: [], repeated: 0 })

/** Of one person, in the order in which it counts. */
export function inOrder (entries: Acknowledged[]): Acknowledged[] {
  const time = ({ statement, receivedAt }: Acknowledged): number => {
    const ahead = statement.body.effective_on
    return ahead === undefined ? statement.at ?? receivedAt : Date.parse(`${String(ahead)}T03:00:00Z`)
  }
  return [...entries].sort((a, b) => time(a) - time(b))
}
