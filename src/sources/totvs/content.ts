import { isObject, type Json } from '../json.ts'
import { companyCodeOf, keyOfContent, phoneOf, plain, type Product } from './record.ts'
import { BLANK } from './statuses.ts'

/** The content of an EAI message under the names that employeeDataContent has; its own names stay beside them. */
export function flatContent (product: Product, content: Json): Json {
  const key = keyOfContent(content)
  const contact = isObject(content.CommunicationInformation) ? content.CommunicationInformation : {}
  return {
    ...content,
    key: key && { company: companyCodeOf(product, key), code: key.code },
    name: content.Name,
    fullName: content.FullName,
    email: plain(content.Email) ?? plain(contact.Email),
    mobile: mobileIn(contact),
    birthDate: content.BirthDate,
    gender: content.Gender,
    employeeCpf: cpfIn(content.GovernmentalInformation),
    employeeType: plain(content.EmployeeType),
    roleCode: content.RoleCode,
    employeePositionCode: content.EmployeePositionCode,
    departmentCode: content.DepartamentCode ?? content.DepartmentCode,
    costCenterCode: content.CostCenterCode,
    hiringDate: content.HiringDate,
    demissionDate: content.DemissionDate,
    situation: plain(content.EmployeeSituation) ?? BLANK
  }
}

const MOBILE = '5'
const BRAZIL = '55'

/** A message has one number, and says of what kind it is. */
function mobileIn ({ Type: type, InternationalDiallingCode: country, DiallingCode: area, PhoneNumber: number }: Json): string | undefined {
  const local = plain(type) === MOBILE ? phoneOf(area, number) : undefined
  const code = plain(country)?.replace(/\D/g, '').replace(/^0+/, '') ?? ''
  return local === undefined || code === '' || code === BRAZIL ? local : `+${code}${local}`
}

const NAMES = ['@name', 'name', 'Name', '@Name']
const VALUES = ['#text', 'id', 'Id', 'value', 'Value']

/** Documents are a list in which each has a name. Of them only the CPF is looked at. */
function cpfIn (documents: unknown, depth = 0): string | undefined {
  if (depth > 4) return undefined
  if (Array.isArray(documents)) return firstOf(documents.map((each) => cpfIn(each, depth + 1)))
  if (!isObject(documents)) return undefined
  if (NAMES.some((name) => plain(documents[name])?.toUpperCase() === 'CPF')) return firstOf(VALUES.map((name) => plain(documents[name])))
  const named = Object.entries(documents).find(([name]) => name.toUpperCase() === 'CPF')
  return plain(named?.[1]) ?? firstOf(Object.values(documents).map((each) => cpfIn(each, depth + 1)))
}

const firstOf = (values: (string | undefined)[]): string | undefined => values.find((value) => value !== undefined)
