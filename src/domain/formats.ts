import { instantOf, isCalendarDate } from './calendar.ts'
import { cpfOf } from './cpf.ts'
import type { FaultCode } from './faults.ts'
import type { Fields, Identifiers, Reference } from './fields.ts'
import { phoneOf } from './phone.ts'
import { emailOf } from './text.ts'

/** Each `format` a schema may name: when it holds, and the fault when it does not. */
export const FORMATS: Record<string, { holds: (text: string) => boolean, fault: FaultCode }> = {
  date: { holds: isCalendarDate, fault: 'invalid_date' },
  'date-time': { holds: (text) => instantOf(text) !== undefined, fault: 'invalid_date_time' },
  cpf: { holds: (text) => cpfOf(text) !== undefined, fault: 'invalid_cpf' },
  email: { holds: (text) => emailOf(text) !== undefined, fault: 'invalid_email' },
  phone: { holds: (text) => phoneOf(text) !== undefined, fault: 'invalid_phone' },
  name: { holds: (text) => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text), fault: 'invalid_name' }
}

/** Fields whose written form is not the kept form. Only called with values that passed their format. */
const CANONICAL: Record<string, (text: string) => string | undefined> = {
  cpf: cpfOf, work_email: emailOf, personal_email: emailOf, mobile_phone: phoneOf
}

/** The kept form of valid fields: CPF as digits, addresses in lower case, phones as E.164; lists without repetition. */
export function canonical<T extends Fields | Identifiers | Reference> (fields: T): T {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) kept[name] = canonicalValue(name, value)
  return kept as T
}

function canonicalValue (name: string, value: unknown): unknown {
  if (typeof value === 'string') return CANONICAL[name]?.(value) ?? value
  if (!Array.isArray(value)) return value
  return distinct(name === 'managers' ? value.map((each) => canonical(each as Reference)) : value)
}

function distinct<T> (list: T[]): T[] {
  const seen = new Map(list.map((each) => [JSON.stringify(each), each]))
  return [...seen.values()]
}
