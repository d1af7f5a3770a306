import { startSolidesDpSandbox } from '../../../src/sources/solides-dp/sandbox/index.ts'
import type { Play } from './play.ts'

const TOKEN = Buffer.from('employer:a secret of the sandbox').toString('base64')

/** Midnight in São Paulo, as the API writes days. */
const midnight = (date: string): number => Date.parse(`${date}T03:00:00Z`)
const today = (): string => new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)

export const solidesDp: Play = {
  kind: 'solides-dp',
  async start () {
    const { url, control, close } = await startSolidesDpSandbox({ token: TOKEN })
    const alter = (id: string, fields: object) => { Object.assign(control.people.get(id)!, fields, { updatedAt: Date.now() }) }
    return {
      source: { settings: { base_url: url, requests_per_second: 500 }, credentials: { token: `Basic ${TOKEN}` } },
      hire ({ id, cpf, email, first, last, title, hired, manager }) {
        control.people.set(id, {
          id: Number(id),
          externalId: id,
          name: `${first} ${last}`,
          email,
          cpf,
          gender: 'FEMININO',
          birthDate: midnight('1990-02-28'),
          admissionDate: midnight(hired),
          resignationDate: null,
          fired: false,
          jobRole: title,
          workplace: 'São Paulo',
          managers: manager === undefined ? [] : [Number(manager)],
          updatedAt: Date.now()
        })
      },
      change (id, { title, email }) { alter(id, { ...(title !== undefined && { jobRole: title }), ...(email !== undefined && { email }) }) },
      terminate (id, date) { alter(id, { resignationDate: midnight(date), fired: date <= today() }) },
      rehire (id, date) { alter(id, { admissionDate: midnight(date), fired: false }) },
      puzzle (id) { alter(id, { fired: 'SUSPENSO' }) },
      vanish (id) { control.people.delete(id) },
      fail: (status, times, after) => control.fail('/employee/find-all', status, times, after),
      reads: () => control.requests.filter(({ path }) => path === '/employee/find-all').length,
      close
    }
  }
}
