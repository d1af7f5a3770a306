import engagedly from '../../../src/destinations/engagedly/index.ts'
import { startEngagedlySandbox } from '../../../src/destinations/engagedly/sandbox/index.ts'
import type { Play } from './play.ts'

const play: Play = {
  name: 'engagedly',
  adapter: engagedly,
  onLeave: 'blocked',
  async start (_t, clock) {
    const { url, control, close } = await startEngagedlySandbox({
      clientKey: 'client',
      secretKey: 'secret',
      now: () => new Date(clock.at),
      lists: { departments: ['Financeiro', 'Vendas'], locations: ['São Paulo', 'Recife'], job_titles: ['Analista', 'Gerente'] },
      reasons: [{ code: 'RESIGNED', label: 'Resigned' }, { code: 'AWAY', label: 'Leave of absence' }]
    })
    return {
      url,
      options: { reasons: { voluntary: 'RESIGNED' }, block_during: ['leave'], absence_reason: 'AWAY' },
      credentials: { client_key: 'client', secret_key: 'secret' },
      people: () => control.people().map(({ id, status, block_reason_code: code, values }) => ({
        id,
        state: status === 'Active' ? 'active' : code === 'AWAY' ? 'blocked' : 'ended',
        name: `${String(values.first_name)} ${String(values.last_name)}`,
        email: String(values.email ?? ''),
        number: String(values.employee_id ?? ''),
        title: control.world.lists.job_titles.find(({ id: title }) => title === values.job_title)?.name ?? '',
        manager: typeof values.manager_id === 'string' ? values.manager_id : null
      })),
      seed: ({ first_name: first, last_name: last, work_email: email, employee_number: number, job_title: title }) => control.seed({
        first_name: first ?? 'Ana', last_name: last ?? 'Souza', email: email ?? null, employee_id: number ?? null, job_title: title == null ? null : control.entry('job_titles', title).id
      }).id,
      remove: (id) => control.remove(id),
      settle () {},
      close
    }
  }
}

export default play
