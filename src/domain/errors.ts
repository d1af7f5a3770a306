import type { Fault } from './faults.ts'

/** Every way a caller can be refused. http/errors.ts gives each its status; a new one does not compile until it has one. */
export type ErrorCode =
  | 'malformed' | 'unauthorized' | 'forbidden' | 'not_found' | 'conflict' | 'too_large' | 'unsupported_media_type'
  | 'invalid' | 'idempotency_mismatch' | 'too_many_requests' | 'unavailable' | 'method_not_allowed'

/** A caller's fault: says what is wrong and the way out. Never carries personal data. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly faults: Fault[]
  /** Seconds to wait before trying again, for 429 and 503. */
  readonly retryAfter: number | undefined

  constructor (code: ErrorCode, detail: string, faults: Fault[] = [], retryAfter?: number) {
    super(detail)
    this.code = code
    this.faults = faults
    this.retryAfter = retryAfter
  }
}

/** What a log may say of an error: its code and where it happened. Its message may quote a value, so it is left out. */
export function traceOf (error: unknown): { code: string, stack: string } {
  const { code, name, stack = '' } = error as Error & { code?: string }
  return { code: code ?? name, stack: stack.split('\n').filter((line) => line.startsWith('    at ')).slice(0, 6).join('\n') }
}

/** The database does not answer, has no room or ends: nothing is wrong with what was to be done. */
export const isAway = (error: unknown): boolean => /^(57|08|53|55P03|25P0|E[A-Z]+$)/.test(traceOf(error).code)
