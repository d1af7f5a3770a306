import type { TerminationReason } from '../../domain/fields.ts'
import type { RowReading, Standing } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import { assignmentOf, employmentOf, wordsOf } from './employment.ts'
import type { Options } from './settings.ts'
import { customOf, labelOf, listAt, objectAt, personalOf, textIn, unitsOf, withoutDocuments } from './worker.ts'

const STATUSES: Record<string, Standing> = {
  a: 'active', active: 'active', l: 'away', leave: 'away', 'on leave': 'away', 'leave of absence': 'away', inactive: 'away', t: 'ended', terminated: 'ended', r: 'ended', retired: 'ended', d: 'ended', deceased: 'ended'
}

const REASONS: Record<string, TerminationReason> = {
  ...words('voluntary', 'voluntary', 'voluntary termination', 'v', 'resignation', 'resigned', 'resign', 'quit'),
  ...words('involuntary', 'involuntary', 'involuntary termination', 'i', 'discharge', 'discharged', 'dismissal', 'dismissed', 'layoff', 'lay off', 'laid off', 'reduction in force'),
  ...words('contract_end', 'end of contract', 'contract end', 'contract ended', 'contract expired', 'end of assignment', 'end of temporary assignment'),
  ...words('not_applicable', 'retirement', 'retired', 'death', 'deceased')
}

const WORKER_TYPES: Record<string, string> = {
  ...words('employee', 'regular', 'regular full time', 'regular part time', 'full time', 'part time', 'employee', 'permanent'),
  ...words('intern', 'intern', 'trainee'),
  ...words('apprentice', 'apprentice'),
  ...words('temporary', 'temporary', 'temp', 'seasonal'),
  ...words('contractor', 'contractor', 'contingent', 'contingent worker', 'independent contractor')
}

function words<T extends string> (meaning: T, ...all: string[]): Record<string, T> {
  return Object.fromEntries(all.map((word) => [word, meaning]))
}

/** `told` is what is made of a worker; beside it stands the worker as they came, without documents, for the owner's own paths. */
const DEFAULTS: Defaults = {
  fields: {
    ...same('full_name', 'first_name', 'last_name', 'social_name', 'work_email', 'personal_email', 'mobile_phone', 'birth_date', 'sex',
      'status', 'hire_date', 'termination_date', 'termination_reason', 'leave_from', 'job_title', 'worker_type', 'location', 'manager_source_id', 'manager_employee_number'),
    employee_number: ['workerID.idValue'],
    cpf: ['told.cpf', 'custom.CPF'],
    department: ['units.department.name', 'units.homedepartment.name', 'units.deptid.name', 'units.dept.name'],
    business_unit: ['units.businessunit.name', 'units.division.name'],
    cost_center: ['units.costcenter.name', 'units.costnumber.name'],
    team: ['units.team.name'],
    company_name: ['units.cmpy.name', 'units.company.name']
  },
  statuses: STATUSES,
  reasons: REASONS,
  workerTypes: WORKER_TYPES
}

function same<K extends string> (...names: K[]): Record<K, string[]> {
  return Object.fromEntries(names.map((name) => [name, [`told.${name}`]])) as Record<K, string[]>
}

/** What the record of one worker says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  return await rowFrom(flat(record, options), DEFAULTS, options)
}

function flat (worker: Json, options: Options): Json {
  const tables = wordsOf(options as { statuses?: Record<string, Standing | 'ignore'>, reasons?: Record<string, unknown> }, { statuses: STATUSES, reasons: REASONS })
  const assignment = assignmentOf(worker, tables)
  const person = objectAt(worker.person)
  return {
    ...worker,
    person: withoutDocuments(person),
    assignment,
    units: unitsOf(assignment),
    custom: customOf(worker.customFieldGroup, person.customFieldGroup, assignment.customFieldGroup),
    told: { ...personalOf(worker), ...employmentOf(worker, assignment, tables), ...placeOf(assignment), ...managerOf(assignment) }
  }
}

function placeOf ({ jobTitle, jobCode, workerTypeCode, homeWorkLocation }: Json): Json {
  const location = isObject(homeWorkLocation) ? homeWorkLocation : undefined
  const address = objectAt(location?.address)
  return {
    job_title: textIn(jobTitle) ?? labelOf(jobCode),
    worker_type: labelOf(workerTypeCode),
    location: location === undefined ? homeWorkLocation === null ? null : undefined : labelOf(location.nameCode) ?? labelOf(address.nameCode) ?? textIn(address.cityName)
  }
}

/** Whom somebody reports to; an empty list, or null: nobody. */
function managerOf ({ reportsTo }: Json): Json {
  if (reportsTo === null || (Array.isArray(reportsTo) && reportsTo.length === 0)) return { manager_source_id: null }
  const manager = listAt(reportsTo).find(({ associateOID: id, workerID }) => typeof textIn(id) === 'string' || typeof textIn(objectAt(workerID).idValue) === 'string')
  return manager === undefined ? {} : { manager_source_id: textIn(manager.associateOID), manager_employee_number: textIn(objectAt(manager.workerID).idValue) ?? undefined }
}
