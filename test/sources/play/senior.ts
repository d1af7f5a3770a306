import { startPlatformSandbox, type Employee } from '../../../src/sources/senior/sandbox/platform.ts'
import type { Play } from './play.ts'

const TENANT = 'example.com.br'
const KEY = { accessKey: 'key', secret: 'a secret of the sandbox', tenantName: TENANT, client_id: 'application' }
const SECRET = 'a long secret of the webhook'

export const senior: Play = {
  kind: 'senior',
  async start () {
    const { url, control, close } = await startPlatformSandbox({ ...KEY, clientId: KEY.client_id })
    const contracts = (id: string): Employee[] => [...control.employees.values()].filter(({ person }) => person.id === `p-${id}`)
    const last = (id: string): Employee => contracts(id).at(-1)!
    const touch = (id: string) => { last(id).lastModifiedDate = new Date().toISOString() }
    const notice = (event: string, id: string, secret: string) => ({
      headers: { 'x-webhook-secret': secret, 'content-type': 'application/json' },
      body: JSON.stringify({ event, tenant: TENANT, payload: { employee: { id: `e-${id}` } } })
    })
    return {
      source: { settings: { base_url: url, requests_per_second: 500, page_size: 2 }, credentials: { ...KEY, webhook: { secret: SECRET } }, options: { webhook_tenant: TENANT } },
      hire ({ id, cpf, email, first, last, title, department, hired }) {
        control.persons.set(`p-${id}`, { id: `p-${id}`, firstname: first, lastname: last, fullName: `${first} ${last}`, socialname: null, cpf, birthday: null, gender: null, emails: [{ id: `m-${id}`, email, emailType: 'PROFESSIONAL' }] })
        control.employees.set(`e-${id}`, {
          id: `e-${id}`,
          person: { id: `p-${id}` },
          registerNumber: Number(id),
          hireDate: hired,
          dismissalDate: null,
          employeeType: 'EMPLOYEE',
          contractType: 'Employee',
          jobPosition: { id: 'j', name: title, codcar: '1' },
          department: { id: 'd', code: '1', name: department },
          employer: { id: 'c', numemp: 1, tradingName: 'Example' },
          lastModifiedDate: new Date().toISOString()
        })
      },
      change (id, { title, department, email }) {
        if (email !== undefined) control.persons.get(`p-${id}`)!.emails[0]!.email = email
        if (title !== undefined) last(id).jobPosition!.name = title
        if (department !== undefined) last(id).department!.name = department
        touch(id)
      },
      terminate (id, date) {
        last(id).dismissalDate = date
        touch(id)
      },
      rehire (id, date) {
        const number = 500_000 + Number(id)
        control.employees.set(`e-${number}`, { ...last(id), id: `e-${number}`, registerNumber: number, hireDate: date, dismissalDate: null })
        touch(id)
      },
      puzzle (id) { last(id).employeeType = 'VOLUNTEER' },
      vanish (id) { control.employees.delete(`e-${id}`) },
      notify: (what, id) => notice({ hire: 'employeeCreated', change: 'employeeUpdated', termination: 'employeeDismissed' }[what], id, SECRET),
      forge: (id) => notice('employeeUpdated', id, 'another secret'),
      fail: (status, times, after) => control.fail('/hcm/', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.startsWith('/hcm/')).length,
      close
    }
  }
}
