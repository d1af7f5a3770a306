import { dateIn, daysAfter, instantIn, type Instant } from '../../domain/calendar.ts'
import type { Desired, Manager } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Event } from '../../domain/event.ts'
import type { FieldValues, Reference } from '../../domain/fields.ts'
import { isInScope } from '../../domain/scope.ts'
import type { Register } from '../../domain/view/registers.ts'
import { view, type Employee, type ViewOptions } from '../../domain/view/view.ts'
import type { Db } from '../../postgres/db.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { findHashesOf, findReports } from '../../postgres/record/identifiers.ts'
import { findLed } from '../../postgres/record/leaders.ts'
import { findLinkAt, type LinkRow } from '../../postgres/record/links.ts'
import { referenceHashes } from '../interpret/holders.ts'
import { leadsBackTo } from './cycle.ts'
import { contentOf, type Lane } from './link-content.ts'
import type { Reads } from './reads.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000

/** Where a plan finds what it has to know of other people. */
export interface Around {
  db: Db
  reads: Reads
  /** Resolves when somebody who is being brought up to date at this moment, and set out before us, has been. */
  landed (employee: string): Promise<void>
}

/**
 * A person as a plan sees them: as of the moment before their events were read. What comes into force after it is for whoever
 * reads again, since it may have been taken back meanwhile.
 */
export interface Seen { events: Event[], readAt: Instant, employee: Employee }

export const seenAt = (lane: Pick<Lane, 'settings' | 'options'>, events: Event[], readAt: Instant): Seen =>
  ({ events, readAt, employee: view(events, readAt, viewOptionsOf(lane)) })

/**
 * The moment, or later if they had been heard by then: what has arrived counts, however far our clock is behind the one that
 * it arrived by. Others, whose clocks are right, have delivered it.
 */
export const notBeforeArrival = (events: Event[], at: Instant): Instant =>
  events.reduce((latest, { stamp, arrivedAt }) => arrivedAt !== undefined && stamp.time <= arrivedAt ? Math.max(latest, stamp.time) : latest, at)

/** A person with everything a plan rests on. */
export interface Wanted {
  employee: Employee
  desired: Desired
  /** Hashes of whom this link has to be woken by. */
  reportHashes: Buffer[]
}

export function viewOptionsOf ({ settings, options }: Pick<Lane, 'settings' | 'options'>): ViewOptions {
  const endsOn = (termination: FieldValues['termination']) =>
    options.terminate_on === 'last_working_day' ? termination.last_working_day ?? termination.date : termination.date
  return {
    zone: settings.time_zone,
    leadDays: options.hire_lead_days,
    endsAt: (termination) => instantIn(settings.time_zone, endsOn(termination), options.terminate_at)
  }
}

/** What should be true of a person at a destination, for a plan that is made at `at`. Reads the record and what is known of managers and reports there. */
export async function wantedOf (around: Around, lane: Lane, link: Pick<LinkRow, 'employee' | 'remote_id'>, known: Known, seen: Seen, at: Instant): Promise<Wanted> {
  const { events, readAt, employee } = seen
  const desired: Desired = {
    ...stateOf(lane, employee, viewOptionsOf(lane), readAt),
    employee: link.employee,
    at,
    told: toldBy(lane, employee, events),
    heardAt: events.reduce((first, { stamp }) => Math.min(first, stamp.time), at),
    managers: await managersOf(around, lane, link, known, employee, events, at),
    reports: { staying: 0, ending: 0 }
  }
  if (desired.state !== 'ended' || known.kind !== 'active') return { employee, desired, reportHashes: [] }
  const { reports, hashes } = await reportsOf(around, lane, link.employee, known.remoteId, at)
  return { employee, desired: { ...desired, reports }, reportHashes: hashes }
}

const toldBy = ({ settings }: Lane, { owners }: Employee, events: Event[]) => (register: Register) => {
  const owner = owners.get(register)
  const said = events.find(({ id }) => id === owner)
  return said && { at: said.stamp.time, on: dateIn(settings.time_zone, said.stamp.time) }
}

