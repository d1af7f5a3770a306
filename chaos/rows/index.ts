import type { Row } from '../row.ts'
import { processes } from './processes.ts'

export const rows: Row[] = [...processes]
