import type { BenchPostgres } from '../harness/postgres.ts'
import type { Child } from '../harness/child.ts'
import type { Generator } from '../load/generator.ts'

/** What every row gets. */
export interface Bench {
  postgres: BenchPostgres
  generator: Child<Generator>
  rounds: number
  quick: boolean
  /** Profiles the product while it is measured; what it finds goes to `note`. */
  profile: boolean
  note (text: string): void
}

/** One line of the table. `met` is null where a number is only stated. */
export interface Line {
  row: string
  what: string
  against: string
  goal: string
  measured: string
  met: boolean | null
  /** All numbers behind it. */
  details: unknown
}
