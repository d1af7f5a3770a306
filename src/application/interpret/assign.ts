import { byStamp, compareStamps, opens, type Event } from '../../domain/event.ts'
import { givesUp, resolve, type Found, type Holder, type Resolution } from '../../domain/identity.ts'
import { employeeIdOf } from '../../domain/ids.ts'
import { view } from '../../domain/view/view.ts'
import { findOldest, mergeEmployee } from '../../postgres/record/employees.ts'
import { lockUndelivered, setUnassigned } from '../../postgres/record/events.ts'
import { refreshStatuses } from '../../postgres/record/fates.ts'
import { releaseIdentifiers } from '../../postgres/record/identifiers.ts'
import { claimsOf, findHolders, holderFrom, saidBefore } from './holders.ts'
import { hold } from './hold.ts'
import { keepingOne } from './last-identifier.ts'
import type { Recording } from './recording.ts'
import { refresh } from './refresh.ts'
import { store, unassignedFrom, type Unassigned } from './unassigned.ts'

/** A person's word on whom an event means. */
export type Answered = { employee: string } | { anotherPerson: true }

export type Assigned = { kind: 'assigned', employee: string } | { kind: 'held', hold: string }

/**
 * Finds whom an event means, claims its identifiers for them and stores it; or stores it with a question. An event with a
 * question belongs to nobody, so no view knows it.
 */
export async function assign (record: Recording, event: Unassigned, answered?: Answered): Promise<Assigned> {
  const { outcome, doubted } = await assignOne(record, event, answered)
  if (outcome.kind === 'assigned') await askAgain(record, outcome.employee, doubted)
  return outcome
}

async function assignOne (record: Recording, event: Unassigned, answered?: Answered): Promise<{ outcome: Assigned, doubted: Event[] }> {
  const found = await findHolders(record, event.match ?? event.who, event.source, event.stamp)
  const named = event.match === undefined ? {} : await findHolders(record, event.who, event.source, event.stamp)
  const resolution = answered === undefined ? await resolved(record, event, found, named) : byAnswer(answered, found, named)
  if (resolution.kind === 'conflict') return { outcome: hold(record, event, 'identity_conflict', { why: resolution.why, employees: resolution.employees }), doubted: [] }

  const meant = resolution.kind === 'person' ? resolution.employee : employeeIdOf(event.id)
  // Of people whom somebody says are one, the older survives.
  const employee = answered === undefined || resolution.folds.length === 0 ? meant : await findOldest(record.db, [meant, ...resolution.folds]) ?? meant
  const before = (await record.book.liveEvents([meant, ...resolution.folds])).values().toArray().flat()
  if (event.type === 'hire' && event.fields.hire_date == null && hasEnded(record, event, before)) {
    return { outcome: hold(record, event, 'rehire', { why: 'hire_without_date', employees: [employee] }), doubted: [] }
  }
  record.book.addEmployee(employee)
  for (const other of new Set([meant, ...resolution.folds])) if (other !== employee) await merge(record, other, employee)
  await claim(record, event, employee, { ...found, ...named }, before)
  const kept = keepingOne(event, before, record.settings.time_zone)
  store(record, kept, employee, 'processing', null)
  return { outcome: { kind: 'assigned', employee }, doubted: doubtedBy(event, before) }
}

async function merge (record: Recording, from: string, into: string): Promise<void> {
  await mergeEmployee(record.db, from, into)
  record.merged.set(from, into)
}

async function resolved (record: Recording, event: Unassigned, found: Found, named: Found): Promise<Resolution> {
  const holders = [found, named].flatMap(({ source_id: id, number, cpf, work_email: address }) => [id, number, cpf, address])
  const employees = holders.flatMap((holder) => holder === undefined || holder === 'several' ? [] : [holder.employee])
  const known = await record.book.liveEvents([...new Set(employees)])
  const emailIsPrimary = record.settings.identity[0]?.join() === 'work_email'
  return resolve(event, found, named, {
    emailIsPrimary,
    wouldGiveUp: (people) => givesUp(holderFrom('', [...people.flatMap((employee) => known.get(employee) ?? []), event], event.stamp, record), event.who.work_email)
  })
}

