import scim from '../../../src/destinations/scim/index.ts'
import { ENTERPRISE, startScimSandbox, type User, type Variants } from '../../../src/destinations/scim/sandbox/index.ts'
import type { Play } from './play.ts'

type Json = Record<string, any>

/** As the suite sees somebody. */
export function personOf ({ id, attributes }: User, { enterprise: has }: Pick<Variants, 'enterprise'>): ReturnType<Awaited<ReturnType<Play['start']>>['people']>[number] {
  const { active, displayName, emails = [], title, [ENTERPRISE]: enterprise = {} } = attributes as Json
  return { id, state: active === false ? 'ended' : 'active', name: displayName, email: emails[0]?.value, number: enterprise.employeeNumber, title: title ?? '', ...(has && { manager: enterprise.manager?.value ?? null }) }
}

const BY_POST = 'the suite takes a search by POST for a write'

export const playOf = (name: string, variants: Partial<Variants> = {}, options: object = {}): Play => ({
  name,
  adapter: scim,
  onLeave: 'active',
  ...(variants.sensitive && { lacks: { 'lost answer': BY_POST, 'unknown outcome': BY_POST } }),
  async start (_t, clock) {
    const { url, control, close } = await startScimSandbox({ accept: { tokens: ['secret'] }, now: () => new Date(clock.at), variants })
    return {
      url,
      options: { ...options },
      credentials: { token: 'secret' },
      people: () => control.users().map((user) => personOf(user, control.variants)),
      seed: ({ work_email: email, job_title: title, full_name: name, employee_number: number }) => control.seed({
        userName: email, displayName: name, emails: [{ value: email, type: 'work', primary: true }], ...(title != null && { title }), ...(control.variants.enterprise && { [ENTERPRISE]: { employeeNumber: number } })
      }),
      remove: control.remove,
      settle () {},
      close
    }
  }
})

export default playOf('scim')
