import type { RowReading, Told } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import { flatContent } from './content.ts'
import { companyCodeOf, keyOfColumns, keyOfEmployee, phoneOf, plain, withCapitals, type Product } from './record.ts'
import type { Options } from './settings.ts'
import { BLANK, STATUSES, WORKER_TYPES_KNOWN } from './statuses.ts'

type Fields = Defaults['fields']

/** Where fields stand in employeeDataContent, whose names EAI messages are given, too. */
const EMPLOYEE: Fields = {
  employee_number: ['key.code'],
  company_code: ['key.company'],
  cpf: ['employeeCpf'],
  work_email: ['email'],
  mobile_phone: ['mobile'],
  full_name: ['fullName', 'name'],
  birth_date: ['birthDate'],
  sex: ['gender'],
  worker_type: ['employeeType'],
  job_title: ['roleDescription', 'employeePositionDescription'],
  department: ['departmentDescription', 'sectionDescription'],
  cost_center: ['costCenterDescription'],
  hire_date: ['hiringDate'],
  termination_date: ['demissionDate'],
  status: ['situation']
}

/** Where they stand in a row of an SQL sentence, by the aliases that our page suggests. */
const COLUMNS: Fields = {
  employee_number: ['key.code'],
  company_code: ['key.company'],
  cpf: ['CPF'],
  work_email: ['EMAIL', 'EMAILCORPORATIVO'],
  personal_email: ['EMAILPESSOAL'],
  mobile_phone: ['CELULAR'],
  full_name: ['NOME'],
  social_name: ['NOMESOCIAL'],
  birth_date: ['DTNASCIMENTO', 'DATANASCIMENTO'],
  sex: ['SEXO'],
  job_title: ['FUNCAO', 'NOMEFUNCAO', 'CARGO', 'NOMECARGO'],
  department: ['DEPARTAMENTO', 'SECAO', 'NOMESECAO'],
  cost_center: ['CENTROCUSTO', 'NOMECENTROCUSTO'],
  location: ['FILIAL', 'NOMEFILIAL'],
  company_name: ['COLIGADANOME', 'NOMECOLIGADA'],
  hire_date: ['DATAADMISSAO'],
  termination_date: ['DATADEMISSAO'],
  termination_reason: ['MOTIVODEMISSAO', 'TIPODEMISSAO'],
  manager_employee_number: ['CHAPAGESTOR'],
  manager_cpf: ['CPFGESTOR'],
  manager_work_email: ['EMAILGESTOR'],
  status: ['situation']
}

/** Where codes stand, which are taken last. */
const CODES: Fields = {
  job_title: ['roleCode', 'employeePositionCode', 'CODFUNCAO', 'CODCARGO'],
  department: ['departmentCode', 'sectionCode', 'CODDEPARTAMENTO', 'CODSECAO'],
  cost_center: ['costCenterCode', 'CODCCUSTO', 'NROCENCUSTOCONT']
}

const withCodes = (fields: Fields): Fields =>
  ({ ...fields, ...Object.fromEntries(Object.entries(CODES).map(([name, paths]) => [name, [...fields[name as keyof Fields] ?? [], ...paths]])) })

/** What one contract says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return unclear('The record is not an object.')
  const product: Product = record.product === 'PROTHEUS' ? 'PROTHEUS' : 'RM'
  const flat = isObject(record.columns)
    ? flatColumns(record.columns)
    : isObject(record.content) ? flatContent(product, record.content) : flatEmployee(product, isObject(record.employee) ? record.employee : {})
  if (flat.key === undefined) return unclear('Company or registration number is missing.')
  const fields = isObject(record.columns) ? COLUMNS : EMPLOYEE
  const defaults: Defaults = { fields: options.codes_as_names === false ? fields : withCodes(fields), statuses: STATUSES[product], workerTypes: WORKER_TYPES_KNOWN }
  const reading = await rowFrom(flat, defaults, options)
  return reading.kind === 'row' && record.transferred === true ? { ...reading, told: moved(reading.told) } : reading
}

const unclear = (reason: string): RowReading => ({ kind: 'unclear', reason })

/** Another row says that this contract goes on under its number. */
const moved = (told: Told): Told => told.standing === 'ended' ? { ...told, standing: 'transferred' } : told

function flatEmployee (product: Product, employee: Json): Json {
  const key = keyOfEmployee(employee)
  return {
    ...employee,
    key: key && { company: companyCodeOf(product, key), code: key.code },
    mobile: phoneOf(employee.areaCodeMobile, employee.mobileNumber),
    situation: plain(employee.employeeSituation) ?? BLANK
  }
}

function flatColumns (columns: Json): Json {
  const all = withCapitals(columns)
  const key = keyOfColumns(all)
  return { ...all, key: key && { company: key.company, code: key.code }, situation: plain(all.CODSITUACAO) ?? BLANK }
}
