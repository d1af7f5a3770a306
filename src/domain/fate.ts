import type { Instant } from './calendar.ts'
import type { Ask, Desired, Plan, Wait } from './destination.ts'
import type { Known } from './known.ts'
import type { EventType } from './event.ts'
import type { Employee } from './view/view.ts'

export const STATUSES = ['accepted', 'failed', 'held', 'retrying', 'waiting', 'processing', 'delivered', 'superseded', 'ignored', 'withdrawn'] as const
export type Status = typeof STATUSES[number]

const WORST: readonly Status[] = ['failed', 'held', 'retrying', 'waiting', 'processing', 'delivered', 'superseded', 'ignored']

/** The worst of several, as an event shows it over its destinations. */
export function worst<S extends { status: Status }> (all: S[]): S | undefined {
  return all.reduce<S | undefined>((bad, one) => bad === undefined || WORST.indexOf(one.status) < WORST.indexOf(bad.status) ? one : bad, undefined)
}

export const isFinal = (status: Status): boolean => status === 'delivered' || status === 'superseded' || status === 'ignored' || status === 'withdrawn'

export interface Fate {
  status: Status
  reason?: string
  hold?: Ask
  dueAt?: Instant
  error?: string
  withheld?: { field: string, why: string }[]
}

/** How the last delivery of a link ended, beside its plan. */
export type Ending = { kind: 'settled' } | { kind: 'processing', dueAt?: Instant } | { kind: 'retrying', code: string, dueAt?: Instant } | { kind: 'failed', code: string }

export interface Settling { desired: Desired, known: Known, plan: Plan, ending: Ending }

/** Waits of moments, which are not waited for by anybody but us: others of the same run, and an answer that nobody got. */
const WHILE: Partial<Record<Wait['why'], Status>> = { run: 'processing', settle: 'retrying' }

/** Why an ending is withheld from an account that has ended by an earlier one: the stint between was over before anybody was told. */
export const ENDED_ALREADY = 'ended_already'

/** Why a step is withheld that the owner of the destination does not let us do there. */
export const SWITCHED_OFF = 'switched_off'

/** Marks all registers of a person in a plan: what is held, awaited or still to be done concerns everything. */
export const ALL = '*'

/**
 * What became of an event at a destination: it follows from the registers the event owns, in the view at the later of now
 * and its stamp, and from what keeps each of them.
 */
export function fateOf (event: { id: string, type: EventType, stamp: { time: Instant } }, employee: Employee, settling: Settling): Fate {
  const { desired, known, plan, ending } = settling
  const owned = [...employee.owners].filter(([, owner]) => owner === event.id).map(([register]) => register)
  if (owned.length === 0) {
    if (employee.aside.has(event.id)) return { status: 'ignored', reason: 'other_contract_open' }
    return employee.idle.has(event.id) ? { status: 'ignored', reason: 'no_difference' } : { status: 'superseded' }
  }
  if (event.stamp.time > desired.at) return { status: 'waiting', reason: 'effective_on', dueAt: event.stamp.time }

  const concerns = (registers: string[]): boolean => registers.includes(ALL) || registers.some((register) => owned.includes(register))
  const withheld = [
    ...plan.withheld.filter(({ registers }) => concerns(registers)),
    ...plan.holds.flatMap(({ registers, field, reason }) => field !== undefined && concerns(registers) ? [{ field, why: reason }] : [])
  ].map(({ field, why }) => ({ field, why }))
  const found: Fate[] = [
    ...plan.holds.filter(({ registers }) => concerns(registers)).map((hold): Fate => ({ status: 'held', reason: hold.reason, hold })),
    ...plan.waits.filter(({ registers }) => concerns(registers)).map(({ why, until }): Fate => ({ status: WHILE[why] ?? 'waiting', reason: why, ...(until !== undefined && { dueAt: until }) })),
    ...(unfinished(plan, known, concerns) && ending.kind !== 'settled' ? [unsettled(ending)] : [])
  ]
  const keeping = worst(found)
  if (keeping !== undefined) return { ...keeping, ...(withheld.length > 0 && { withheld }) }
  // Somebody decided that nothing is done here: for this person at all, because there is to be no account, or to end it.
  if (plan.withheld.some(({ why, registers }) => why === ENDED_ALREADY && registers.some((register) => owned.includes(register)))) return { status: 'ignored', reason: 'leaver', withheld }
  const isNot = (register: string) => plan.withheld.some(({ registers }) => registers.includes(register))
  const isOff = owned.every((register) => plan.withheld.some(({ why, registers }) => why === SWITCHED_OFF && registers.includes(register)))
  if (isNot(ALL) || (known.kind === 'absent' && isNot('hire')) || (owned.includes('termination') && isNot('termination')) || isOff) {
    return { status: 'ignored', reason: withheld.some(({ why }) => why === SWITCHED_OFF) ? SWITCHED_OFF : 'rejected', withheld }
  }
  return { ...settledAs(event.type, owned, settling), ...(withheld.length > 0 && { withheld }) }
}

function unfinished (plan: Plan, known: Known, concerns: (registers: string[]) => boolean): boolean {
  if (plan.steps.length === 0) return false
  return known.kind === 'never_looked' || plan.steps.some(({ registers }) => concerns(registers))
}

function unsettled (ending: Exclude<Ending, { kind: 'settled' }>): Fate {
  if (ending.kind === 'failed') return { status: 'failed', error: ending.code }
  const due = ending.dueAt !== undefined && { dueAt: ending.dueAt }
  return ending.kind === 'retrying' ? { status: 'retrying', error: ending.code, ...due } : { status: 'processing', ...due }
}

function settledAs (type: EventType, owned: string[], { desired, known, plan }: Settling): Fate {
  // While an ending is asked about or waits, the account is there, and changes still go.
  if (desired.state === 'ended' && known.kind !== 'active') return owned.includes('termination') ? { status: 'delivered' } : { status: 'ignored', reason: 'leaver' }
  if (!desired.inScope) return { status: 'ignored', reason: 'out_of_scope' }
  if (type !== 'hire' && owned.every((register) => plan.unmapped.includes(register))) return { status: 'ignored', reason: 'not_mapped' }
  return { status: 'delivered' }
}
