import type { Event, EventType, Stamp } from '../../domain/event.ts'
import type { Fault } from '../../domain/faults.ts'
import type { Fields, Identifiers } from '../../domain/fields.ts'
import { givesUp, resolve, type ConflictReason, type Found, type Resolution } from '../../domain/identity.ts'
import { employeeIdOf } from '../../domain/ids.ts'
import type { HoldReason } from '../../domain/outcome.ts'
import { view } from '../../domain/view/view.ts'
import { insertEmployee, mergeEmployee } from '../../postgres/record/employees.ts'
import { findLiveEvents, insertEvent } from '../../postgres/record/events.ts'
import { insertHold } from '../../postgres/record/holds.ts'
import { claimIdentifiers } from '../../postgres/record/identifiers.ts'
import { claimsOf, findHolders } from './holders.ts'
import type { Recording } from './recording.ts'

/** A statement with its stamp: an event but for the person it means. */
export interface Unassigned {
  id: string
  type: EventType
  stamp: Stamp
  receivedAt: number
  source: string
  apiKey: string | null
  who: Identifiers
  match?: Identifiers
  fields: Fields
  warnings: Fault[]
}

/** A person's word on whom an event means. */
export type Answered = { employee: string } | { anotherPerson: true }

export type Assigned = { kind: 'assigned', employee: string } | { kind: 'held', hold: string }

/**
 * Finds whom an event means, claims its identifiers for them and stores it; or stores it with a question. An event with a
 * question belongs to nobody, so no view knows it.
 */
export async function assign (record: Recording, event: Unassigned, answered?: Answered): Promise<Assigned> {
  const { source, who, match } = event
  const found = await findHolders(record, match ?? who, source)
  const named = match === undefined ? {} : await findHolders(record, who, source)
  const resolution = answered === undefined ? await resolved(record, event, found, named) : byAnswer(answered, found, named)
  if (resolution.kind === 'conflict') return hold(record, event, 'identity_conflict', { why: resolution.why, employees: resolution.employees })

  const employee = resolution.kind === 'person' ? resolution.employee : employeeIdOf(event.id)
  const before = await findLiveEvents(record.db, record.keys, [employee])
  if (event.type === 'hire' && event.fields.hire_date == null && hasEnded(record, event, before.get(employee) ?? [])) {
    return hold(record, event, 'rehire', { why: 'hire_without_date', employees: [employee] })
  }
  await insertEmployee(record.db, record.tenant, employee)
  for (const shell of resolution.folds) if (shell !== employee) await mergeEmployee(record.db, shell, employee)
  await claim(record, event, employee, { ...found, ...named })
  await insertEvent(record.db, record.keys, rowOf(record, event, employee, 'processing', null), contentOf(event))
  return { kind: 'assigned', employee }
}

async function resolved (record: Recording, event: Unassigned, found: Found, named: Found): Promise<Resolution> {
  const shells = [found.source_id, found.number, found.cpf].flatMap((holder) => holder === undefined || holder === 'several' || holder.told ? [] : [holder.employee])
  const known = await findLiveEvents(record.db, record.keys, shells)
  const emailIsPrimary = record.settings.identity[0]?.join() === 'work_email'
  return resolve(event, found, named, {
    emailIsPrimary,
    wouldHaveLeft: () => view([...[...known.values()].flat(), event], record.now, { zone: record.settings.time_zone }).state === 'leaver'
  })
}

/** "It is this one" also says that everybody else whom the identifiers name is the same person; the older id survives. */
function byAnswer (answered: Answered, found: Found, named: Found): Resolution {
  if ('anotherPerson' in answered) return { kind: 'new', folds: [] }
  const strong = [found.source_id, found.number, found.cpf, named.source_id, named.number, named.cpf]
  const same = strong.flatMap((holder) => holder === undefined || holder === 'several' || holder.employee === answered.employee ? [] : [holder.employee])
  return { kind: 'person', employee: answered.employee, folds: [...new Set(same)] }
}

/** A hire of an ended employment without a hire date says neither that it is a rehire nor that it is a repetition. */
function hasEnded ({ now, settings }: Recording, event: Unassigned, events: Event[]): boolean {
  const { employments, primary } = view(events, now, { zone: settings.time_zone })
  const contract = employments.find(({ fields }) => event.who.employee_number !== undefined && fields.employee_number === event.who.employee_number) ??
    (event.who.employee_number === undefined ? primary : undefined)
  return contract !== undefined && contract.told && !contract.open && contract.current.opener !== event.id
}

async function claim (record: Recording, event: Unassigned, employee: string, found: Found): Promise<void> {
  const claims = [...claimsOf(record.keys, event.match ?? {}, event.source), ...claimsOf(record.keys, event.who, event.source)]
  const moves = found.work_email !== undefined && found.work_email.employee !== employee && givesUp(found.work_email, event.who.work_email)
  await claimIdentifiers(record.db, record.tenant, employee, claims.filter(({ kind }) => kind !== 'work_email' || !moves), false)
  await claimIdentifiers(record.db, record.tenant, employee, claims.filter(({ kind }) => kind === 'work_email' && moves), true)
}

export interface HoldContent { why: ConflictReason | 'hire_without_date' | 'unusable', employees: string[], faults?: Fault[], draft?: { type: EventType, body: unknown } }

/** Stores an event with a question of its own. Whatever changes about its identifiers may answer it. */
export async function hold (record: Recording, event: Unassigned, reason: HoldReason, content: HoldContent): Promise<Assigned> {
  const { db, tenant, keys } = record
  const touches = [...claimsOf(keys, event.match ?? {}, event.source), ...claimsOf(keys, event.who, event.source)].map(({ hash }) => hash)
  const id = record.newId('hold')
  const cause = keys.hash(`${reason}:${touches.map((hash) => hash.toString('hex')).sort().join()}`).toString('hex')
  await insertEvent(db, keys, rowOf(record, event, null, 'held', reason), contentOf(event))
  await insertHold(db, { id, tenant, event: event.id, link: null, reason, cause, digest: keys.hash(`${reason}:${event.id}`).toString('hex'), sealed: keys.seal(content), touches })
  return { kind: 'held', hold: id }
}

const contentOf = ({ who, match, fields, warnings }: Unassigned) => ({ who, ...(match && { match }), fields, ...(warnings.length > 0 && { warnings }) })

const rowOf = ({ tenant }: Recording, event: Unassigned, employee: string | null, status: string, reason: string | null) => ({
  id: event.id,
  tenant,
  message: event.stamp.sequence,
  apiKey: event.apiKey,
  source: event.source,
  employee,
  type: event.type,
  stampTime: event.stamp.time,
  stampIndex: event.stamp.index,
  receivedAt: event.receivedAt,
  status,
  reason
})