/**
 * What was said earlier and is in doubt now: whom a statement means can rest on how many contracts there are, and whether a
 * hire without a date is a rehire on what ended before it. In another order of arrival it would have been asked at once.
 */
function doubtedBy (event: Unassigned, before: Event[]): Event[] {
  const numbers = new Set(before.filter(({ type }) => opens(type)).map(({ who }) => who.employee_number))
  const anotherContract = opens(event.type) && !numbers.has(event.who.employee_number)
  const ends = event.fields.termination != null
  return before.filter(({ type, fields, stamp }) => opens(type)
    ? type === 'hire' && fields.hire_date == null && (opens(event.type) || ends) && compareStamps(stamp, event.stamp) > 0
    : anotherContract)
}

/** Asks again whom events mean, as if they came now. What was delivered, or answered by a person, is not asked again. */
async function askAgain (record: Recording, employee: string, doubted: Event[]): Promise<void> {
  const { db, keys, book } = record
  for (const { id } of doubted.sort(byStamp)) {
    const row = await lockUndelivered(db, id)
    if (row === undefined) continue
    await setUnassigned(db, id)
    const rest = (await book.liveEvents([employee])).get(employee) ?? []
    await releaseIdentifiers(db, employee, rest.flatMap(({ who, match, source }) => [...claimsOf(keys, who, source), ...claimsOf(keys, match ?? {}, source)]).map(({ hash }) => hash))
    const { outcome } = await assignOne(record, unassignedFrom(row, keys))
    if (outcome.kind === 'held') continue
    await refresh(record, [outcome.employee], 0, new Map([[outcome.employee, [id]]]))
    await refreshStatuses(db, [id])
  }
}

/** "It is this one" also says that everybody else whom the identifiers name is the same person; the older id survives. */
function byAnswer (answered: Answered, found: Found, named: Found): Resolution {
  if ('anotherPerson' in answered) return { kind: 'new', folds: [] }
  const strong = [found.source_id, found.number, found.cpf, named.source_id, named.number, named.cpf]
  const same = strong.flatMap((holder) => holder === undefined || holder === 'several' || holder.employee === answered.employee ? [] : [holder.employee])
  return { kind: 'person', employee: answered.employee, folds: [...new Set(same)] }
}

/** A hire of an employment that has ended by then, without a hire date, says neither that it is a rehire nor that it is a repetition. */
function hasEnded ({ settings }: Recording, event: Unassigned, events: Event[]): boolean {
  const { employments, primary } = view(saidBefore(events, event.stamp), event.stamp.time, { zone: settings.time_zone })
  const contract = employments.find(({ fields }) => event.who.employee_number !== undefined && fields.employee_number === event.who.employee_number) ??
    (event.who.employee_number === undefined ? primary : undefined)
  return contract !== undefined && contract.told && !contract.open
}

async function claim (record: Recording, event: Unassigned, employee: string, found: Found, before: Event[]): Promise<void> {
  const claims = [...claimsOf(record.keys, event.match ?? {}, event.source), ...claimsOf(record.keys, event.who, event.source)]
  const moves = isFreeFor(employee, found.work_email, event.who.work_email)
  await record.book.claim(employee, claims.filter(({ kind }) => kind !== 'work_email' || !moves), false)
  await record.book.claim(employee, claims.filter(({ kind }) => kind === 'work_email' && moves), true)
  if (opens(event.type) || event.fields.termination === null) await reclaimAddress(record, event, employee, before)
}

/** Whoever is back has their address back, if it went to somebody who has given it up. */
async function reclaimAddress (record: Recording, event: Unassigned, employee: string, before: Event[]): Promise<void> {
  if (before.length === 0) return   // somebody new: their address is the one they are named with
  const { left, workEmail: address } = holderFrom(employee, [...before, event], event.stamp, record)
  if (left || address === undefined || address === event.who.work_email) return
  const { work_email: holder } = await findHolders(record, { work_email: address }, event.source, event.stamp)
  if (isFreeFor(employee, holder, address)) await record.book.claim(employee, claimsOf(record.keys, { work_email: address }, event.source), true)
}

const isFreeFor = (employee: string, holder: Holder | undefined, address: string | undefined): boolean =>
  holder !== undefined && holder.employee !== employee && givesUp(holder, address)
