import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { RunView } from '../../domain/views/run.ts'
import type { RunRow } from '../../postgres/reading/runs.ts'

/** A run as it is shown. */
export function shownRun (run: RunRow): RunView {
  const moment = (at: Instant | null) => at === null ? null : isoOf(at)
  return {
    id: run.id,
    what: run.what,
    why: run.why,
    status: run.state === 'running' && run.error !== null ? 'waiting' : run.state,
    complete: run.state === 'complete',
    since: moment(run.since),
    began_at: moment(run.began_at),
    ended_at: moment(run.ended_at),
    ...(run.state === 'running' && run.error !== null && { due_at: isoOf(run.due_at) }),
    pages: run.pages,
    calls: run.calls,
    people_read: run.read,
    people_total: run.total,
    events_made: run.changed + (run.state === 'complete' ? run.endings : 0),
    endings: run.endings,
    unclear: run.unclear,
    left_out: run.left_out,
    missing: run.vanished,
    error: run.error
  }
}
