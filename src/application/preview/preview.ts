import { daysAfter, instantIn, isoOf, type Instant } from '../../domain/calendar.ts'
import { ALL, SWITCHED_OFF } from '../../domain/fate.ts'
import { CallFailure, type Caller as Call, type Plan } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { opens, type Event } from '../../domain/event.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Caller } from '../../domain/principal.ts'
import { view } from '../../domain/view/view.ts'
import type { Statement } from '../../domain/statement.ts'
import { rehearse } from '../../postgres/db.ts'
import { listDestinations } from '../../postgres/destinations.ts'
import { addToCatalogue, loadCatalogue } from '../../postgres/record/catalogue.ts'
import { findHoldsOfLink, findOpenHoldOfEvent } from '../../postgres/record/holds.ts'
import { findLinksOf, type LinkRow } from '../../postgres/record/links.ts'
import { lockTenant } from '../../postgres/tenants.ts'
import { asRequest, changes } from '../deliver/call.ts'
import type { Delivering, Lane, LaneContext } from '../deliver/delivering.ts'
import { viewOptionsOf, wantedOf, seenAt, type Around } from '../deliver/desired.ts'
import { protection, switchedOff } from '../deliver/gate.ts'
import { openLane } from '../deliver/lane.ts'
import { contentOf } from '../deliver/link-content.ts'
import { createPace } from '../deliver/pace.ts'
import { decisionsFrom } from '../deliver/questions.ts'
import { connectionOf } from '../deliver/tokens.ts'
import { readsOf } from '../deliver/reads.ts'
import { rateNameOf } from '../deliver/run.ts'
import { inTurn } from '../in-turn.ts'
import { assign } from '../interpret/assign.ts'
import type { HoldContent } from '../interpret/hold.ts'
import type { Interpreting } from '../interpret/interpret.ts'
import { startRecording } from '../interpret/write-record.ts'
import { unassigned } from '../interpret/statements.ts'

export interface Foreseen {
  destination: string
  basis: 'read' | 'last_known'
  calls: { method: string, url: string, body?: unknown }[]
  changes: { field: string, from?: unknown, to?: unknown }[]
  holds: { reason: Plan['holds'][number]['reason'], detail: string, fields?: string[] }[]
  warnings: string[]
}

/** Look-ups of one preview at one destination, at most. */
const MOST_LOOKS = 5

/**
 * What a statement would do: it is interpreted in a transaction that is never committed, and planned against each destination
 * as it stands there now. Looks, stores nothing and writes nothing. `source`: who would say it.
 */
export async function preview (needs: Interpreting & Delivering, caller: Caller, statement: Statement, source = 'api'): Promise<{ destinations: Foreseen[] }> {
  const said = await interpreted(needs, caller, statement, source)
  const destinations = await listDestinations(needs.pool, caller.tenant)
  const lanes = (await Promise.all(destinations.map(({ id }) => openLane(needs, id)))).filter((lane) => lane !== undefined)
  if (said.kind === 'held') {
    const hold = { reason: said.reason, detail: said.detail }
    return { destinations: lanes.map(({ name }) => ({ destination: name, basis: 'last_known', calls: [], changes: [], holds: [hold], warnings: [] })) }
  }
  return { destinations: await Promise.all(lanes.map((lane) => foresee(needs, lane, said))) }
}

type Interpreted =
  | { kind: 'events', employee: string, events: Event[], at: number, links: LinkRow[] }
  | { kind: 'held', reason: Plan['holds'][number]['reason'], detail: string }

async function interpreted (needs: Interpreting, caller: Caller, statement: Statement, source: string): Promise<Interpreted> {
  return await inTurn(needs.pool, caller.tenant, () => rehearse(needs.pool, async (tx): Promise<Interpreted> => {
    const row = await lockTenant(tx, caller.tenant)
    if (row === undefined) throw new Refusal('not_found', 'There is no such tenant.')
    const recording = await startRecording(needs, tx, row)
    const message = { id: 'msg_preview', seq: Number.MAX_SAFE_INTEGER, source, api_key: null, received_at: recording.now }
    const event = unassigned(message, statement, undefined, recording.settings.time_zone, [])
    const outcome = await assign(recording, event)
    if (outcome.kind === 'held') {
      const hold = await findOpenHoldOfEvent(recording.db, event.id)
      const { why } = recording.keys.open<HoldContent>(hold!.sealed)
      return { kind: 'held', reason: hold!.reason as Plan['holds'][number]['reason'], detail: why }
    }
    const events = (await recording.book.liveEvents([outcome.employee])).get(outcome.employee) ?? []
    const links = await findLinksOf(recording.db, outcome.employee)
    return { kind: 'events', employee: outcome.employee, events, at: Math.max(recording.now, event.stamp.time), links }
  }))
}

