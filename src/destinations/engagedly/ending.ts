import type { Ask, Catalogue, Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { REASONS } from '../../domain/fields.ts'
import { answered, asking, valueIn, type Answered, type Finding } from '../accounts/findings.ts'
import { wasAway } from './absence.ts'
import type { EngagedlySettings } from './options.ts'
import { end } from './steps.ts'

/** Codes for which the organisation blocks somebody, by their labels: a list of the catalogue. */
export const CODES = 'block_reasons'
export const CODE = 'block_reason_code'
const REGISTERS = ['termination']
const FRESH_MS = 10 * 60_000

/** The account has to end: nothing keeps it but its own question, which is why. */
export function ending (desired: Desired, known: KnownAccount, settings: EngagedlySettings): Finding[] {
  const { termination } = desired
  if (termination === undefined) return []
  const why = codeNow(desired, known, settings)
  if (why.value === undefined) return why.findings
  return [...why.findings, { step: end(known, why.value.code, wasAway(known) && known.fields.status === 'Blocked') }]
}

function codeNow ({ at, termination }: Desired, known: KnownAccount, settings: EngagedlySettings): Answered<Code> {
  const refused = known.refused?.termination
  if (refused === undefined) return codeFor(termination?.reason, at, settings)
  // Engagedly does not ask for a code: one that it does not take keeps no ending.
  const isLeftOut = settings.options.reason_code === 'omit' && refused.reason === 'refused_value' && typeof refused.value === 'string'
  return isLeftOut ? withoutCode() : tryingAgain(at, termination?.reason, known, settings)
}

/** `left`: a code of options.reasons that is not sent. */
const withoutCode = (left?: string): Answered<Code> =>
  ({ value: { code: undefined }, findings: left === undefined ? [] : [{ withheld: { field: CODE, why: 'unknown_value', registers: REGISTERS } }] })

const isRead = ({ readAt }: Catalogue, at: number): boolean => readAt !== undefined && at - readAt <= FRESH_MS

/** An ending that nobody could be told of before they were back is shown once, where Engagedly shows it otherwise. */
export function endedOtherwise (_desired: Desired, known: KnownAccount, settings: EngagedlySettings): Finding[] {
  const refused = known.refused?.termination
  return refused?.reason === 'unconfirmed' ? asking(again(known, 'The account is blocked at Engagedly, otherwise than was sent. Correct it there, then approve.'), settings, () => []) : []
}

export interface Code { code: string | undefined }

/** A code is never guessed from its label: that would falsify the figures of the organisation. */
export function codeFor (reason: string | undefined, at: number, settings: EngagedlySettings): Answered<Code> {
  const { options, catalogue } = settings
  const listed = catalogue.entries(CODES)
  const code = mapped(reason, settings)
  if (code !== undefined && mayBe(code, catalogue)) return { value: { code }, findings: [] }
  // A code that was made since the list was read is not taken for a wrong one.
  if (options.reason_code === 'omit') return code === undefined || isRead(catalogue, at) ? withoutCode(code) : { findings: [{ unread: REGISTERS }] }
  const ask = missingCode(reason, code, catalogue)
  if (settings.answerTo(ask) === undefined) {
    if (!isRead(catalogue, at)) return { findings: [{ unread: REGISTERS }] }
    // An organisation that lists no codes cannot be told one.
    if (listed.length === 0) return withoutCode()
  }
  return answered(ask, settings, (answer) => chosen(answer, settings))
}

/** As far as is known of the organisation's list. */
const mayBe = (code: string, catalogue: Catalogue): boolean => {
  const listed = catalogue.entries(CODES)
  return catalogue.readAt === undefined || listed.length === 0 || listed.some(({ remoteId }) => remoteId === code)
}

function missingCode (reason: string | undefined, code: string | undefined, catalogue: Catalogue): Ask {
  const why = code !== undefined
    ? `The code ${code} of options.reasons is not among those that the organisation lists.`
    : reason === undefined ? 'Nobody has told why the contract ends.' : `options.reasons has no code for ${reason}.`
  return {
    reason: 'reason_missing',
    registers: REGISTERS,
    field: CODE,
    cause: `reason_missing:${reason ?? ''}:${code ?? ''}`,
    asked: `reason_missing:${reason ?? ''}:${code ?? ''}`,
    detail: `${why} Which of the codes of the organisation is it?`,
    ...offering(catalogue),
    choices: { [`values.${CODE}`]: 'one of the codes', reason: REASONS.join(', ') }
  }
}

/** The codes that there are, each with its label. */
function offering (catalogue: Catalogue, others: NonNullable<Ask['offers']> = []): Pick<Ask, 'offers'> {
  const codes = catalogue.entries(CODES).flatMap(({ label, remoteId: code }) => code === undefined ? [] : [{ answer: { values: { [CODE]: code } }, effect: `Engagedly: ${label}` }])
  return codes.length === 0 ? {} : { offers: [...codes, ...others] }
}

const mapped = (reason: unknown, { options: { reasons } }: EngagedlySettings): string | undefined =>
  typeof reason === 'string' ? reasons[reason as keyof typeof reasons] : undefined

/** A code as it is listed, by its code or its label; or our own reason, if that has a code. */
function chosen (answer: Record<string, unknown>, settings: EngagedlySettings): Code | undefined {
  const said = valueIn(answer, CODE)
  const { catalogue } = settings
  const code = said === undefined ? mapped(answer.reason, settings) : catalogue.entries(CODES).find(({ remoteId }) => remoteId === said)?.remoteId ?? catalogue.find(CODES, said)?.remoteId
  return code === undefined || !mayBe(code, catalogue) ? undefined : { code }
}

/** Engagedly refused the ending, or took it twice and shows nobody blocked. */
function tryingAgain (at: number, reason: string | undefined, known: KnownAccount, settings: EngagedlySettings): Answered<Code> {
  const { reason: why, value, code } = known.refused!.termination!
  const ask = why === 'unconfirmed'
    ? again(known, 'Engagedly accepted the ending twice, and the account is still active.')
    : { ...again(known, `Engagedly refused the ending with the code ${value ?? '(none)'} (${code}).`), reason: why, ...offering(settings.catalogue, [{ answer: {}, effect: 'The same once more.' }]), choices: { [`values.${CODE}`]: 'another of the codes; left out: the same once more' } }
  // Whoever is asked is offered the codes that there are.
  if (why === 'refused_value' && settings.answerTo(ask) === undefined && !isRead(settings.catalogue, at)) return { findings: [{ unread: REGISTERS }] }
  return answered(ask, settings, (answer) => chosen(answer, settings) ?? { code: why === 'refused_value' && typeof value === 'string' ? value : mapped(reason, settings) })
}

function again (known: KnownAccount, detail: string): Ask {
  const { value, times, code } = known.refused!.termination!
  return { reason: 'unconfirmed', registers: REGISTERS, field: CODE, cause: `termination:${code}:${value}`, asked: `termination:${code}:${value}:${times}`, detail, choices: {} }
}
