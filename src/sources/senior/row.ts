import type { RowReading } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { employeeRow } from './employee.ts'
import type { Options } from './settings.ts'

/** A record of the platform has an employee and its person. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const { employee, person } = record
  if (isObject(employee)) return await employeeRow(employee, isObject(person) ? person : undefined, options)
  return { kind: 'unclear', reason: 'The record is no employee.' }
}
