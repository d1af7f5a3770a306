import { isObject, type Json } from '../json.ts'

export type Product = 'RM' | 'PROTHEUS'

/** How a contract is kept: from which product, and as what. */
export type Kept =
  | { product: Product, employee: Json }                           // of employeeDataContent
  | { product: Product, content: Json }                            // of an EAI message
  | { product: Product, columns: Json, transferred?: boolean }     // of an SQL sentence

/** Company, branch and registration; blanks inside a branch are part of it. */
export interface Key { company: string, branch?: string | undefined, code: string }

/** The id that employeeDataContent has, whatever road it came by. */
export const idOf = (product: Product, { company, branch = '', code }: Key): string =>
  (product === 'PROTHEUS' ? `${company}||${branch}|${code}` : `${company}|${code}`).slice(0, 255)

/** A registration of Protheus is one of its branch, one of RM of its coligada. */
export const companyCodeOf = (product: Product, { company, branch = '' }: Key): string =>
  product === 'PROTHEUS' && branch !== '' ? `${company}|${branch}` : company

/** Who an employee of employeeDataContent is; `asked`: the company and branch that were asked for. */
export function keyOfEmployee (employee: Json, asked: { company?: string, branch?: string } = {}): Key | undefined {
  const parts = plain(employee.id)?.split('|') ?? []
  const company = parts.length > 1 ? parts[0] : plain(employee.companyKey)?.split('|')[0] ?? asked.company
  const code = plain(employee.code) ?? (parts.length > 1 ? parts.at(-1) : undefined)
  return company === undefined || company === '' || code === undefined || code === '' ? undefined : { company, branch: plain(employee.branch) ?? (parts.length > 2 ? parts.at(-2) : undefined) ?? asked.branch, code }
}

/** Who the content of an EAI message is about. */
export function keyOfContent (content: Json): Key | undefined {
  const parts = plain(content.InternalId)?.split('|') ?? []
  const company = plain(content.CompanyId) ?? plain(content.CompanyInternalId)?.split('|')[0] ?? (parts.length > 1 ? parts[0] : undefined)
  const code = plain(content.Code) ?? parts.at(-1)
  return company === undefined || code === undefined || code === '' ? undefined : { company, branch: plain(content.BranchId) ?? (parts.length > 2 ? parts.at(-2) : undefined), code }
}

/** Who a row of an SQL sentence is; its columns have capital letters. */
export function keyOfColumns (columns: Json): Key | undefined {
  const [company, code] = [plain(columns.CODCOLIGADA ?? columns.COLIGADA ?? columns.CODEMPRESA), plain(columns.CHAPA ?? columns.MATRICULA)]
  return company === undefined || code === undefined ? undefined : { company, code }
}

/** The number that it had before: in the same company unless that is told, too. */
export function formerKeyOf (columns: Json): Key | undefined {
  const [company, code] = [plain(columns.CODCOLIGADAORIGEM ?? columns.COLIGADAORIGEM) ?? keyOfColumns(columns)?.company, plain(columns.CHAPAORIGEM)]
  return company === undefined || code === undefined ? undefined : { company, code }
}

/** Columns by their names in capital letters, beside the names as they came. */
export const withCapitals = (columns: Json): Json =>
  ({ ...Object.fromEntries(Object.entries(columns).map(([name, value]) => [name.toUpperCase(), value])), ...columns })

/** A text or a number as text, without blanks around it. */
export function plain (value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' && Number.isFinite(value) ? String(value) : isObject(value) ? plain(value['#text']) ?? '' : ''
  return text === '' ? undefined : text
}

/** Without an area code, a number is no mobile one that anybody could call. */
export function phoneOf (area: unknown, number: unknown): string | undefined {
  const [code, rest] = [plain(area)?.replace(/\D/g, '').replace(/^0+/, ''), plain(number)]
  return code === undefined || code === '' || rest === undefined ? rest : `${code}${rest.replace(/\D/g, '')}`
}
