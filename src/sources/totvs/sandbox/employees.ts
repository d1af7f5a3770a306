import type { FastifyInstance } from 'fastify'
import { refuse, type Contract, type SandboxControl, type SandboxOptions } from './index.ts'

const MODIFIED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z?$/

/** GET /api/rh/v1/employeeDataContent. */
export function serveEmployees (app: FastifyInstance, { product, audited = true }: SandboxOptions, control: SandboxControl): void {
  const isProtheus = product === 'PROTHEUS'
  app.get('/api/rh/v1/employeeDataContent', async (request, reply) => {
    const query = new URL(request.url, 'http://sandbox').searchParams
    const [company, branch, since] = [query.get('companyid'), query.get('branchId'), query.get('dateModified')]
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('pageSize') ?? 10)]
    if (query.get('product') !== product) return refuse(reply, 400, 'product is required.')
    if (company === null) return refuse(reply, 400, 'companyid is required.')
    if (isProtheus && branch === null) return refuse(reply, 400, 'branchId is required.')
    if (isProtheus && request.headers.tenantid !== `${company},${branch}`) return refuse(reply, 400, 'tenantId does not name company and branch.')
    if (!Number.isInteger(page) || page < 1 || !Number.isInteger(size) || size < 1) return refuse(reply, 400, 'page and pageSize begin with 1.')
    if (since !== null && !MODIFIED.test(since)) return refuse(reply, 400, 'dateModified is not in its form.')
    const all = [...control.contracts.values()].filter((each) => each.company === company && (!isProtheus || each.branch === branch) &&
      (since === null || (audited && each.modified.slice(0, 19) >= since.slice(0, 19))))
    const shown = control.endless ? all.slice(0, size) : all.slice((page - 1) * size, page * size)
    if (shown.length === 0) return refuse(reply, 404, 'No employee was found.')
    return { hasNext: control.endless || page * size < all.length, total: all.length, employees: shown.map((each) => isProtheus ? asProtheus(each) : asRm(each)) }
  })
}

const at = (date: string | null): string | null => date === null ? null : `${date}T00:00:00-03:00`

const common = ({ code, name, email, title, department, hired }: Contract) => ({
  code,
  name,
  email,
  hiringDate: at(hired),
  roleCode: '00012',
  roleDescription: title,
  departmentCode: '0001',
  departmentDescription: department
})

const asRm = (contract: Contract) => ({
  id: `${contract.company}|${contract.code}`,
  companyKey: contract.company,
  ...common(contract),
  fullName: contract.name,
  employeeCpf: contract.cpf,
  demissionDate: at(contract.dismissed),
  employeeSituation: contract.situation,
  salary: 1234.56,
  dependents: [{ name: 'A child' }]
})

/** Columns have their full width, and a status that is blank is that of people at work. The CPF is not filled. */
const asProtheus = (contract: Contract) => ({
  id: `${contract.company}||${contract.branch}|${contract.code}`,
  companyKey: `${contract.company}|0101|MG`,
  branch: contract.branch,
  ...common(contract),
  name: contract.name.toUpperCase().slice(0, 30).padEnd(30),
  fullName: contract.name.padEnd(70),
  employeeCpf: '',
  demissionDate: contract.dismissed === null ? '' : contract.dismissed.replaceAll('-', ''),
  employeeSituation: contract.situation.padEnd(1)
})
