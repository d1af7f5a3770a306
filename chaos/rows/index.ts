import { fuzz } from '../fuzz/index.ts'
import type { Row } from '../row.ts'
import { commits } from './commits.ts'
import { database } from './database.ts'
import { destination } from './destination.ts'
import { kills } from './kills.ts'
import { time } from './time.ts'
import { workers } from './workers.ts'

export const rows: Row[] = [...kills, ...database, ...commits, ...destination, ...time, ...workers, fuzz]
