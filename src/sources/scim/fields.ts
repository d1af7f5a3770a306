import type { TerminationReason } from '../../domain/fields.ts'
import { REASONS as IN_PORTUGUESE } from '../mapping/portuguese.ts'
import type { Defaults } from '../mapping/row.ts'
import { EMPLOYEE, ENTERPRISE } from './schemas.ts'

const enterprise = (attribute: string): string => `${ENTERPRISE}:${attribute}`
const employee = (attribute: string): string => `${EMPLOYEE}:${attribute}`

/** Where each field stands; `derived` is what no single attribute says (derived.ts). */
const FIELDS: Defaults['fields'] = {
  employee_number: ['derived.number'],
  company_code: [employee('companyCode')],
  cpf: [employee('cpf')],
  work_email: ['emails[type eq "work"].value', 'emails[primary eq true and not (type eq "home")].value', 'emails[not (type pr)].value', 'derived.address'],
  personal_email: ['emails[type eq "home"].value'],
  mobile_phone: ['phoneNumbers[type eq "mobile"].value'],
  full_name: ['derived.full'],
  first_name: ['name.givenName'],
  last_name: ['name.familyName'],
  social_name: [employee('socialName')],
  birth_date: [employee('birthDate')],
  language: ['derived.language'],
  company_name: [enterprise('organization')],
  worker_type: ['userType'],
  job_title: ['title'],
  department: [enterprise('department')],
  business_unit: [enterprise('division')],
  cost_center: [enterprise('costCenter')],
  team: [employee('team')],
  location: [employee('location')],
  hire_date: [employee('hireDate')],
  termination_date: [employee('terminationDate')],
  termination_reason: [employee('terminationReason')],
  last_working_day: [employee('lastWorkingDay')],
  leave_from: [employee('leave.from')],
  leave_until: [employee('leave.until')],
  vacation_from: [employee('vacation.from')],
  vacation_until: [employee('vacation.until')],
  manager_source_id: ['derivedManager.id'],
  manager_employee_number: ['derivedManager.employee_number'],
  manager_work_email: ['derivedManager.work_email'],
  manager_name: [enterprise('manager.displayName')]
}

const REASONS: Record<string, TerminationReason> = {
  ...IN_PORTUGUESE,
  voluntary: 'voluntary',
  resignation: 'voluntary',
  involuntary: 'involuntary',
  dismissal: 'involuntary',
  contract_end: 'contract_end',
  not_applicable: 'not_applicable'
}

const WORKER_TYPES: Record<string, string> = {
  employee: 'employee',
  member: 'employee',
  funcionário: 'employee',
  clt: 'employee',
  intern: 'intern',
  estagiário: 'intern',
  apprentice: 'apprentice',
  'jovem aprendiz': 'apprentice',
  temporary: 'temporary',
  temp: 'temporary',
  temporário: 'temporary',
  contractor: 'contractor',
  external: 'contractor',
  pj: 'contractor',
  partner: 'partner',
  sócio: 'partner'
}

/** Words that an owner who maps `status` to a place of theirs is likely to find there. */
const STATUSES: Defaults['statuses'] = {
  active: 'active', ativo: 'active', onboarding: 'onboarding', 'pre-hire': 'onboarding', 'on leave': 'away', leave: 'away', afastado: 'away', terminated: 'ended', desligado: 'ended'
}

export const DEFAULTS: Defaults = { fields: FIELDS, statuses: STATUSES, reasons: REASONS, workerTypes: WORKER_TYPES }
