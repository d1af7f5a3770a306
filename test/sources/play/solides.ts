import { startSolidesSandbox } from '../../../src/sources/solides/sandbox/index.ts'
import type { Play } from './play.ts'

const CREDENTIALS = { token: 'a-token-of-the-sandbox', webhook: { secret: 'a long secret of the webhook' } }

const brazilian = (date: string): string => date.split('-').reverse().join('/')
const punctuated = (cpf: string): string => cpf.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4')
const today = (): string => new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)

export const solides: Play = {
  kind: 'solides',
  async start () {
    const { url, control, close } = await startSolidesSandbox({ token: CREDENTIALS.token })
    const ACTIONS = { hire: 'novo_colaborador', change: 'edicao_colaborador', termination: 'demissao_colaborador' }
    /** A webhook has the record in other names, and no id was seen in one. */
    const dadosOf = (id: string) => {
      const { name, registration, dateAdmission, dateDismissal, position, departament, corporateEmail, cpf } = control.people.get(id)!
      return {
        nome: name,
        email: corporateEmail,
        matricula: registration,
        data_admissao: dateAdmission,
        data_demissao: dateDismissal ?? '',
        documentos: { cpf },
        cargo: { nome: position?.name ?? '' },
        departamento: { nome: departament?.name ?? '' },
        salario: '4.250,00'
      }
    }
    const notice = (what: keyof typeof ACTIONS, id: string, secret: string) => ({
      headers: { 'x-webhook-secret': secret, 'content-type': 'application/json' },
      body: JSON.stringify({ acao: ACTIONS[what], dados: dadosOf(id) })
    })
    return {
      source: { settings: { base_url: `${url}/pt-BR/api/v1`, requests_per_second: 500 }, credentials: CREDENTIALS },
      hire ({ id, cpf, email, first, last, title, department, hired }) {
        control.people.set(id, {
          id: Number(id),
          name: `${first} ${last}`,
          registration: id,
          dateAdmission: brazilian(hired),
          birthDate: '28/02/1990',
          active: true,
          dateDismissal: null,
          dismissalReason: null,
          position: { id: 1, name: title },
          departament: { id: 1, name: department },
          unity: { name: 'São Paulo' },
          corporateEmail: email,
          cpf: punctuated(cpf)
        })
      },
      change (id, { title, department, email }) {
        const one = control.people.get(id)!
        if (email !== undefined) one.corporateEmail = email
        if (title !== undefined) one.position = { id: 2, name: title }
        if (department !== undefined) one.departament = { id: 2, name: department }
      },
      terminate (id, date) { Object.assign(control.people.get(id)!, { dateDismissal: brazilian(date), ...(date <= today() && { active: false }) }) },
      // What the API does with the old date is not known: here it stays.
      rehire (id, date) { Object.assign(control.people.get(id)!, { dateAdmission: brazilian(date), active: true }) },
      puzzle (id) { control.people.get(id)!.status = 'Em transição' },
      vanish (id) { control.people.delete(id) },
      notify: (what, id) => notice(what, id, CREDENTIALS.webhook.secret),
      forge: (id) => notice('change', id, 'another secret'),
      fail: (status, times, after) => control.fail('/colaboradores', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.endsWith('/colaboradores')).length,
      close
    }
  }
}
