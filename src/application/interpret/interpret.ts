import { setImmediate as nextRound } from 'node:timers/promises'
import type { Logger } from 'pino'
import { traceOf } from '../../domain/errors.ts'
import { opens } from '../../domain/event.ts'
import type { BrakeKind } from '../../domain/destination.ts'
import { employeeIdOf } from '../../domain/ids.ts'
import { IDENTIFIER_NAMES } from '../../domain/fields.ts'
import { retryDelay } from '../../domain/retry.ts'
import { expectBrakes } from '../../postgres/record/brake.ts'
import { findChanging, findTenantsChanging } from '../../postgres/record/employees.ts'
import { findDecided } from '../../postgres/record/events.ts'
import { insertFates } from '../../postgres/record/fates.ts'
import { findPending, findTenantsWithPending, postponeMessage, setInterpreted, type PendingMessage } from '../../postgres/record/messages.ts'
import { assign } from './assign.ts'
import { hold } from './hold.ts'
import { lookUpHashes } from './holders.ts'
import type { Unassigned } from './unassigned.ts'
import type { Recording } from './recording.ts'
import { refresh } from './refresh.ts'
import { reconsider } from './reconsider.ts'
import { writeRecord, type Writing } from './write-record.ts'
import { askLooks } from '../../postgres/reading/looks.ts'
import { isRows } from '../../postgres/record/messages.ts'
import type { KeptRows } from './rows.ts'
import { readRest, readRows, readWebhook, type KeptWebhook, type OpenedSource, type Read } from './statements.ts'

export interface Interpreting extends Writing {
  random (): number
  openSource (id: string): Promise<OpenedSource | undefined>
  log: Pick<Logger, 'info' | 'error'>
}

/**
 * How much of one tenant one transaction takes: enough to share its statements, and little enough that the next tenant's turn
 * comes within a moment. A batch is up to 500 statements.
 */
const SINGLES = 250
const BATCHES = 1

/**
 * Interprets what has arrived and is not interpreted yet, a turn for each tenant; answers how many messages. One tenant's record
 * is written by one transaction at a time, so what two messages claim never races; several workers take several tenants.
 */
export async function interpretDue (needs: Interpreting): Promise<number> {
  let done = 0
  for (const tenant of await findTenantsWithPending(needs.pool)) done += await alone(needs, tenant, () => interpretTenant(needs, tenant))
  return done
}

async function interpretTenant (needs: Interpreting, tenant: string): Promise<number> {
  try {
    return await writeRecord(needs, tenant, false, async (recording) => {
      const messages = await findPending(recording.db, tenant, SINGLES, BATCHES)
      await interpretMessages(needs, recording, messages)
      return messages.length
    }) ?? 0
  } catch (error) {
    if (isAway(error)) throw error
    return await interpretOneByOne(needs, tenant)
  }
}

const isAway = (error: unknown): boolean => /^(57|08|53|55P03|25P0|E[A-Z]+$)/.test(traceOf(error).code)

/** One of them is our own fault: it is put off, and neither lost nor in the way of the others. */
async function interpretOneByOne (needs: Interpreting, tenant: string): Promise<number> {
  const messages = await findPending(needs.pool, tenant, SINGLES, BATCHES)
  for (const message of messages) {
    try {
      await writeRecord(needs, tenant, false, (recording) => interpretMessages(needs, recording, [message]))
    } catch (error) {
      if (isAway(error)) throw error
      const trace = traceOf(error)
      needs.log.error({ message: message.id, tenant, ...trace, alert: 'internal' }, 'a message could not be interpreted')
      await postponeMessage(needs.pool, message.seq, 1000 + retryDelay(message.tries, needs.random()), `internal: ${trace.code}`)
    }
  }
  return messages.length
}

/** Lets requests, answers and other tenants' deliveries have a moment between the statements of a crowd. */
const breathe = inSteps(25, () => nextRound())

function inSteps (size: number, pause: () => Promise<unknown>): () => Promise<void> {
  let steps = 0
  return async () => { if (++steps % size === 0) await pause() }
}

interface Assignment { event: Unassigned, employee: string, bulk: boolean }

