import type { RowReading } from '../../domain/reading.ts'
import type { MappingOptions } from './fields.ts'
import { rowFrom, type Defaults } from './row.ts'

const WITHOUT_ENDING = { termination_date: [], termination_reason: [], last_working_day: [] }

/**
 * As `rowFrom`, for systems that keep one record per person over several stints: an ending dated before the first day was the one
 * before, of whom was hired again since. Only where the status itself says that the person has left it is still theirs.
 */
export async function stintFrom (record: unknown, defaults: Defaults, options: MappingOptions & { organisation?: boolean }): Promise<RowReading> {
  const reading = await rowFrom(record, defaults, options)
  if (reading.kind !== 'row') return reading
  const { body: { hire_date: hired }, termination: { date } = {} } = reading.told
  if (date === undefined || typeof hired !== 'string' || date >= hired) return reading
  const anew = await rowFrom(record, defaults, { ...options, mapping: { ...options.mapping, ...WITHOUT_ENDING } })
  return anew.kind === 'row' && anew.told.standing !== 'ended' ? anew : reading
}
