import scim from '../../../src/destinations/scim/index.ts'
import { ENTERPRISE, startEntraSandbox } from '../../../src/destinations/scim/sandbox/index.ts'
import type { Play } from './play.ts'

type Json = Record<string, any>

const UNSEEN = 'nobody can be looked up there: uploads are matched by externalId'

const play: Play = {
  name: 'scim, mode entra',
  adapter: scim,
  onLeave: 'active',
  lacks: { adopt: UNSEEN, duplicate: UNSEEN, gone: UNSEEN },
  async start (_t, clock) {
    const { url, tokenUrl, logsUrl, control, close } = await startEntraSandbox({ client: { id: 'app', secret: 'hush' }, now: () => new Date(clock.at) })
    return {
      url,
      options: { mode: 'entra', token_url: tokenUrl, logs_url: logsUrl, external_id_from: 'employee_number' },
      credentials: { client_id: 'app', client_secret: 'hush' },
      people: () => {
        control.provision()
        return [...control.users().values()].map((data: Json) => ({
          id: data.externalId, state: data.active === false ? 'ended' as const : 'active' as const, name: data.displayName, email: data.emails?.[0]?.value, number: data[ENTERPRISE]?.employeeNumber, title: data.title ?? '', manager: data[ENTERPRISE]?.manager?.value ?? null
        }))
      },
      seed: () => { throw new Error(UNSEEN) },
      remove: (id) => { control.users().delete(id) },
      settle: () => control.provision(),
      close
    }
  }
}

export default play
