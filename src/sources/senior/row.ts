import type { RowReading } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { contractRow } from './contract.ts'
import { employeeRow } from './employee.ts'
import type { Options } from './settings.ts'

/** A record of the platform has an employee and its person, one of G5 a contract and what belongs to it. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const { employee, person, contract, admitted } = record
  if (isObject(employee)) return await employeeRow(employee, isObject(person) ? person : undefined, options)
  if (isObject(contract) || isObject(admitted)) return await contractRow(record, options)
  return { kind: 'unclear', reason: 'The record is neither an employee nor a contract.' }
}
