import type { Ask, Decision, Plan, RemoteValue, Settings, Step, Wait } from '../../domain/destination.ts'
import type { Register } from '../../domain/view/registers.ts'
import type { PulsesOptions } from './options.ts'

export type PulsesSettings = Settings<PulsesOptions>

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
  /** The lists of titles and groups have to be read before anything can be asked about these registers. */
  | { unread: Register[] }

/** Asks, unless it has been answered: then goes on with the answer, or leaves the field as it is there. */
export function asking (ask: Ask, settings: Pick<PulsesSettings, 'answerTo'>, approved: (answer: Decision['answer']) => Finding[]): Finding[] {
  const decision = settings.answerTo(ask)
  if (decision === undefined) return [{ ask }]
  if (decision.decision === 'approved') return approved(decision.answer)
  return [{ withheld: { field: ask.field ?? ask.reason, why: 'rejected', registers: ask.registers } }]
}

/** The answer lacked what was needed: the question is another one now, so that it can be answered again. */
export function insisting (ask: Ask, settings: Pick<PulsesSettings, 'answerTo'>): Finding[] {
  return asking({ ...ask, asked: `${ask.asked}, again`, detail: `${ask.detail} The last answer did not say it.` }, settings, () => [
    { withheld: { field: ask.field ?? ask.reason, why: 'not_answered', registers: ask.registers } }
  ])
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

export function assembled (findings: Finding[], unmapped: Register[]): Plan {
  return {
    steps: stepsIn(findings),
    holds: findings.flatMap((each) => 'ask' in each ? [each.ask] : []),
    waits: findings.flatMap((each) => 'wait' in each ? [each.wait] : []),
    withheld: findings.flatMap((each) => 'withheld' in each ? [each.withheld] : []),
    unmapped
  }
}