function stateOf ({ options: { scope, hire_lead_days: lead } }: Lane, employee: Employee, { zone, endsAt }: ViewOptions, at: Instant): Omit<Desired, 'employee' | 'heardAt' | 'managers' | 'reports' | 'told'> {
  const today = dateIn(zone, at)
  const { fields, primary, state } = employee
  const termination = primary?.current.termination?.value
  const starts = primary?.current.hireDate !== undefined && primary.current.hireDate > daysAfter(today, lead)
    ? instantIn(zone, daysAfter(primary.current.hireDate, -lead))
    : undefined
  return {
    at,
    today,
    state: state === 'leaver' ? 'ended' : starts !== undefined ? 'not_yet' : 'active',
    inScope: isInScope(fields, scope),
    ...(starts !== undefined && state !== 'leaver' && { startsAt: starts }),
    ...(termination !== undefined && primary?.open === true && endsAt !== undefined && { endsAt: endsAt(termination) }),
    mayBeCreated: employee.employments.some(({ told }) => told),
    fields,
    ...(termination !== undefined && { termination }),
    onLeave: covers(fields.leave, today),
    onVacation: covers(fields.vacation, today)
  }
}

const covers = (span: { from: string, until?: string } | null | undefined, today: string): boolean =>
  span != null && span.from <= today && (span.until === undefined || today <= span.until)

async function managersOf (around: Around, lane: Lane, link: Pick<LinkRow, 'employee' | 'remote_id'>, known: Known, { fields, owners }: Employee, events: Event[], at: Instant): Promise<Manager[]> {
  const said = events.find(({ id }) => id === owners.get('managers'))
  const managers: Manager[] = []
  for (const reference of fields.managers ?? []) {
    managers.push(await managerOf(around, lane, link, known, reference, said?.source ?? 'api', said?.stamp.time ?? at, at))
  }
  return managers
}

async function managerOf ({ db, reads, landed }: Around, lane: Lane, link: Pick<LinkRow, 'employee' | 'remote_id'>, known: Known, reference: Reference, source: string, saidAt: Instant, at: Instant): Promise<Manager> {
  const people = await reads.people(referenceHashes(lane.keys, reference, source))
  const [manager] = people
  const until = saidAt + WEEK_MS
  if (manager === undefined || people.length > 1 || manager === link.employee) return { state: 'unknown', until, reference }
  await landed(manager)
  const options = viewOptionsOf(lane)
  const employee = view(await reads.liveEvents(manager), at, options)
  const { state, inScope } = stateOf(lane, employee, options, at)
  if (state === 'ended') return { state: 'left', reference }
  const there = await reads.link(manager)
  const account = there === undefined ? undefined : contentOf(lane, there).known
  if (account?.kind === 'active') {
    const { remoteId } = account
    const alreadyLeads = lane.adapter.leadersOf(known).includes(remoteId)
    if (!alreadyLeads && link.remote_id !== null && await leadsBackTo(db, lane, account, link.remote_id)) return { state: 'pending', why: 'cycle', reference }
    return { state: 'linked', remoteId, reference }
  }
  if (!inScope) return { state: 'out_of_scope', until, reference }
  if (!employee.employments.some(({ told }) => told)) return { state: 'unknown', until, reference }
  return { state: 'pending', why: 'not_there_yet', reference }
}

/**
 * Who would be left without a leader there: those whom HR leaves with this one, and those who go first, because they leave too
 * or because HR has given them another manager that the destination has not been told of.
 */
async function reportsOf ({ db, landed }: Around, lane: Lane, employee: string, remoteId: string, at: Instant): Promise<{ reports: Desired['reports'], hashes: Buffer[] }> {
  const own = await findHashesOf(db, [employee])
  const named = (await findReports(db, lane.tenant, own)).filter((id) => id !== employee)
  const led = await findLed(db, lane.id, remoteId)
  const people = [...new Set([...named, ...led.employees])]
  await Promise.all(people.map(landed))
  const events = await findLiveEvents(db, lane.keys, people)
  const links = new Map((await findLinkAt(db, lane.id, people)).map((link) => [link.employee, contentOf(lane, link).known]))
  const reports: Desired['reports'] = { staying: 0, ending: 0, ...(led.movedAt !== undefined && { movedAt: led.movedAt }) }
  const concerned: string[] = []
  for (const id of people) {
    const there = links.get(id)
    if (there === undefined || there.kind === 'absent' || there.kind === 'ended') continue
    const { state } = view(events.get(id) ?? [], at, viewOptionsOf(lane))
    if (state === 'leaver' && there.kind !== 'active') continue
    const goesFirst = state === 'leaver' || !named.includes(id)
    reports[goesFirst ? 'ending' : 'staying'] += 1
    concerned.push(id)
  }
  return { reports, hashes: await findHashesOf(db, concerned) }
}
