import type { Event } from '../../domain/event.ts'
import { view } from '../../domain/view/view.ts'
import type { Unassigned } from './unassigned.ts'

const IDENTIFIERS = ['employee_number', 'cpf', 'work_email'] as const

/** The same statement, but for the taking away of the last identifier: that is left out, with a warning. */
export function keepingOne (event: Unassigned, before: Event[], zone: string): Unassigned {
  const cleared = IDENTIFIERS.filter((name) => event.fields[name] === null)
  if (cleared.length === 0) return event
  const after = view([...before, event], event.stamp.time, { zone }).fields
  if (IDENTIFIERS.some((name) => after[name] != null)) return event
  const fields = Object.fromEntries(Object.entries(event.fields).filter(([name]) => !(cleared as readonly string[]).includes(name)))
  return { ...event, fields, warnings: [...event.warnings, ...cleared.map((name) => ({ pointer: `/${name}`, code: 'last_identifier' as const }))] }
}
