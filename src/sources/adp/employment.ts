import type { Standing } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { dayIn, labelOf, listAt, objectAt, textIn, type Text } from './worker.ts'

/** What words of statuses and reasons mean: the owner's table, and the known one. */
export interface Words {
  standing (word: string): Standing | 'ignore' | undefined
  isReason (word: string): boolean
}

interface Status { word: string, standing: Standing | 'ignore' | undefined, since: string | undefined, reason: Text }

/** The assignment that counts: of those that go on the primary one, never simply the first. */
export function assignmentOf ({ workAssignments, workAssignment }: Json, words: Words): Json {
  const all = Array.isArray(workAssignments) ? listAt(workAssignments) : isObject(workAssignment) ? [workAssignment] : []
  const rank = (each: Json): number => (statusIn(each.assignmentStatus, words)?.standing === 'ended' ? 0 : 2) + (each.primaryIndicator === true || each.primaryIndicator === 'true' ? 1 : 0)
  return all.toSorted((a, b) => rank(b) - rank(a) || (begun(a) < begun(b) ? 1 : begun(a) > begun(b) ? -1 : 0))[0] ?? {}
}

const begun = ({ actualStartDate, hireDate }: Json): string => dayIn(actualStartDate) ?? dayIn(hireDate) ?? ''

/** How the contract stands, with its days. Stamps of events are no days: those come from workerDates and from the assignment. */
export function employmentOf (worker: Json, assignment: Json, words: Words): Json {
  const [own, assigned] = [statusIn(worker.workerStatus, words), statusIn(assignment.assignmentStatus, words)]
  const status = decisive(own, assigned)
  const dates = objectAt(worker.workerDates)
  const rehired = dayIn(dates.rehireDate)
  const isEnded = status?.standing === 'ended'
  return {
    status: status?.word,
    hire_date: rehired ?? dayIn(dates.originalHireDate) ?? dayIn(assignment.hireDate) ?? dayIn(assignment.actualStartDate),
    termination_date: isEnded
      ? [dates.terminationDate, assignment.terminationDate, ...[own, assigned].map((each) => each?.standing === 'ended' ? each.since : undefined)].map(dayIn).find(after(rehired))
      : comingEnd(worker, assigned, [rehired, dayIn(assignment.hireDate)]),
    ...(isEnded && { termination_reason: reasonOf([own, assigned], words) }),
    ...(status?.standing === 'away' && { leave_from: status.since })
  }
}

/** A day that belongs to what began on `begun`, and not to a stint before it. */
const after = (begun: string | undefined) => (day: string | undefined): boolean => day !== undefined && (begun === undefined || day >= begun)

/** An end that is announced: the worker's, or that of all assignments. The one before a rehire is over. */
function comingEnd ({ workerDates, workAssignments }: Json, assigned: Status | undefined, begun: (string | undefined)[]): string | undefined {
  const isOfNow = (day: string | undefined) => begun.every((each) => after(each)(day))
  const own = dayIn(objectAt(workerDates).terminationDate)
  if (own !== undefined) return isOfNow(own) ? own : undefined
  // An assignment that ended while the worker goes on was a change of job.
  const ends = assigned?.standing === 'ended' ? [] : listAt(workAssignments).map(({ terminationDate }) => dayIn(terminationDate))
  const last = ends.every((day) => day !== undefined) ? ends.toSorted().at(-1) : undefined
  return isOfNow(last) ? last : undefined
}

/**
 * The worker's status says whether somebody is here; the assignment's tells a leave from work, and what Inactive means. A word
 * that nobody translated is decisive, so that it is seen.
 */
function decisive (own: Status | undefined, assigned: Status | undefined): Status | undefined {
  if (own === undefined || assigned === undefined) return own ?? assigned
  if (own.standing === 'active') return assigned.standing === 'away' || assigned.standing === undefined ? assigned : own
  if (own.standing === 'away' && assigned.standing !== 'active') return assigned
  return own
}

function statusIn (value: unknown, words: Words): Status | undefined {
  const { statusCode, reasonCode, effectiveDate } = objectAt(value)
  const code = isObject(statusCode) ? [statusCode.codeValue, statusCode.shortName, statusCode.longName] : [statusCode]
  const candidates = code.map(textIn).filter((each) => typeof each === 'string')
  const word = candidates.find((each) => words.standing(each) !== undefined) ?? candidates[0]
  return word === undefined ? undefined : { word, standing: words.standing(word), since: dayIn(effectiveDate), reason: reasonWord(reasonCode, words) }
}

/** The reason in the vendor's words: of code and names the one that is understood. */
function reasonWord (code: unknown, words: Words): Text {
  const { longName, shortName, codeValue } = objectAt(code)
  return [longName, shortName, codeValue].map(textIn).find((each) => typeof each === 'string' && words.isReason(each)) ?? labelOf(code)
}

/** Retired and deceased are statuses, and reasons where none is given. */
function reasonOf (statuses: (Status | undefined)[], words: Words): Text {
  const ended = statuses.filter((each) => each?.standing === 'ended')
  return ended.map((each) => each?.reason).find((each) => typeof each === 'string') ??
    ended.map((each) => ({ r: 'Retired', d: 'Deceased' }[each!.word.toLowerCase()] ?? each!.word)).find((word) => words.isReason(word))
}

/** What the tables know of a word. */
export const wordsOf = <T>(own: { statuses?: Record<string, Standing | 'ignore'> | undefined, reasons?: Record<string, T> | undefined }, known: { statuses: Record<string, Standing | 'ignore'>, reasons: Record<string, T> }): Words => ({
  standing: (word) => meaning(word, own.statuses, known.statuses),
  isReason: (word) => meaning(word, own.reasons, known.reasons) !== undefined
})
