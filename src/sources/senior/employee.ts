import type { RowReading } from '../../domain/reading.ts'
import { dateFrom } from '../dates.ts'
import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import { contractOf, takes } from './kinds.ts'
import type { Options } from './settings.ts'

/** The services spell the day in as many ways. */
const DISMISSAL = ['dismissalDate', 'dismissaldate', 'dimissalDate', 'dimissaldate']

/** Names of employeejourney first, those of payroll after them. */
const DEFAULTS: Defaults = {
  fields: {
    employee_number: ['employee.registerNumber', 'employee.registernumber'],
    company_code: ['employee.employer.numemp', 'employee.employer.companynumber', 'employee.companynumber', 'employee.companyNumber'],
    company_name: ['employee.employer.tradingName', 'employee.employer.tradingname', 'employee.employer.companyName', 'employee.employer.companyname'],
    cpf: ['cpf'],
    full_name: ['name'],
    social_name: ['person.socialname', 'person.socialName'],
    work_email: ['email.work'],
    personal_email: ['email.personal'],
    birth_date: ['person.birthday'],
    sex: ['sex'],
    worker_type: ['contract'],
    job_title: ['employee.jobPosition.name', 'employee.jobposition.name'],
    department: ['employee.department.name'],
    cost_center: ['employee.costCenter.name', 'employee.costcenter.name'],
    hire_date: ['employee.hireDate', 'employee.hiredate'],
    termination_date: DISMISSAL.map((name) => `employee.${name}`)
  },
  statuses: {}
}

const SEXES: Record<string, string> = { male: 'M', m: 'M', masculino: 'M', female: 'F', f: 'F', feminino: 'F' }
const EMAILS: Record<string, 'work' | 'personal'> = {
  professional: 'work',
  corporate: 'work',
  work: 'work',
  business: 'work',
  commercial: 'work',
  company: 'work',
  profissional: 'work',
  corporativo: 'work',
  comercial: 'work',
  empresarial: 'work',
  personal: 'personal',
  private: 'personal',
  particular: 'personal',
  home: 'personal',
  pessoal: 'personal'
}

/** The day of dismissal that an employee carries, if any. */
export function dismissedOn (employee: Json): string | undefined {
  for (const name of DISMISSAL) {
    const value = employee[name]
    const date = typeof value === 'string' ? dateFrom(value) : undefined
    if (date !== undefined) return date
  }
}

/** What an employee and its person say. There is no status: whoever has a day of dismissal has left or is to leave. */
export async function employeeRow (employee: Json, person: Json | undefined, options: Options): Promise<RowReading> {
  const type = employee.employeeType ?? employee.employeetype
  const left = takes(type, options)
  if (left !== undefined) return left
  if (person === undefined || Object.keys(person).every((name) => name === 'id')) return { kind: 'unclear', reason: 'The person of the employee was not found: say in the setting person_path where an employee names it, and look whether the application may read the entity person.' }
  const contract = contractOf(type, employee.contractType ?? employee.contracttype)
  return await rowFrom({
    employee,
    person,
    ...(typeof person.cpf === 'string' || typeof person.cpf === 'number' ? { cpf: padded(String(person.cpf)) } : {}),
    name: nameOf(person),
    email: emailsOf(person, options),
    sex: typeof person.gender === 'string' ? meaning(person.gender, SEXES) : undefined,
    ...(contract !== undefined && { contract })
  }, DEFAULTS, options)
}

/** A number has lost the zeros in front of it. */
const padded = (cpf: string): string => /^\d{3,10}$/.test(cpf.trim()) ? cpf.trim().padStart(11, '0') : cpf

function nameOf ({ fullName, fullname, firstname, firstName, middlename, middleName, lastname, lastName }: Json): string | undefined {
  const texts = (...values: unknown[]) => values.filter((each): each is string => typeof each === 'string' && each.trim() !== '').map((each) => each.trim())
  const [whole] = texts(fullName, fullname)
  const parts = [[firstname, firstName], [middlename, middleName], [lastname, lastName]].flatMap((names) => texts(...names).slice(0, 1))
  return whole ?? (parts.length > 0 ? parts.join(' ') : undefined)
}

/** Of each kind the first. One whose type says nothing is the address at work, where there is no other. */
function emailsOf ({ emails }: Json, { email_types: own }: Options): Json {
  const all = (Array.isArray(emails) ? emails : isObject(emails) ? [emails] : []).filter(isObject)
  const found: Json = {}
  for (const { email, emailType, emailtype } of all) {
    const type = emailType ?? emailtype
    const word = isObject(type) ? type.name ?? type.description : type
    const kind = typeof word === 'string' && word.trim() !== '' ? meaning(word, own as Record<string, string>, EMAILS) ?? 'unknown' : 'unknown'
    if (typeof email === 'string' && email.trim() !== '') found[kind] ??= email
  }
  return { ...(found.unknown !== undefined && { work: found.unknown }), ...(found.work !== undefined && { work: found.work }), ...(found.personal !== undefined && { personal: found.personal }) }
}
