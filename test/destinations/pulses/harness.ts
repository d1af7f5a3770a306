import type { Test } from 'tap'
import { Agent, request } from 'undici'
import type { Instant } from '../../../src/domain/calendar.ts'
import { CallFailure, type Caller, type Decision, type Desired, type Plan, type Step } from '../../../src/domain/destination.ts'
import type { Known } from '../../../src/domain/known.ts'
import type { Authorization } from '../../../src/domain/reading.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Outcome } from '../../../src/domain/outcome.ts'
import { labelKey } from '../../../src/domain/text.ts'
import pulses from '../../../src/destinations/pulses/index.ts'
import { complete, type PulsesOptions } from '../../../src/destinations/pulses/options.ts'
import { plan as planOf } from '../../../src/destinations/pulses/plan.ts'
import { account, desiredOf, START, type Delivery } from '../world.ts'
import { startPulsesSandbox, type Fault, type Person, type SandboxOptions, type Variants } from '../../../src/destinations/pulses/sandbox/index.ts'

const DAY_MS = 24 * 3_600_000
export const SETTLED_MS = 31_000
const MOST_STEPS = 15

export const ANA: Fields = {
  employee_number: '00123',
  cpf: '52998224725',
  work_email: 'ana.souza@example.com',
  full_name: 'Ana Souza',
  mobile_phone: '+5511987654321',
  job_title: 'Analista',
  department: 'Financeiro',
  location: 'São Paulo',
  hire_date: '2026-03-02',
  birth_date: '1990-02-28',
  sex: 'F',
  language: 'pt-BR'
}
export const BRUNO: Fields = { employee_number: '00200', cpf: '11144477735', work_email: 'bruno@example.com', full_name: 'Bruno Lima', job_title: 'Gerente' }

/** Somebody who leaves: their record, and the date and reason of it. */
export function leaving (fields: Fields, more: Partial<Desired> = {}, termination: Fields['termination'] = { date: '2026-03-09', reason: 'voluntary' }): Desired {
  return desiredOf({ ...fields, termination }, { state: 'ended', ...more })
}

export { account, desiredOf, START, type Delivery }

/** A sandbox, a clock, and the smallest loop that plans and runs; everything that an engine adds is left out. */
export async function play (t: Test, variants: Partial<Variants> = {}, options: Partial<PulsesOptions> = {}, sandboxOptions: Partial<SandboxOptions> = {}) {
  const clock = { at: START }
  const sandbox = await startPulsesSandbox({
    tokens: ['secret'], now: () => new Date(clock.at), applyAfterMs: 'manual', known: { positions: ['Analista', 'Gerente'], groups: ['Vendas', 'Liderança'] }, variants, ...sandboxOptions
  })
  t.teardown(() => sandbox.close())
  const table = world(sandbox.url, clock, { known: { job_titles: ['Analista', 'Gerente'] }, ...options }, t)
  const { control } = sandbox
  return {
    ...table,
    control,
    url: sandbox.url,
    fault: (...faults: Fault[]) => control.faults.push(...faults),
    /** Method, path, query and body of the requests so far. */
    sent: (method?: string) => control.requests().filter((each) => method === undefined || each.method === method),
    writes: () => control.requests().filter(({ method }) => method !== 'GET'),
    person: (id: string): Person => control.people().find((each) => each.id_person === id) ?? t.fail(`no person ${id}`) as never,
    people: () => control.people(),
    /** Lets the background job run and the time pass in which a write becomes visible. */
    settle: () => {
      control.apply()
      clock.at += SETTLED_MS
    },
    seed: (person: Partial<Person>) => control.seed(person)
  }
}

/** The loop against any server. */
export function world (url: string, clock: { at: Instant }, options: Partial<PulsesOptions>, t: Test, credentials: Record<string, string> = { token: 'secret' }) {
  const lists = new Map<string, Map<string, { label: string, remoteId?: string }>>()
  let readAt: Instant | undefined
  const answers = new Map<string, Decision>()
  const call = caller(url, t)
  const catalogue = { find: (list: string, label: string) => lists.get(list)?.get(labelKey(label)), entries: () => [], get readAt () { return readAt } }
  const settings = { options: complete(options), catalogue, answerTo: ({ reason, asked }: { reason: string, asked: string }) => answers.get(`${reason}\n${asked}`) }
  const context = {
    call,
    options: complete(options),
    credentials,
    authorization: { get: (ask: () => Promise<Authorization>) => ask(), async drop () {} },
    catalogue,
    directory: undefined as never,
    now: () => clock.at,
    learn: async (list: string, entries: { label: string, remoteId?: string }[], listed?: boolean) => {
      const known = listed ? new Map() : lists.get(list) ?? new Map()
      for (const entry of entries) known.set(labelKey(entry.label), entry)
      lists.set(list, known)
      if (listed) readAt = clock.at
    }
  }
  const timed = (desired: Desired): Desired => ({ ...desired, at: clock.at })

  return {
    clock,
    options,
    lists,
    context,
    plan: (desired: Desired, known: Known) => planOf(timed(desired), known, settings),
    run: (step: Step, desired: Desired, known: Known) => pulses.run(step, timed(desired), known, context),
    check: () => pulses.check(context),
    /** Plans and runs until nothing is left, or a step does not succeed. */
    async deliver (desired: Desired, from: Known = { kind: 'never_looked' }): Promise<Delivery> {
      const outcomes: Outcome[] = []
      const steps: Step[] = []
      for (let known = from; ;) {
        const plan = planOf(timed(desired), known, settings)
        const step = plan.steps[0]
        if (step === undefined || steps.length === MOST_STEPS) return { plan, known, outcomes, steps }
        const outcome = await pulses.run(step, timed(desired), known, context)
        outcomes.push(outcome)
        steps.push(step)
        if (outcome.kind !== 'delivered' && outcome.kind !== 'held') return { plan, known, outcomes, steps }
        known = outcome.known
      }
    },
    /** Answers every question of that reason in a plan. */
    answer (plan: Plan, reason: string, answer: Record<string, unknown> | 'rejected' = {}) {
      for (const ask of plan.holds.filter((each) => each.reason === reason)) {
        answers.set(`${ask.reason}\n${ask.asked}`, answer === 'rejected' ? { decision: 'rejected', answer: {} } : { decision: 'approved', answer })
      }
    },
    later: (days: number) => { clock.at += days * DAY_MS }
  }
}

/** Real sockets; nothing followed, no cookies kept. */
function caller (url: string, t: Test): Caller {
  const dispatcher = new Agent({ headersTimeout: 2000, bodyTimeout: 2000 })
  t.teardown(() => dispatcher.destroy())
  return async ({ method, path, body, headers = {} }) => {
    try {
      const answer = await request(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body), dispatcher, signal: AbortSignal.timeout(1000) })
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
    } catch (error) {
      const { code = 'timeout' } = error as { code?: string }
      throw new CallFailure(code, code !== 'ECONNREFUSED')
    }
  }
}
