import { SENTENCE } from '../../../src/sources/totvs/sandbox/sentences.ts'
import { startTotvsSandbox, type Contract, type SandboxOptions } from '../../../src/sources/totvs/sandbox/index.ts'
import type { Play, Vendor } from './play.ts'

export const USER = { username: 'integracao', password: 'a password of the sandbox' }
export const WEBHOOK = { username: 'eai', password: 'a long password of the webhook' }
const PATH = '/totvseai/standardmessage/v1/transactions'

/** RM by its API; the other ways of reading are played in totvs.test.ts. */
export const totvs: Play = { kind: 'totvs', start: () => startTotvs({ product: 'RM' }, {}) }

export interface Started extends Vendor {
  control: Awaited<ReturnType<typeof startTotvsSandbox>>['control']
}

export async function startTotvs (options: Pick<SandboxOptions, 'product'> & Partial<SandboxOptions>, settings: object): Promise<Started> {
  const { url, control, close } = await startTotvsSandbox({ ...USER, ...options })
  const isProtheus = options.product === 'PROTHEUS'
  const place = isProtheus ? { company: 'T1', branch: 'D MG 01' } : { company: '1', branch: '1' }
  const touch = (id: string, what: Partial<Contract>) => { control.contracts.set(id, { ...control.contracts.get(id)!, ...what, modified: new Date().toISOString() }) }
  const message = (what: 'hire' | 'change' | 'termination', id: string, password: string) => {
    const one = control.contracts.get(id)!
    return {
      path: PATH,
      headers: { authorization: `Basic ${Buffer.from(`${WEBHOOK.username}:${password}`).toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        Header: { UUID: `${what}-${id}-${one.modified}`, Type: 'BusinessMessage', SubType: 'event', Event: 'upsert', Transaction: 'Employee', Version: '3.002', ProductName: options.product, GeneratedOn: new Date().toISOString(), DeliveryType: 'Async' },
        Content: {
          CompanyId: one.company,
          ...(isProtheus && { BranchId: one.branch }),
          Code: one.code,
          FullName: one.name,
          Email: one.email,
          RoleDescription: one.title,
          HiringDate: one.hired,
          DemissionDate: one.dismissed,
          EmployeeSituation: one.dismissed === null ? '1' : '2',
          EmployeeType: '1',
          GovernmentalInformation: [{ Name: 'CPF', Scope: 'Federal', Id: one.cpf }]
        }
      })
    }
  }
  return {
    control,
    source: {
      settings: { base_url: url, product: options.product, requests_per_second: 500, companies: isProtheus ? [{ company: 'T1', branches: ['D MG 01'] }] : [{ company: '1' }], cod_sentenca: SENTENCE.code, ...settings },
      credentials: { ...USER, webhook: WEBHOOK }
    },
    hire ({ id, cpf, email, first, last, title, department, hired }) {
      control.contracts.set(id, { ...place, code: `00${id}`, name: `${first} ${last}`, cpf, email, title, department, hired, dismissed: null, situation: isProtheus ? ' ' : 'A', modified: new Date().toISOString() })
    },
    change: (id, what) => touch(id, what),
    terminate: (id, date) => touch(id, { dismissed: date, ...(date <= new Date().toISOString().slice(0, 10) && { situation: 'D' }) }),
    rehire (id, date) {
      control.contracts.set(`${id}r`, { ...control.contracts.get(id)!, code: `10${id}`, hired: date, dismissed: null, situation: isProtheus ? ' ' : 'A', modified: new Date().toISOString() })
    },
    puzzle: (id) => touch(id, { situation: '?' }),
    vanish (id) { control.contracts.delete(id) },
    notify: (what, id) => message(what, id, WEBHOOK.password),
    forge: (id) => message('change', id, 'another password'),
    fail: (status, times, after) => { for (const path of ['/api/rh', '/api/framework', '/wsConsultaSQL']) control.fail(path, status, times, after) },
    reads: () => control.requests.filter(({ url }) => /^\/(api\/rh|api\/framework|wsConsultaSQL)/.test(url)).length,
    close
  }
}
