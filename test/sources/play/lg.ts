import { startSandbox } from '../../../src/sources/lg/sandbox/index.ts'
import type { Contract } from '../../../src/sources/lg/sandbox/operations.ts'
import type { Play } from './play.ts'

const CREDENTIALS = { Usuario: 'integracao', Senha: 'a password of the sandbox', GuidTenant: '00000000-0000-4000-8000-000000000000', Ambiente: 31 }
const COMPANY = '1'
/** Days of the tenant's zone. */
const today = (): string => new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)

export const lg: Play = {
  kind: 'lg',
  async start () {
    const { url, control, close } = await startSandbox(CREDENTIALS)
    control.companies.set(COMPANY, 'Exemplo Ltda.').set('2', 'Exemplo Filial Ltda.')
    control.pageSize = 2
    const last = (id: string): Contract => [...control.contracts.values()].filter(({ pessoaId }) => pessoaId === `7${id}`).at(-1)!
    const logged = ({ company, number }: Contract, operation: number, feed: '' | 'PorRescisao' = '') => control.log.push({ id: `${company}:${number}`, operation, date: today(), feed })
    const add = (contract: Contract) => {
      control.contracts.set(`${contract.company}:${contract.number}`, contract)
      logged(contract, 1)
    }
    return {
      source: { settings: { base_url: url, requests_per_second: 500 }, credentials: CREDENTIALS },
      hire ({ id, cpf, email, first, last: surname, title, department, hired }) {
        add({ company: COMPANY, number: id, pessoaId: `7${id}`, name: `${first} ${surname}`, cpf, email, title, unit: department, hired, admission: 1, situation: { type: 2, code: 2, wording: 'Atividade normal', since: hired } })
      },
      change (id, { title, department, email }) {
        const contract = last(id)
        if (email !== undefined) contract.email = email
        if (title !== undefined) contract.title = title
        if (department !== undefined) contract.unit = department
        logged(contract, 2)
      },
      terminate (id, date) {
        last(id).situation = { type: 5, code: 5, wording: 'Rescisão', since: date }
        logged(last(id), 2, 'PorRescisao')
      },
      rehire (id, date) {
        add({ ...last(id), number: `50${id}`, hired: date, situation: { type: 2, code: 2, wording: 'Atividade normal', since: date } })
      },
      puzzle (id) { last(id).situation = { type: 1, code: 99, wording: 'Situação da casa', since: today() } },
      vanish (id) {
        logged(last(id), 3)
        control.contracts.delete(`${COMPANY}:${id}`)
      },
      fail: (status, times, after) => control.fail(status, times, after),
      reads: () => control.requests.length,
      close
    }
  }
}
