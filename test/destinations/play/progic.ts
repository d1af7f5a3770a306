import progic from '../../../src/destinations/progic/index.ts'
import { CLIENT, startProgicSandbox, type DialectName } from '../../../src/destinations/progic/sandbox/index.ts'
import { PORTAL, RH } from '../progic/setup.ts'
import type { Play } from './play.ts'

const NO_MANAGERS = 'Progic knows no managers'

const playOf = (dialect: DialectName): Play => ({
  name: `progic (${dialect})`,
  adapter: progic,
  onLeave: 'active',
  lacks: { 'manager first': NO_MANAGERS },
  async start (_t, clock) {
    const { url, tokenUrl, control, close } = await startProgicSandbox({ dialect, now: () => new Date(clock.at) })
    const usual = dialect === 'rh' ? RH : PORTAL
    return {
      url,
      options: { ...usual, token: { ...'token' in usual && usual.token, url: tokenUrl } },
      credentials: { client_id: CLIENT.id, client_secret: CLIENT.secret },
      people: () => control.people().map(({ id, values }) => ({
        id: dialect === 'rh' ? `${values.company}:${values.number}` : id,
        state: 'active',
        name: `${values.first} ${values.last}`,
        email: String(values.workEmail ?? ''),
        number: String(values.number ?? ''),
        title: String(values.title ?? '')
      })),
      seed: ({ company_code: company, employee_number: number, first_name: first, last_name: last, work_email: workEmail, job_title: title, cpf: pin }) => {
        const { id } = control.seed({ company: company!, number: number!, first: first!, last: last!, workEmail: workEmail!, title: title!, pin: pin! })
        return dialect === 'rh' ? `${company}:${number}` : id
      },
      remove: (id) => {
        const found = control.people().find((each) => each.id === id || `${each.values.company}:${each.values.number}` === id)
        if (found !== undefined) control.remove(found.id)
      },
      settle: () => {},
      close
    }
  }
})

export const rh = playOf('rh')
export default playOf('portal')
