import { startConveniaSandbox, type Employee } from '../../../src/sources/convenia/sandbox/index.ts'
import type { Play } from './play.ts'

const CREDENTIALS = { token: 'a-token-of-the-sandbox', webhook: { secret: 'a-long-token-at-the-end-of-the-url' } }

const day = (offset: number): string => new Date(Date.now() - 3 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10)
const named = (name: string) => ({ id: name.toLowerCase(), name })

export const employee = (id: string, more: Partial<Employee> = {}): Employee => ({
  id,
  name: 'Ana',
  last_name: 'Souza',
  social_name: null,
  email: `person${id}@example.com`,
  registration: id,
  status: 'Ativo',
  hiring_date: '2024-02-01',
  birth_date: '1990-02-28',
  job: named('Analista'),
  department: named('Vendas'),
  supervisor: null,
  cpf: '529.982.247-25',
  personalEmail: null,
  cellphone: '(11) 98765-4321',
  relationship: 'CLT',
  custom: [],
  dismissal: null,
  gone: false,
  ...more
})

export const dismissed = (date: string, title: string | null = 'Pedido de demissão') =>
  ({ id: `d-${date}`, date, type: title === null ? null : { id: 't1', title }, remove_acess_date: null, step: { id: 4, name: 'Concluído' } })

export const convenia: Play = {
  kind: 'convenia',
  async start () {
    const { url, control, close } = await startConveniaSandbox({ token: CREDENTIALS.token, perMinute: 100_000 })
    const EVENTS = { hire: 'admission.finished', change: 'employee.edited', termination: 'desligamento.concluido' }
    const notice = (what: keyof typeof EVENTS, id: string, secret: string) => ({
      headers: { signature: 'ab'.repeat(32), 'content-type': 'application/json' },
      body: JSON.stringify({ event: EVENTS[what], employee: { id } }),
      path: `/${secret}`
    })
    return {
      source: { settings: { base_url: url, requests_per_second: 500 }, credentials: CREDENTIALS },
      hire ({ id, cpf, email, first, last, title, department, hired, manager }) {
        control.people.set(id, employee(id, {
          name: first,
          last_name: last,
          email,
          job: named(title),
          department: named(department),
          hiring_date: hired,
          cpf: cpf.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4'),
          ...(manager !== undefined && { supervisor: { id: manager, name: 'Bia', last_name: 'Lima' } })
        }))
      },
      change (id, { title, department, email }) {
        const one = control.people.get(id)!
        if (email !== undefined) one.email = email
        if (title !== undefined) one.job = named(title)
        if (department !== undefined) one.department = named(department)
      },
      terminate (id, date) { Object.assign(control.people.get(id)!, { dismissal: dismissed(date), gone: date <= day(0) }) },
      // Whether the API keeps the id and the old dismissal is not known: here it does.
      rehire (id, date) { Object.assign(control.people.get(id)!, { hiring_date: date, gone: false }) },
      puzzle (id) { control.people.get(id)!.status = 'Em transição' },
      // Dated back beyond the days that every run looks at.
      vanish (id) { Object.assign(control.people.get(id)!, { dismissal: dismissed(day(-100)), gone: true }) },
      notify: (what, id) => notice(what, id, CREDENTIALS.webhook.secret),
      forge: (id) => notice('change', id, 'another-token'),
      fail: (status, times, after) => control.fail('/employees', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.endsWith('/employees')).length,
      close
    }
  }
}
