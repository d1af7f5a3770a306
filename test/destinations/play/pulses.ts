import pulses from '../../../src/destinations/pulses/index.ts'
import { startPulsesSandbox } from '../../../src/destinations/pulses/sandbox/index.ts'
import type { Play } from './play.ts'

const play: Play = {
  name: 'pulses',
  adapter: pulses,
  onLeave: 'blocked',
  async start (_t, clock) {
    const { url, control, close } = await startPulsesSandbox({
      tokens: ['secret'], now: () => new Date(clock.at), applyAfterMs: 0, known: { positions: ['Analista', 'Gerente'], groups: ['Vendas'] }, variants: { putOnResigned: 'reactivates' }
    })
    return {
      url,
      options: { known: { job_titles: ['Analista', 'Gerente'] } },
      credentials: { token: 'secret' },
      people: () => control.people().map((person) => ({
        id: person.id_person,
        state: person.resignation_date !== null ? 'ended' : person.blocked === 1 ? 'blocked' : 'active',
        name: person.name ?? '',
        email: person.email ?? '',
        number: person.internal_number ?? '',
        title: person.position ?? '',
        manager: person.leaders[0] ?? null
      })),
      seed: ({ full_name: name, work_email: email, employee_number: number, cpf, job_title: title }) =>
        control.seed({ name: name ?? null, email: email ?? null, internal_number: number ?? null, cpf: cpf ?? null, position: title ?? null }).id_person,
      remove: (id) => control.remove(id),
      settle: () => { control.apply() },
      close
    }
  }
}

export default play