async function foresee (needs: Delivering, lane: Lane, { employee, events, at: said, links }: Extract<Interpreted, { kind: 'events' }>): Promise<Foreseen> {
  const at = takesEffect(lane, events, said)
  const link = links.find(({ destination }) => destination === lane.id)
  const answerTo = decisionsFrom(lane.keys, link === undefined ? [] : await findHoldsOfLink(needs.pool, link.id))
  const context = readingContext(needs, lane)
  const around: Around = { db: needs.pool, reads: readsOf(needs.pool, lane), async landed () {} }
  let known: Known = link === undefined ? { kind: 'never_looked' } : readNow(contentOf(lane, link).known, said)
  let basis: Foreseen['basis'] = 'read'
  const warnings: string[] = at > needs.now() ? [`Takes effect at ${isoOf(at)}.`] : []
  for (let looks = 0; ; looks++) {
    context.catalogue = await loadCatalogue(needs.pool, lane.id)
    const wanted = await wantedOf(around, lane, { employee, remote_id: link?.remote_id ?? null }, known, seenAt(lane, events, at), at)
    const plan = await lane.adapter.plan(wanted.desired, known, { options: lane.options, catalogue: context.catalogue, answerTo })
    const [next] = plan.steps
    if (next === undefined || next.effect !== 'reads' || basis === 'last_known' || looks >= MOST_LOOKS) {
      const off = plan.steps.filter((step) => switchedOff(lane, step) !== undefined)
      const stopped = plan.steps.map((step) => protection({ lane, employee: wanted.employee, events, answerTo }, step)).filter((each) => each?.kind === 'asked')
      const withheld = off.map(({ kind: field, registers }) => ({ field, why: SWITCHED_OFF, registers }))
      return shown(lane, { ...plan, steps: plan.steps.filter((step) => !off.includes(step)), holds: [...plan.holds, ...stopped.map(({ ask }) => ask)], withheld: [...plan.withheld, ...withheld] }, basis, warnings)
    }
    const outcome = await looked(lane, context, next, wanted.desired, known)
    if (outcome.kind === 'delivered' || outcome.kind === 'held') known = outcome.known
    else {
      basis = 'last_known'
      warnings.push(`The destination could not be looked at: ${outcome.code}.`)
      if (known.kind === 'active' || known.kind === 'ended') delete known.confirm
    }
  }
}

/** The moment at which what was said last takes effect there: the first day, the last one, or the beginning of an absence. */
function takesEffect (lane: Lane, events: Event[], said: Instant): Instant {
  const last = events.reduce((a, b) => a.stamp.sequence > b.stamp.sequence ? a : b)
  const { fields, primary } = view(events, said, viewOptionsOf(lane))
  const { endsAt = () => said, zone, leadDays = 0 } = viewOptionsOf(lane)
  const termination = primary?.current.termination?.value
  const moments = [
    last.fields.termination != null && termination !== undefined ? endsAt(termination) : said,
    opens(last.type) && fields.hire_date != null ? instantIn(zone, daysAfter(fields.hire_date, -leadDays)) : said,
    last.fields.leave != null ? instantIn(zone, last.fields.leave.from) : said,
    last.fields.vacation != null ? instantIn(zone, last.fields.vacation.from) : said
  ]
  return Math.max(said, ...moments)
}

/** Read anew for this preview, whatever is still to be confirmed. */
const readNow = (known: Known, at: Instant): Known =>
  known.kind === 'active' || known.kind === 'ended' ? { ...known, confirm: { at, fields: [], round: 1 } } : known

async function looked (lane: Lane, context: LaneContext, step: Plan['steps'][number], ...[desired, known]: [Parameters<Lane['adapter']['run']>[1], Known]) {
  try {
    return await lane.adapter.run(step, desired, known, context)
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return { kind: 'retry' as const, code: error.code }
  }
}

function shown (lane: Lane, plan: Plan, basis: Foreseen['basis'], warnings: string[]): Foreseen {
  const steps = plan.steps.filter(({ effect }) => effect !== 'reads')
  return {
    destination: lane.name,
    basis,
    calls: steps.flatMap(({ calls }) => calls).map(({ method, path, body }) => ({ method, url: `${lane.baseUrl}${path}`, ...(body !== undefined && { body }) })),
    changes: steps.flatMap(({ changes }) => changes).map(({ field, from, to }) => ({ field, ...(from !== undefined && { from }), to })),
    holds: plan.holds.map(({ reason, detail, registers }) => ({ reason, detail, fields: registers.filter((register) => register !== ALL) })),
    warnings: [
      ...warnings, ...plan.warnings ?? [],
      ...plan.waits.map(({ why, until }) => `Waits (${why})${until === undefined ? '' : ` until ${new Date(until).toISOString()}`}.`),
      ...plan.withheld.map(({ field, why }) => `${field} is withheld: ${why}.`),
      ...plan.unmapped.map((register) => `${register} is mapped nowhere.`)
    ]
  }
}

/** Only ever reads: whatever else an adapter would send is refused here, too. */
function readingContext (needs: Delivering, lane: Lane): LaneContext {
  const { pool, outbound, now } = needs
  const pace = createPace(needs, rateNameOf(lane), lane.options.requests_per_second)
  const call: Call = async (call) => {
    if (changes(call)) throw new Error('a preview only reads')
    await pace.turn()
    return await outbound.request(...asRequest(call, lane.baseUrl))
  }
  return {
    call,
    options: lane.options,
    credentials: lane.credentials,
    catalogue: { find: () => undefined, readAt: undefined },
    now,
    learn: (list, entries, listed) => addToCatalogue(pool, lane.id, list, entries, listed ? now() : undefined),
    authorization: needs.tokens(connectionOf(lane))
  }
}