async function interpretMessages (needs: Interpreting, recording: Recording, messages: PendingMessage[]): Promise<void> {
  if (messages.length === 0) return
  const open = once((id: string) => needs.openSource(id))
  const read: { message: PendingMessage, reading: Read }[] = []
  for (const message of messages) {
    read.push({ message, reading: await readMessage(open, recording, message) })
    await breathe()
  }
  const all = read.flatMap(({ reading }) => reading.kind === 'said' ? reading.said.map((said) => ({ said, bulk: reading.said.length > 1 })) : [])
  // Interpreted again, what has found its person stays with them, and what was withdrawn stays withdrawn.
  const done = await findDecided(recording.db, all.map(({ said: { event } }) => event.id))
  const fresh = all.filter(({ said: { event } }) => !done.has(event.id))
  await readAhead(recording, fresh.map(({ said: { event } }) => event))
  const assigned: Assignment[] = []
  for (const { said, bulk } of fresh) {
    const outcome = said.kind === 'unusable'
      ? hold(recording, said.event, 'missing_required', { why: 'unusable', employees: [], faults: said.faults, draft: said.draft })
      : await assign(recording, said.event)
    if (outcome.kind === 'assigned') assigned.push({ event: said.event, employee: outcome.employee, bulk })
    await breathe()
  }
  await makeCount(recording, assigned)
  await setInterpreted(recording.db, recording.tenant, read.map(({ message: { seq, tries }, reading }) =>
    ({ seq, tries, ...(reading.kind === 'nothing' ? reading : { state: 'interpreted' as const, reason: reading.kind === 'hints' ? 'looked up at the source' : null }) })))
  await askFor(recording, read.map(({ reading }) => reading))
}

function once<T> (ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (id) => {
    const answer = asked.get(id) ?? ask(id)
    asked.set(id, answer)
    return answer
  }
}

async function readMessage (open: Interpreting['openSource'], { keys, settings }: Recording, message: PendingMessage): Promise<Read> {
  if (message.source === 'api') return readRest(message, JSON.parse(new TextDecoder().decode(keys.openBytes(message.sealed))), settings.time_zone)
  const source = await open(message.source)
  if (source === undefined) return { kind: 'nothing', state: 'failed', reason: 'its source was deleted' }
  if (isRows(message.kind)) return await readRows(message, keys.open<KeptRows>(message.sealed), source, settings.time_zone)
  return await readWebhook(message, keys.open<KeptWebhook>(message.sealed), source, settings.time_zone)
}

/** Looks start a moment later, so that what one change at the source makes it say twice is looked up once. */
const LOOK_AFTER_MS = 300

async function askFor ({ db, keys, tenant }: Recording, readings: Read[]): Promise<void> {
  for (const [source, hints] of Map.groupBy(readings.filter((reading) => reading.kind === 'hints'), (reading) => reading.source)) {
    const ids = [...new Set(hints.flatMap((hint) => hint.ids))]
    await askLooks(db, tenant, source, ids.map((id) => ({ key: keys.hash(`sighting:${source}:${id}`), sealed: keys.seal(id) })), LOOK_AFTER_MS)
  }
}

/** Everybody whom these statements can mean, in two statements. */
async function readAhead ({ book, keys }: Recording, events: Unassigned[]): Promise<void> {
  const hashes = events.flatMap(({ who, match = {}, source }) => [...lookUpHashes(keys, match, source), ...lookUpHashes(keys, who, source)])
  await book.readAhead([...new Set(hashes)], events.map(({ id }) => employeeIdOf(id)))
}

/** Makes events that found their people count: views, links, fates, and what the brake has to expect of a run. */
async function makeCount (recording: Recording, assigned: Assignment[]): Promise<void> {
  if (assigned.length === 0) return
  const { db, book, merged, now } = recording
  // Whom a later statement showed to be somebody else.
  const survivor = (id: string): string => merged.has(id) ? survivor(merged.get(id)!) : id
  const singles = new Set(assigned.filter(({ bulk }) => !bulk).map(({ employee }) => survivor(employee)))
  const bulk = new Set(assigned.map(({ employee }) => survivor(employee))).difference(singles)
  await refresh(recording, [...singles], 0)
  await refresh(recording, [...bulk], 1)
  await insertFates(db, assigned.map(({ event }) => event.id))
  const brakes = assigned.filter((one) => one.bulk).flatMap(({ event }) => brakesOf(event).map((kind) => ({ id: event.id, kind })))
  if (brakes.length > 0) await expectBrakes(db, brakes, now)
  // Whom a statement means rests on identifiers, on who is hired and who has left: other changes answer no question about it.
  const concerned = assigned.filter(({ event, employee }) => aboutIdentity(event) || book.renamed.has(employee)).map(({ employee }) => survivor(employee))
  await reconsider(recording, { employees: [...new Set(concerned)] })
}

const aboutIdentity = ({ type, match, fields }: Unassigned): boolean =>
  opens(type) || match !== undefined || 'termination' in fields || IDENTIFIER_NAMES.some((name) => fields[name as keyof typeof fields] === null)

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
      await refresh(recording, employees)
      await reconsider(recording, { employees })
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
