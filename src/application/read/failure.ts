import { isAway, traceOf } from '../../domain/errors.ts'
import { ReadFailure } from '../../domain/reading.ts'
import type { Reading } from './reading.ts'
import { NotOurs } from './step.ts'

/**
 * Why a step could not be done. Our own stumbling is a failure that may pass, so that it is counted, put off and told, and in
 * nobody's way; that the database is away, or that the source is another's now, is nobody's failure and is thrown on.
 */
export function failureOf ({ log }: Reading, error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error
  if (error instanceof NotOurs || isAway(error)) throw error
  log.error({ ...traceOf(error), alert: 'internal' }, 'what was read from an HR system could not be kept')
  return new ReadFailure('unavailable', 'Crachá itself stumbled over what was read: the fault is ours, and the log says where.')
}
