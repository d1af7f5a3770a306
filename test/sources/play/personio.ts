import { startPersonioSandbox, type Employment, type Person } from '../../../src/sources/personio/sandbox/index.ts'
import type { Play } from './play.ts'

const CREDENTIALS = { client_id: 'client', client_secret: 'a secret of the sandbox', token: 'a long token of the webhook' }

export const personio: Play = {
  kind: 'personio',
  async start () {
    const { url, control, close } = await startPersonioSandbox({ clientId: CREDENTIALS.client_id, clientSecret: CREDENTIALS.client_secret })
    const touch = (person: Person) => { person.updated_at = new Date().toISOString() }
    const last = (id: string): Employment => control.people.get(id)!.employments.at(-1)!
    const notice = (event: string, id: string, token: string, payload: object = { person: { id } }) => ({
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify({ company_id: '1', event_name: event, occurred_at: new Date().toISOString(), payload })
    })
    return {
      source: { settings: { base_url: url, requests_per_second: 500 }, credentials: CREDENTIALS, options: { mapping: { cpf: 'custom.dynamic_1', employee_number: 'custom.dynamic_2' } } },
      hire ({ id, cpf, email, first, last, title, department, hired, manager }) {
        const employment: Employment = { id: `e${id}`, status: 'ACTIVE', title, department, start: hired, end: null, supervisor: manager ?? null, termination: null }
        const now = new Date().toISOString()
        control.people.set(id, { id, first_name: first, last_name: last, email, custom: { dynamic_1: cpf, dynamic_2: id }, created_at: now, updated_at: now, employments: [employment] })
      },
      change (id, { title, department, email }) {
        const person = control.people.get(id)!
        if (email !== undefined) person.email = email
        if (title !== undefined) last(id).title = title
        if (department !== undefined) last(id).department = department
        touch(person)
      },
      terminate (id, date) {
        Object.assign(last(id), { end: date, termination: { termination_date: date, type: 'QUIT' }, ...(date <= new Date().toISOString().slice(0, 10) && { status: 'INACTIVE' }) })
        touch(control.people.get(id)!)
      },
      rehire (id, date) {
        const person = control.people.get(id)!
        person.employments.push({ ...last(id), id: `${last(id).id}r`, status: 'ACTIVE', start: date, end: null, termination: null })
        touch(person)
      },
      puzzle (id) {
        Object.assign(last(id), { status: 'SABBATICAL' })
        touch(control.people.get(id)!)
      },
      vanish (id) { control.people.delete(id) },
      // Of an ending only the employment is named, which has to be enough.
      notify: (what, id) => notice({ hire: 'employment.created', change: 'person.updated', termination: 'employment.terminated' }[what], id, CREDENTIALS.token, what === 'termination' ? { employment: { id: last(id).id } } : undefined),
      forge: (id) => notice('person.updated', id, 'another token'),
      fail: (status, times, after) => control.fail('/v2/persons', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.startsWith('/v2/persons')).length,
      close
    }
  }
}
