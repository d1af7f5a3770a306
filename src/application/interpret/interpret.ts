import type { Logger } from 'pino'
import { traceOf } from '../../domain/errors.ts'
import { opens } from '../../domain/event.ts'
import type { BrakeKind } from '../../domain/destination.ts'
import { retryDelay } from '../../domain/retry.ts'
import { expectBrakes } from '../../postgres/record/brake.ts'
import { findChanging, findTenantsChanging } from '../../postgres/record/employees.ts'
import { findDecided } from '../../postgres/record/events.ts'
import { insertFates } from '../../postgres/record/fates.ts'
import { findPending, findTenantsWithPending, postponeMessage, setInterpreted, type PendingMessage } from '../../postgres/record/messages.ts'
import { assign } from './assign.ts'
import { hold } from './hold.ts'
import type { Unassigned } from './unassigned.ts'
import type { Recording } from './recording.ts'
import { refresh } from './refresh.ts'
import { reconsider } from './reconsider.ts'
import { writeRecord, type Writing } from './write-record.ts'
import { readRest, readWebhook, type KeptWebhook, type OpenedSource, type Read } from './statements.ts'

export interface Interpreting extends Writing {
  random (): number
  openSource (id: string): Promise<OpenedSource | undefined>
  log: Pick<Logger, 'info' | 'error'>
}

const BATCH = 25

/**
 * Interprets what has arrived and is not interpreted yet; answers how many messages. One tenant's record is written by one
 * transaction at a time, so what two messages claim never races; several workers take several tenants.
 */
export async function interpretDue (needs: Interpreting): Promise<number> {
  let done = 0
  for (const tenant of await findTenantsWithPending(needs.pool, 20)) done += await alone(needs, tenant, () => interpretTenant(needs, tenant))
  return done
}

async function interpretTenant (needs: Interpreting, tenant: string): Promise<number> {
  const count = await writeRecord(needs, tenant, false, async (recording) => {
    const pending = await findPending(recording.db, tenant, BATCH)
    for (const message of pending) await interpretSafely(needs, recording, message)
    return pending.length
  })
  return count ?? 0
}

/** Our own fault with one message neither loses it nor keeps the others waiting. */
async function interpretSafely (needs: Interpreting, recording: Recording, message: PendingMessage): Promise<void> {
  const { db } = recording
  await db.query('SAVEPOINT message')
  try {
    await interpretMessage(needs, recording, message)
    await db.query('RELEASE SAVEPOINT message')
  } catch (error) {
    await db.query('ROLLBACK TO SAVEPOINT message')
    const trace = traceOf(error)
    needs.log.error({ message: message.id, tenant: message.tenant, ...trace, alert: 'internal' }, 'a message could not be interpreted')
    if (/^(57P|08)/.test(trace.code)) throw error
    await postponeMessage(db, message.seq, 1000 + retryDelay(message.tries, needs.random()), `internal: ${trace.code}`)
  }
}

async function interpretMessage (needs: Interpreting, recording: Recording, message: PendingMessage): Promise<void> {
  const read = await readMessage(needs, recording, message)
  if (read.kind === 'nothing') return setInterpreted(recording.db, message.seq, read.state, read.reason)
  const assigned: { event: Unassigned, employee: string }[] = []
  // Interpreted again, what has found its person stays with them, and what was withdrawn stays withdrawn.
  const done = await findDecided(recording.db, read.said.map(({ event }) => event.id))
  for (const said of read.said.filter(({ event }) => !done.has(event.id))) {
    const outcome = said.kind === 'unusable'
      ? await hold(recording, said.event, 'missing_required', { why: 'unusable', employees: [], faults: said.faults, draft: said.draft })
      : await assign(recording, said.event)
    if (outcome.kind === 'assigned') assigned.push({ event: said.event, employee: outcome.employee })
  }
  await settleIn(recording, assigned, read.said.length > 1)
  await setInterpreted(recording.db, message.seq, 'interpreted', null)
}

async function readMessage (needs: Interpreting, { keys, settings }: Recording, message: PendingMessage): Promise<Read> {
  if (message.source === 'api') return readRest(message, JSON.parse(new TextDecoder().decode(keys.openBytes(message.sealed))), settings.time_zone)
  const source = await needs.openSource(message.source)
  if (source === undefined) return { kind: 'nothing', state: 'failed', reason: 'its source was deleted' }
  return readWebhook(message, keys.open<KeptWebhook>(message.sealed), source, settings.time_zone)
}

/** Makes events that found their people count: views, links, fates, and what the brake has to expect of a run. */
export async function settleIn (recording: Recording, assigned: { event: Unassigned, employee: string }[], bulk: boolean): Promise<void> {
  if (assigned.length === 0) return
  const employees = [...new Set(assigned.map(({ employee }) => employee))]
  const hashes = await refresh(recording, employees, bulk ? 1 : 0)
  const events = assigned.map(({ event }) => event.id)
  await insertFates(recording.db, events)
  if (bulk) await expectBrakes(recording.db, assigned.flatMap(({ event }) => brakesOf(event).map((kind) => ({ id: event.id, kind }))), recording.now)
  await reconsider(recording, hashes, new Set(events))
}

function brakesOf ({ type, fields, match }: Unassigned): BrakeKind[] {
  if (type === 'termination' || fields.termination != null) return ['endings']
  if (opens(type)) return ['hires']
  return fields.managers !== undefined || fields.work_email !== undefined || (match !== undefined && fields.employee_number !== undefined) ? ['rekeys'] : []
}

/** Derives again whoever changes by the calendar: a future-dated change, a first day, a last one. Answers how many. */
export async function refreshChanged (needs: Interpreting): Promise<number> {
  let done = 0
  for (const tenant of await findTenantsChanging(needs.pool, needs.now())) {
    done += await alone(needs, tenant, async () => await writeRecord(needs, tenant, false, async (recording) => {
      const employees = await findChanging(recording.db, tenant, recording.now, 200)
      const hashes = await refresh(recording, employees)
      await reconsider(recording, hashes, new Set())
      return employees.length
    }) ?? 0)
  }
  return done
}

/** What fails for one tenant, such as one whose keys were dropped, keeps no other from its turn. */
async function alone ({ log }: Interpreting, tenant: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    log.error({ tenant, ...traceOf(error) }, 'the record of a tenant could not be written')
    return 0
  }
}
