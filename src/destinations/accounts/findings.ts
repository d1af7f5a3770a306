import type { Ask, Decision, Plan, Settings, Step, Wait } from '../../domain/destination.ts'
import type { RemoteValue } from '../../domain/known.ts'
import type { Register } from '../../domain/view/registers.ts'

/** As much of the settings as asking somebody takes. */
export type Answers = Pick<Settings<unknown>, 'answerTo'>

/** A field that differs and may be written. */
export interface Change {
  field: string
  from: RemoteValue | undefined
  to: RemoteValue
  registers: Register[]
}

/** One thing that planning finds out. A plan is what its findings amount to. */
export type Finding =
  | { change: Change }
  | { step: Step }
  | { ask: Ask }
  | { wait: Wait }
  | { withheld: Plan['withheld'][number] }
  /** The lists of a platform have to be read before anything can be asked about these registers. */
  | { unread: Register[] }

/** Asks, unless it has been answered: then goes on with the answer, or leaves the field as it is there. */
export function asking (ask: Ask, settings: Answers, approved: (answer: Decision['answer']) => Finding[]): Finding[] {
  const decision = settings.answerTo(ask)
  if (decision === undefined) return [{ ask }]
  if (decision.decision === 'approved') return approved(decision.answer)
  return [{ withheld: { field: ask.field ?? ask.reason, why: 'rejected', registers: ask.registers } }]
}

/** The answer lacked what was needed: the question is another one now, so that it can be answered again. */
export function insisting (ask: Ask, settings: Answers): Finding[] {
  return asking(again(ask), settings, () => [
    { withheld: { field: ask.field ?? ask.reason, why: 'not_answered', registers: ask.registers } }
  ])
}

export const again = (ask: Ask): Ask => ({ ...ask, asked: `${ask.asked}, again`, detail: `${ask.detail} The last answer did not say it.` })

/** A value, or what has to be asked, awaited or read before there is one. */
export interface Answered<T> { value?: T, findings: Finding[] }

/** So often an answer that lacks what was needed is asked for again. */
const INSISTENT = 3

/** The value that an answer gives; until then the question. */
export function answered<T> (ask: Ask, settings: Answers, use: (answer: Record<string, unknown>) => T | undefined, left = INSISTENT): Answered<T> {
  const decision = settings.answerTo(ask)
  const value = decision?.decision === 'approved' ? use(decision.answer) : undefined
  if (value !== undefined) return { value, findings: [] }
  if (decision?.decision === 'approved' && left > 1) return answered(again(ask), settings, use, left - 1)
  return decision?.decision === 'approved' ? { findings: insisting(ask, settings) } : { findings: asking(ask, settings, () => []) }
}

/** The value that a person filled in for a field, by its name here or in the record; undefined when none was. */
export function valueIn ({ values }: Decision['answer'], field: string, registers: Register[] = []): string | undefined {
  const filledIn = typeof values === 'object' && values !== null ? values as Record<string, unknown> : {}
  const value = [field, ...registers].map((name) => filledIn[name]).find((each) => each !== undefined)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const stepsIn = (findings: Finding[]): Step[] => findings.flatMap((each) => 'step' in each ? [each.step] : [])
export const changesIn = (findings: Finding[]): Change[] => findings.flatMap((each) => 'change' in each ? [each.change] : [])

/** What is not a change: it goes into the plan as it is. */
export const othersIn = (findings: Finding[]): Finding[] => findings.filter((each) => !('change' in each))

export const registersOf = (changes: Change[]): Register[] => [...new Set(changes.flatMap(({ registers }) => registers))]

export const shownIn = (changes: Change[]): Step['changes'] => changes.map(({ field, from, to }) => ({ field, from, to }))

export function assembled (findings: Finding[], unmapped: Register[]): Plan {
  return {
    steps: stepsIn(findings),
    holds: findings.flatMap((each) => 'ask' in each ? [each.ask] : []),
    waits: findings.flatMap((each) => 'wait' in each ? [each.wait] : []),
    withheld: findings.flatMap((each) => 'withheld' in each ? [each.withheld] : []),
    unmapped
  }
}
