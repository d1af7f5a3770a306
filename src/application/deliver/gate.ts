import type { Ask, BrakeKind, Decision, Effect, Plan, Step } from '../../domain/destination.ts'
import type { Operations } from '../../domain/common-options.ts'
import { SWITCHED_OFF } from '../../domain/fate.ts'
import type { Instant } from '../../domain/calendar.ts'
import type { Event } from '../../domain/event.ts'
import type { Fields, Reference } from '../../domain/fields.ts'
import type { Employee } from '../../domain/view/view.ts'
import type { LeasedLink } from '../../postgres/record/links.ts'
import type { Lane } from './delivering.ts'
import type { Braked, Verdict } from './judge.ts'

/** Whether a step that counts for a brake may go. */
export type Judge = (braked: Braked) => Promise<Verdict>

/** What the gate needs to know of whose plan it is. */
export interface Gated {
  lane: Lane
  link: LeasedLink
  employee: Employee
  events: Event[]
  answerTo (ask: Pick<Ask, 'reason' | 'asked'>): Decision | undefined
}

/**
 * A plan with the steps that may not go taken out, each with its question; `runs` are the brakes it still rests on. `awaited`:
 * the next step may not go before the others of this run have been looked at.
 */
export interface Gate { plan: Plan, runs: { kind: BrakeKind, run: number }[], awaited: number | undefined }

/**
 * Lets a plan's steps through, or keeps them for a person's word: the endings and re-keyings of protected people always,
 * a crowd when the tenant's brake is reached. Everything else of the plan goes.
 */
export async function gate (judge: Judge, gated: Gated, plan: Plan, at: Instant): Promise<Gate> {
  const steps: Step[] = []
  const added: Pick<Plan, 'holds' | 'waits' | 'withheld'> = { holds: [...plan.holds], waits: [...plan.waits], withheld: [...plan.withheld] }
  const runs: Gate['runs'] = []
  let awaited: number | undefined
  for (const step of plan.steps) {
    const stopped = switchedOff(gated.lane, step) ?? protection(gated, step) ?? await brakes(judge, gated, step, steps.length === 0, runs, at)
    if (stopped === undefined) steps.push(step)
    else if (stopped.kind === 'asked') added.holds.push(stopped.ask)
    else if (stopped.kind === 'rejected') added.withheld.push({ field: step.kind, why: stopped.why, registers: step.registers })
    else {
      added.waits.push({ registers: step.registers, why: 'run', until: at + RUN_MS })
      awaited = stopped.run
    }
  }
  return { plan: { ...plan, ...added, steps }, runs, awaited }
}

/** How soon a run is looked at again while others of it are still looked for. */
const RUN_MS = 500

const OPERATIONS: Record<Exclude<Effect, 'reads'>, keyof Operations> = { creates: 'create', changes: 'update', ends: 'end', erases: 'erase' }

/** What the owner of a destination does not let us do there. */
export const switchedOff = ({ options: { operations } }: Pick<Lane, 'options'>, { effect }: Step): Stopped =>
  effect === 'reads' || operations[OPERATIONS[effect]] ? undefined : { kind: 'rejected', why: SWITCHED_OFF }

export type Stopped = { kind: 'asked', ask: Ask } | { kind: 'rejected', why: string } | { kind: 'later', run: number } | undefined

/** Whether a step is about a protected person and needs a word first. */
export function protection ({ lane, employee, events, answerTo }: Pick<Gated, 'lane' | 'employee' | 'events' | 'answerTo'>, step: Step): Stopped {
  if (!step.brakes.includes('endings') && !step.brakes.includes('rekeys')) return undefined
  if (!lane.settings.protected.some((reference) => names(reference, employee.fields) || events.some(({ who, match }) => names(reference, who) || (match !== undefined && names(reference, match))))) return undefined
  const ask: Ask = {
    reason: 'protected',
    registers: step.registers,
    cause: `protected:${asText(step)}`,
    asked: asText(step),
    detail: step.brakes.includes('endings') ? 'A protected person is about to be ended.' : 'A protected person is about to change number, e-mail or manager.'
  }
  return decided(answerTo(ask), ask)
}

/** By what they have now, or by whatever they were ever named with: a new number or address ends no protection. */
function names (reference: Reference, fields: Pick<Fields, 'employee_number' | 'company_code' | 'cpf' | 'work_email'>): boolean {
  const { employee_number: number, company_code: company, cpf, work_email: email } = reference
  return (cpf !== undefined && cpf === fields.cpf) || (email !== undefined && email === fields.work_email) ||
    (number !== undefined && number === fields.employee_number && (company === undefined || company === fields.company_code))
}

const asText = ({ kind, calls, changes }: Step): string => JSON.stringify([kind, calls.map(({ body }) => body ?? null), changes.map(({ field, to }) => [field, to])])

function decided (decision: Decision | undefined, ask: Ask): Stopped {
  if (decision === undefined) return { kind: 'asked', ask }
  return decision.decision === 'approved' ? undefined : { kind: 'rejected', why: ask.reason }
}

/** Only the step that is next is counted: what comes after it is planned again, with what is known then. */
async function brakes (judge: Judge, gated: Gated, step: Step, isNext: boolean, runs: Gate['runs'], at: Instant): Promise<Stopped> {
  for (const kind of step.brakes) {
    const run = runOf(gated, step)
    runs.push({ kind, run })
    const stopped = isNext ? await brake(judge, gated, step, kind, run, at) : undefined
    if (stopped !== undefined) return stopped
  }
}

/** One message, batch or run is judged as a whole: the message that said the latest of what the step does. */
function runOf ({ employee, events }: Gated, { registers }: Step): number {
  const owners = new Set(registers.map((register) => employee.owners.get(register)))
  return Math.max(0, ...events.filter(({ id }) => owners.has(id)).map(({ stamp }) => stamp.sequence))
}

async function brake (judge: Judge, { link, answerTo }: Gated, step: Step, kind: BrakeKind, run: number, at: Instant): Promise<Stopped> {
  const ask: Ask = { reason: 'brake', registers: step.registers, cause: '', asked: `${kind}:${run}`, detail: DETAIL[kind] }
  const verdict = await judge({ kind, link: link.id, employee: link.employee, run, at, decision: answerTo(ask)?.decision, known: link.braked })
  switch (verdict.kind) {
    case 'pass': return undefined
    case 'later': return { kind: 'later', run }
    case 'rejected': return { kind: 'rejected', why: 'brake' }
    case 'held': return { kind: 'asked', ask: { ...ask, cause: verdict.cause } }
  }
}

const DETAIL: Record<BrakeKind, string> = {
  endings: 'More people are about to be ended than the brake of this tenant allows.',
  rekeys: 'More people are about to change number, e-mail or manager than the brake of this tenant allows.',
  hires: 'More people are about to be created than the brake of this tenant allows.'
}
