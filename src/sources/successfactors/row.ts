import type { RowReading } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import type { Rule } from '../mapping/fields.ts'
import { flatOf, STATUSES } from './person.ts'
import type { Options } from './settings.ts'

/** Places in the flat record: person, personal, employment, job and user are the entities themselves. */
const FIELDS: Defaults['fields'] = {
  employee_number: ['person.personIdExternal'],
  cpf: ['cpf'],
  work_email: ['email.work'],
  personal_email: ['email.personal'],
  mobile_phone: ['phone.mobile'],
  full_name: ['full_name'],
  first_name: ['personal.firstName'],
  last_name: ['personal.lastName'],
  status: ['status'],
  worker_type: ['worker'],
  job_title: ['job.jobTitle'],
  department: ['job.departmentNav.name', 'job.department'],
  business_unit: ['job.businessUnitNav.name', 'job.businessUnit'],
  cost_center: ['job.costCenterNav.name', 'job.costCenter'],
  location: ['job.locationNav.name', 'job.location'],
  company_name: ['job.companyNav.name', 'job.company'],
  hire_date: ['employment.startDate'],
  termination_date: ['ending.date'],
  last_working_day: ['ending.last_working_day'],
  termination_reason: ['ending.reason'],
  leave_from: ['leave.from'],
  leave_until: ['leave.until'],
  manager_work_email: ['manager.email']
}

/** The known places, with the manager's number in the same form as everybody's. */
export function defaultsFor ({ mapping = {} }: Options): Defaults {
  const number = numberOf(mapping.employee_number)
  return { fields: { ...FIELDS, ...(number !== undefined && { manager_employee_number: [number] }) }, statuses: STATUSES }
}

function numberOf (rule: Rule | undefined): string | undefined {
  const paths = rule === undefined ? FIELDS.employee_number! : typeof rule === 'string' ? [rule] : Array.isArray(rule) ? rule : []
  if (paths[0] === 'person.personIdExternal') return 'manager.personIdExternal'
  return paths[0] === 'employment.userId' || paths[0] === 'user.userId' ? 'manager.userId' : undefined
}

/** What the record of one person says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record) || !isObject(record.person)) return { kind: 'unclear', reason: 'The record is not a person.' }
  const seen = flatOf(record.person, isObject(record.managers) ? record.managers : {}, options)
  if (seen === undefined) return { kind: 'ignored', reason: 'There is no employment: a dependent or a contact, or somebody who is not taken on yet.' }
  if (seen.flat.status === undefined && !seen.toCome) return { kind: 'unclear', reason: 'There is no emplStatus: may the API user read it, and the navigation emplStatusNav?' }
  const reading = await rowFrom(seen.flat, defaultsFor(options), options)
  // Whoever is to come has the status of their first row, which says active.
  return reading.kind === 'row' && seen.toCome && reading.told.standing === 'active' ? { kind: 'row', told: { ...reading.told, standing: 'onboarding' } } : reading
}
