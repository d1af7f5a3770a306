import type { Ending } from '../../domain/fate.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { givenUp, retryDelay } from '../../domain/retry.ts'
import { noteFailure, stopLane } from '../../postgres/record/lanes.ts'
import type { LinkRow } from '../../postgres/record/links.ts'
import type { Delivering } from './delivering.ts'
import { restUntil } from './rest.ts'
import { BREAK_AT, type Run } from './run.ts'

/** After so many failures in a row nothing is called for a while; then one link probes. */
const PROBE_MS = 4000

/** The code of an answer that nobody has described. */
export const UNRECOGNISED = 'unrecognised'

/** Whether the link itself spends a try, and how it stands. */
export interface Trouble { ending: Ending, spent: boolean }

type Troubled = Exclude<Outcome, { kind: 'delivered' | 'held' | 'later' }>

/** What a step that did not succeed means for its link and for the lane. `dueAt` of an ending is when the link is tried again. */
export async function troubleOf (needs: Delivering, run: Run, link: LinkRow, outcome: Troubled): Promise<Trouble> {
  const { pool, now, random, log } = needs
  const at = now()
  const { lane } = run
  const about = { link: link.id, destination: lane.id, tenant: lane.tenant }
  if (outcome.kind === 'refused') {
    log.error({ ...about, code: outcome.code, alert: 'failed' }, 'a destination refuses a person')
    return { ending: { kind: 'failed', code: outcome.code }, spent: true }
  }
  if (outcome.kind === 'unauthorized' || outcome.kind === 'stopped') {
    run.close()
    const first = await stopLane(pool, lane.id, { at, code: outcome.code, detail: outcome.detail })
    if (first) log.error({ ...about, code: outcome.code, alert: outcome.kind }, `the lane of a destination has stopped: it ${outcome.kind === 'stopped' ? 'wants no more' : 'does not accept the credentials'}`)
    return { ending: { kind: 'retrying', code: outcome.code, dueAt: at }, spent: false }
  }
  if (outcome.kind === 'retry' && outcome.notBefore !== undefined) {
    if (outcome.lane) await restUntil(needs, run, outcome.notBefore)
    return { ending: { kind: 'retrying', code: outcome.code, dueAt: outcome.notBefore }, spent: !outcome.lane }
  }
  const isTheirs = outcome.kind === 'unknown' || outcome.lane === true
  const isCounted = isTheirs && !run.counted.has(outcome)
  if (isCounted) {
    run.counted.add(outcome)
    run.noteFailure()
  }
  const parked = isCounted && await noteFailure(pool, lane.id, BREAK_AT, at + PROBE_MS * (0.5 + random() / 2)) >= BREAK_AT
  if (parked) run.close()
  if (outcome.code === UNRECOGNISED) log.error({ ...about, code: outcome.code, alert: UNRECOGNISED }, 'a destination answered something nobody has described')
  const since = link.failing_since ?? at
  if (givenUp(since, at)) {
    log.error({ ...about, code: outcome.code, alert: 'failed' }, 'a person is given up at a destination')
    return { ending: { kind: 'failed', code: outcome.code }, spent: true }
  }
  const later = parked ? at : at + retryDelay(link.tries, random())
  return { ending: { kind: 'retrying', code: outcome.code, dueAt: later }, spent: !parked }
}
