import type { Bench, Line } from './bench.ts'
import { cost } from './cost.ts'
import { drain } from './drain.ts'
import { fair } from './fair.ts'
import { hire } from './hire.ts'
import { intake } from './intake.ts'
import { interpret } from './interpret.ts'
import { sync } from './sync.ts'
import { waiting } from './waiting.ts'

export type RowName = 'intake' | 'interpret' | 'hire' | 'drain' | 'waiting' | 'fair' | 'sync' | 'cost'

/** In the order in which they are measured. */
export const ROWS: Record<RowName, (bench: Bench) => Promise<Line[]>> = { intake, interpret, hire, drain, waiting, fair, sync, cost }
