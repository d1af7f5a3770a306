import type { Ask, Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { ENDED_ALREADY } from '../../domain/fate.ts'
import { REASONS, type Termination } from '../../domain/fields.ts'
import { answered, asking, type Answered, type Finding } from '../accounts/findings.ts'
import { SETTLE_MS } from './after.ts'
import type { PulsesSettings } from './options.ts'
import { end } from './steps.ts'

const REGISTERS = ['termination']
/** How soon an ending is tried again that was refused for people who have just been moved. */
const PATIENCE_MS = [2_000, 8_000]
const CODES: Record<string, string> = { voluntary: 'V', involuntary: 'I', contract_end: 'TC', not_applicable: 'NA' }
const REASON_CHOICE = { reason: REASONS.join(', ') }

/** The account has to end: nothing keeps it but reports that end first, and its own questions. All of them are asked at once. */
export function ending (desired: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const { termination, reports } = desired
  if (termination === undefined) return []
  if (reports.ending > 0) return [{ wait: { registers: REGISTERS, why: 'reports' } }]
  const reason = reasonFor(termination, known, settings)
  const move = moveFor(desired, termination, known, settings)
  if (reason.value === undefined || move.value === undefined) return [...reason.findings, ...move.findings]
  return [{ step: end(known, { date: termination.date, reason: reason.value, move: move.value }, settings) }]
}

/** An ending that Pulses shows otherwise than we said it cannot be sent again: it is shown to somebody once. */
export function endedOtherwise ({ termination, fields }: Desired, known: KnownAccount, settings: PulsesSettings): Finding[] {
  const refused = known.refused?.termination
  if (begunAndEndedSince(fields.hire_date, termination, known)) return [{ withheld: { field: 'resignation_date', why: ENDED_ALREADY, registers: ['hire', ...REGISTERS] } }]
  if (refused?.reason !== 'unconfirmed' || termination === undefined) return []
  return asking(unconfirmed(known, 'The account has ended at Pulses, with another date or reason than was sent. Correct it there, then approve.'), settings, () => [])
}

/** They came back and left again before anybody could be told: no account is opened again only to be ended. */
const begunAndEndedSince = (hireDate: Desired['fields']['hire_date'], termination: Desired['termination'], { fields: { resignation_date: ended } }: KnownAccount): boolean =>
  hireDate != null && typeof ended === 'string' && hireDate > ended && termination?.date !== ended

function reasonFor ({ reason }: Termination, known: KnownAccount, settings: PulsesSettings): Answered<string> {
  const refused = known.refused?.termination
  if (refused !== undefined) return tryingAgain(reason, known, settings)
  const asContractEnd = settings.options.contract_end_as
  if (reason === 'contract_end' && asContractEnd !== 'hold') return { value: asContractEnd, findings: [] }
  if (reason !== undefined && reason !== 'contract_end') return { value: codeOf(reason), findings: [] }
  const ask: Ask = {
    reason: 'reason_missing',
    registers: REGISTERS,
    cause: `reason_missing:${reason ?? ''}`,
    asked: `reason_missing:${reason ?? ''}`,
    detail: reason === undefined ? 'Nobody has told why the contract ends, and Pulses counts turnover by it.' : 'The contract ran out, and this destination asks how Pulses should count that.',
    choices: REASON_CHOICE
  }
  return answered(ask, settings, (answer) => codeOf(answer.reason))
}

/** A reason is never remapped behind anybody's back: that would falsify the turnover figures. */
function tryingAgain (reason: Termination['reason'], known: KnownAccount, settings: PulsesSettings): Answered<string> {
  const { reason: why, value, code } = known.refused!.termination!
  const detail = why === 'unconfirmed' ? 'Pulses accepted the ending twice, and the account is still active.' : `Pulses refused the ending with the reason ${value} (${code}).${code === 'malformed' ? ' Perhaps it wants another form of options.move_subordinates_as.' : ''}`
  const ask = why === 'unconfirmed' ? unconfirmed(known, detail) : { ...unconfirmed(known, detail), reason: why, choices: REASON_CHOICE }
  return answered(ask, settings, (answer) => codeOf(answer.reason) ?? (typeof value === 'string' && why === 'refused_value' ? value : codeOf(reason)))
}

function unconfirmed (known: KnownAccount, detail: string): Ask {
  const { value, times, code } = known.refused!.termination!
  return { reason: 'unconfirmed', registers: REGISTERS, field: 'resignation_date', cause: `termination:${code}:${value}`, asked: `termination:${code}:${value}:${times}`, detail, choices: {} }
}

/** Reports of a leader without a leader would be left with none: only somebody who knows may say so. */
function moveFor ({ at, reports, fields }: Desired, { move_reports: told }: Termination, known: KnownAccount, settings: PulsesSettings): Answered<boolean> {
  const ledThere = Number(known.notes?.has_led ?? 0)
  if (told === true || settings.options.move_reports === true) return { value: reports.staying > 0 || ledThere > 0, findings: [] }
  if (reports.staying === 0 && ledThere === 0) return { value: false, findings: [] }
  // Pulses works in the background: a refusal is only believed once those who were moved have been moved there.
  const settled = (reports.movedAt ?? -Infinity) + SETTLE_MS
  const ledAt = Number(known.notes?.has_led_at ?? 0)
  if (reports.staying === 0 && ledAt < settled) {
    const again = Math.min(settled, ledAt + (PATIENCE_MS[ledThere - 1] ?? SETTLE_MS))
    return at < again ? { findings: [{ wait: { registers: REGISTERS, why: 'reports', until: again } }] } : { value: false, findings: [] }
  }
  const top = fields.managers != null && fields.managers.length > 0 ? '' : ' They would then have no leader: this one has none either.'
  const ask: Ask = {
    reason: 'has_reports',
    registers: REGISTERS,
    cause: `has_reports:${known.remoteId}`,
    asked: `has_reports:${ledThere}`,
    detail: `${reports.staying > 0 ? reports.staying : 'Some'} people are led by this leaver. Name another leader for them, or let them go to the leader above.${top}`,
    choices: { move_reports: 'true: they go to the leader above' }
  }
  // With nobody left on our side, an approval may also mean: they have been moved by hand, try again.
  return answered(ask, settings, (answer) => answer.move_reports === true ? true : reports.staying > 0 ? undefined : false)
}

const codeOf = (reason: unknown): string | undefined =>
  typeof reason !== 'string' ? undefined : CODES[reason] ?? Object.values(CODES).find((code) => code === reason)
