import type { Test } from 'tap'
import { Agent, request } from 'undici'
import { dateIn, type Instant } from '../../src/domain/calendar.ts'
import { CallFailure, type Call, type Caller, type Decision, type Desired, type DestinationAdapter, type Plan, type Step } from '../../src/domain/destination.ts'
import type { Known, KnownAccount } from '../../src/domain/known.ts'
import type { Outcome } from '../../src/domain/outcome.ts'
import type { Fields } from '../../src/domain/fields.ts'
import { labelKey } from '../../src/domain/text.ts'
import { directoryOver, type DirectoryStore } from '../../src/application/deliver/directory.ts'
import { createTokens } from '../../src/application/deliver/tokens.ts'

export const START: Instant = Date.parse('2026-03-10T15:00:00Z')
const MOST_STEPS = 30

export function desiredOf (fields: Fields, more: Partial<Desired> = {}): Desired {
  const at = more.at ?? START
  return {
    employee: `emp_${fields.employee_number ?? 'ana'}`,
    at,
    today: dateIn('America/Sao_Paulo', at),
    state: 'active',
    inScope: true,
    mayBeCreated: true,
    heardAt: START,
    fields,
    onLeave: false,
    onVacation: false,
    managers: [],
    reports: { staying: 0, ending: 0 },
    ...(fields.termination && { termination: fields.termination }),
    ...more
  }
}

export interface Delivery { plan: Plan, known: Known, outcomes: Outcome[], steps: Step[] }
export interface Sent extends Call { status: number | string, headers?: Record<string, string> }

export interface WorldOptions {
  adapter: DestinationAdapter
  url: string
  clock: { at: Instant }
  options: Record<string, unknown>
  credentials: Record<string, unknown>
}

/** One destination and the smallest loop that plans and runs, over real sockets; everything that an engine adds is left out. */
export function worldOf (t: Test, { adapter, url, clock, options, credentials }: WorldOptions) {
  const lists = new Map<string, Map<string, { label: string, remoteId?: string }>>()
  const answers = new Map<string, Decision>()
  const sent: Sent[] = []
  let readAt: Instant | undefined
  const catalogue = { find: (list: string, label: string) => lists.get(list)?.get(labelKey(label)), entries: (list: string) => [...lists.get(list)?.values() ?? []], get readAt () { return readAt } }
  const answerTo = ({ reason, asked }: { reason: string, asked: string }) => answers.get(`${reason}\n${asked}`)
  const context = {
    call: callerOf(t, url, sent),
    options,
    credentials,
    catalogue,
    now: () => clock.at,
    async learn (list: string, entries: { label: string, remoteId?: string }[], listed?: boolean) {
      const known = lists.get(list) ?? new Map()
      for (const entry of entries) known.set(labelKey(entry.label), { ...known.get(labelKey(entry.label)), ...entry })
      lists.set(list, known)
      if (listed) readAt = clock.at
    },
    authorization: createTokens(() => clock.at)('test'),
    directory: directoryOver(directoryIn(new Map()), () => clock.at)
  }
  const timed = (desired: Desired): Desired => ({ ...desired, at: clock.at, today: dateIn('America/Sao_Paulo', clock.at) })
  const plan = async (desired: Desired, known: Known): Promise<Plan> => await adapter.plan(timed(desired), known, { options: options as never, catalogue, answerTo })

  /** What the engine makes of a rejected call. */
  async function run (step: Step, desired: Desired, known: Known): Promise<Outcome> {
    try {
      return await adapter.run(step, timed(desired), known, context as never)
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error
      return error.sent && step.effect !== 'reads' ? { kind: 'unknown', code: error.code } : { kind: 'retry', code: error.code, lane: true }
    }
  }

  return {
    clock,
    sent,
    context,
    plan,
    run,
    check: () => adapter.check(context as never),
    /** Plans and runs until nothing is left, or a step does not succeed. */
    async deliver (desired: Desired, from: Known = { kind: 'never_looked' }): Promise<Delivery> {
      const outcomes: Outcome[] = []
      const steps: Step[] = []
      for (let known = from; ;) {
        const next = await plan(desired, known)
        const step = next.steps[0]
        if (step === undefined || steps.length === MOST_STEPS) return { plan: next, known, outcomes, steps }
        const outcome = await run(step, desired, known)
        outcomes.push(outcome)
        steps.push(step)
        if (outcome.kind !== 'delivered' && outcome.kind !== 'held') return { plan: next, known: outcome.kind === 'unknown' ? outcome.known ?? known : known, outcomes, steps }
        known = outcome.known
      }
    },
    /** Answers every question of that reason in a plan. */
    answer (plan: Plan, reason: string, answer: Record<string, unknown> | 'rejected' = {}) {
      for (const ask of plan.holds.filter((each) => each.reason === reason)) {
        answers.set(`${ask.reason}\n${ask.asked}`, answer === 'rejected' ? { decision: 'rejected', answer: {} } : { decision: 'approved', answer })
      }
    }
  }
}

/** A directory as the record keeps it, in memory. */
function directoryIn (keys: Map<string, { key: string, at: Instant }>): DirectoryStore {
  let reading: Awaited<ReturnType<DirectoryStore['reading']>> = { beganAt: undefined, cursor: undefined, completeSince: undefined }
  const note: DirectoryStore['note'] = async (entries, at) => {
    for (const { remoteId, key } of entries) if (key === null) keys.delete(remoteId); else keys.set(remoteId, { key, at })
  }
  return {
    note,
    find: async (key) => [...keys].filter(([, one]) => one.key === key).map(([id]) => id),
    reading: async () => reading,
    async expire () { reading = { beganAt: undefined, cursor: undefined, completeSince: undefined } },
    async keep (beganAt, { entries, next }, at) {
      await note(entries, at)
      if (next !== undefined) reading = { ...reading, beganAt, cursor: next }
      else {
        for (const [id, one] of keys) if (one.at < beganAt) keys.delete(id)
        reading = { beganAt: undefined, cursor: undefined, completeSince: beganAt }
      }
    }
  }
}

export function account (known: Known): KnownAccount {
  if (known.kind === 'active' || known.kind === 'ended') return known
  throw new Error(`no account: ${known.kind}`)
}

/** Nothing followed, no cookies kept. */
function callerOf (t: Test, url: string, sent: Sent[]): Caller {
  const dispatcher = new Agent({ headersTimeout: 2000, bodyTimeout: 2000 })
  t.teardown(() => dispatcher.destroy())
  return async (call) => {
    const { method, path, base, body, headers = {} } = call
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    try {
      const answer = await request((base ?? url) + path, { method, headers, body: text, dispatcher, signal: AbortSignal.timeout(2000) })
      sent.push({ ...call, status: answer.statusCode })
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
    } catch (error) {
      const { code = 'timeout' } = error as { code?: string }
      sent.push({ ...call, status: code })
      throw new CallFailure(code, code !== 'ECONNREFUSED')
    }
  }
}
