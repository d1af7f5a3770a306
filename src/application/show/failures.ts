import { isoOf } from '../../domain/calendar.ts'
import { describeFailure } from '../../domain/failure-texts.ts'
import type { Caller } from '../../domain/principal.ts'
import type { FailureView } from '../../domain/views/failure.ts'
import { countFailures } from '../../postgres/show/failures.ts'
import type { Showing } from './showing.ts'

/** What was given up, by cause, each with the body that tries exactly these again. */
export async function listFailures ({ pool }: Pick<Showing, 'pool'>, { tenant, language }: Caller, destination?: string): Promise<FailureView[]> {
  return (await countFailures(pool, tenant, destination)).map((row) => ({
    ...row,
    detail: describeFailure(row.code, language),
    first_at: isoOf(row.first_at),
    last_at: isoOf(row.last_at),
    retry: { filter: { destination: row.destination, code: row.code, status: 'failed' } }
  }))
}
