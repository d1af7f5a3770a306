import type { RowReading } from '../../domain/reading.ts'
import { isObject, shown } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import type { Options } from './settings.ts'

/** employeeType of the platform and tipCol of G5, which numbers them. */
const TYPES: Record<string, 'EMPLOYEE' | 'THIRD' | 'PARTNER'> = { EMPLOYEE: 'EMPLOYEE', 1: 'EMPLOYEE', NULL: 'EMPLOYEE', THIRD: 'THIRD', 2: 'THIRD', PARTNER: 'PARTNER', 3: 'PARTNER' }
const TAKEN = { EMPLOYEE: 'take', THIRD: 'leave', PARTNER: 'leave' } as const

/** contractType of the platform in the order of its list, which is how G5 numbers TIPCON. */
const CONTRACTS: [string, string][] = [
  ['Employee', 'employee'], ['Manager', 'employee'], ['FarmWorker', 'employee'], ['Retired', 'employee'], ['Trainee', 'intern'], ['Apprentice', 'apprentice'], ['FixedDueDate', 'temporary'],
  ['RetiredManager', 'employee'], ['PublicAgent', 'employee'], ['Teacher', 'employee'], ['CooperativeWorker', 'contractor'], ['DomesticWorker', 'employee'], ['TeacherFixedDueDate', 'temporary'], ['ThirdParty', 'contractor']
]
const WORKERS: Record<string, string> = Object.fromEntries(CONTRACTS.flatMap(([name, worker], i) => [[name, worker], [String(i + 1), worker]]))

/** Why somebody of this type is not taken; undefined: they are. Without a type they are employees. */
export function takes (type: unknown, { employee_types: own }: Options): RowReading | undefined {
  const word = wordOf(type)
  if (word === undefined) return undefined
  const known = meaning(word, TYPES)
  const does = meaning(word, own as Record<string, 'take' | 'leave'>) ?? (known === undefined ? undefined : meaning(known, own as Record<string, 'take' | 'leave'>, TAKEN))
  if (does === undefined) return { kind: 'unclear', reason: `The type ${shown(word)} of an employee is not translated: say in options.employee_types whether such people are taken.` }
  return does === 'take' ? undefined : { kind: 'ignored', reason: `People of the type ${shown(word)} are left out: options.employee_types can take them.` }
}

/** Whether contracts of a type are wanted at all, so that nobody else is asked for. */
export const wants = (type: string, options: Options): boolean => takes(type, options) === undefined

/** What kind of contract it is, in the record's words where they are known. */
export function contractOf (type: unknown, contract: unknown): string | undefined {
  const who = meaning(wordOf(type) ?? '', TYPES)
  if (who === 'PARTNER') return 'partner'
  if (who === 'THIRD') return 'contractor'
  const word = wordOf(contract)
  return word === undefined ? undefined : meaning(word, WORKERS) ?? word
}

/** A word, or an object that has one. */
function wordOf (value: unknown): string | undefined {
  const word = isObject(value) ? value.code ?? value.name ?? value.id : value
  return (typeof word === 'string' && word.trim() !== '') || typeof word === 'number' ? String(word).trim() : undefined
}
