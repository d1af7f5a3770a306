import type { Bench, Line } from './bench.ts'
import { drain } from './drain.ts'
import { intake } from './intake.ts'
import { interpret } from './interpret.ts'

export type RowName = 'intake' | 'interpret' | 'drain'

/** In the order in which they are measured. */
export const ROWS: Record<RowName, (bench: Bench) => Promise<Line[]>> = { intake, interpret, drain }
