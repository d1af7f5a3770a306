import type { Test } from 'tap'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import engagedly from '../../../src/destinations/engagedly/index.ts'
import { startEngagedlySandbox, type SandboxOptions, type User } from '../../../src/destinations/engagedly/sandbox/index.ts'
import { startFaulty } from '../faulty.ts'
import { account, desiredOf, START, worldOf, type Delivery } from '../world.ts'

export const ANA: Fields = {
  employee_number: '00123',
  work_email: 'ana.souza@example.com',
  full_name: 'Ana Souza',
  mobile_phone: '+5511987654321',
  job_title: 'Analista',
  department: 'Financeiro',
  location: 'São Paulo',
  hire_date: '2026-03-02',
  birth_date: '1990-02-28',
  worker_type: 'employee'
}

export const leaving = (fields: Fields = ANA, more: Partial<Desired> = {}, termination: Fields['termination'] = { date: '2026-03-09', reason: 'voluntary' }): Desired =>
  desiredOf({ ...fields, termination }, { state: 'ended', ...more })

export interface StageOptions { sandbox?: Partial<SandboxOptions>, options?: Record<string, unknown> }

/** What the engine believes of an account while nobody knows whether a write has arrived. */
export const doubted = (known: Known, at: number): Known =>
  known.kind === 'active' || known.kind === 'ended' ? { ...known, confirm: { fields: [], round: 1, ...known.confirm, doubted: true, at } } : { kind: 'never_looked' }

let stages = 0

/** An organisation with a few lists, a clock, and the smallest loop that plans and runs. */
export async function stage (t: Test, { sandbox = {}, options = {} }: StageOptions = {}) {
  const clock = { at: START }
  // Repeats of refusals are counted by ClientKey.
  const clientKey = `client ${++stages}`
  const { url, control, close } = await startEngagedlySandbox({
    clientKey,
    secretKey: 'secret',
    now: () => new Date(clock.at),
    lists: { departments: ['Financeiro', 'Vendas'], businesses: ['Varejo'], locations: ['São Paulo', 'Recife'], job_titles: ['Analista', 'Gerente'] },
    reasons: [{ code: 'RESIGNED', label: 'Resigned' }, { code: 'FIRED', label: 'Dismissed' }, { code: 'AWAY', label: 'Leave of absence' }],
    ...sandbox
  })
  t.teardown(close)
  const said = { reasons: { voluntary: 'RESIGNED', involuntary: 'FIRED' }, ...options }
  const faulty = await startFaulty(url)
  t.teardown(() => faulty.close())
  const world = worldOf(t, { adapter: engagedly, url: faulty.url, clock, options: said, credentials: { client_key: clientKey, secret_key: 'secret' } })

  return {
    ...world,
    url,
    fail: faulty.fail,
    control,
    clock,
    options: said,
    writes: () => control.requests().filter(({ method }) => method !== 'GET'),
    last: (method: string) => control.requests().findLast((each) => each.method === method),
    person: (n = 0): User => control.people()[n] ?? t.fail(`nobody is there as number ${n}`) as never,
    titled: (name: string) => control.entry('job_titles', name).id,
    later: (ms: number) => { clock.at += ms },
    /** Delivers, and again once what was written can be read back. */
    async settled (desired: Desired, from?: Known): Promise<Delivery> {
      let delivery = await world.deliver(desired, from)
      for (let round = 0; round < 4; round++) {
        clock.at += 3000
        const next = await world.deliver(desired, delivery.known)
        delivery = { ...next, outcomes: [...delivery.outcomes, ...next.outcomes], steps: [...delivery.steps, ...next.steps] }
        if (next.steps.length === 0) break
      }
      return delivery
    }
  }
}

export const kindsOf = ({ steps }: Pick<Delivery, 'steps'>): string[] => steps.map(({ kind }) => kind)
export { account, desiredOf, START }
