import type { Logger } from 'pino'
import { isAway, traceOf } from '../../domain/errors.ts'
import { opens } from '../../domain/event.ts'
import type { BrakeKind } from '../../domain/destination.ts'
import { IDENTIFIER_NAMES } from '../../domain/fields.ts'
import { retryDelay } from '../../domain/retry.ts'
import { findHoldsTouched } from '../../postgres/record/holds.ts'
import { expectBrakes } from '../../postgres/record/brake.ts'
import { findChanging, findTenantsChanging } from '../../postgres/record/employees.ts'
import { findDecided } from '../../postgres/record/events.ts'
import { findPending, findTenantsWithPending, postponeMessage, setInterpreted, takePending } from '../../postgres/record/messages.ts'
import { assign } from './assign.ts'
import { hold } from './hold.ts'
import { breathe, newcomersIn, readBatch, saidIn, type Batch, type OpenSource } from './batch.ts'
import type { Unassigned } from './unassigned.ts'
import type { Recording } from './recording.ts'
import { AT_ONCE, refresh } from './refresh.ts'
import { reconsider, reconsiderThese } from './reconsider.ts'
import { writeRecord, type Writing } from './write-record.ts'
import { askLooks } from '../../postgres/reading/looks.ts'
import type { Read } from './statements.ts'

export interface Interpreting extends Writing {
  random (): number
  openSource: OpenSource
  log: Pick<Logger, 'info' | 'error'>
}

/**
 * How much of one tenant one transaction takes: enough to share its statements, and little enough that the next tenant's turn
 * comes within a moment. A batch is up to 500 statements.
 */
const SINGLES = 250
const BATCHES = 1
/** Transactions of a tenant's turn, as long as nobody else has anything. */
const MOST_ALONE = 10

/**
 * Interprets what has arrived and is not interpreted yet, a turn for each tenant; answers how many messages. One tenant's record
 * is written by one transaction at a time, so what two messages claim never races; several workers take several tenants.
 */
export async function interpretDue (needs: Interpreting): Promise<number> {
  let done = 0
  const tenants = await findTenantsWithPending(needs.pool)
  for (const tenant of tenants) done += await alone(needs, tenant, () => interpretTenant(needs, tenant, tenants.length > 1 ? 1 : MOST_ALONE))
  return done
}

/** One transaction after the other. What the next one is about is read and understood while the last one is being written. */
async function interpretTenant (needs: Interpreting, tenant: string, most: number): Promise<number> {
  let done = 0
  let ahead: Promise<Batch | undefined> | undefined
  for (let left = most; left > 0; left--) {
    const ready = await ahead
    if (ahead !== undefined && ready === undefined) break
    ahead = undefined
    try {
      done += await writeRecord(needs, tenant, false, async (recording) => {
        const { keys, settings } = recording
        const batch = ready?.zone === settings.time_zone && ready.keys === keys
          ? ready
          : await readBatch(needs.openSource, keys, settings.time_zone, await findPending(recording.db, tenant, SINGLES, BATCHES))
        if (left > 1 && mayBeMore(batch)) ahead = readNext(needs, recording, batch)
        await interpretBatch(recording, batch)
        return batch.read.length
      }, ready?.keys) ?? 0
    } catch (error) {
      if (isAway(error)) throw error
      return done + await interpretOneByOne(needs, tenant)
    }
    if (ahead === undefined) break
  }
  return done
}

const mayBeMore = ({ read }: Batch): boolean => read.length >= SINGLES || read.some(({ message }) => message.kind === 'batch')

/** Undefined: nothing, or others have something too, or it could not be read, which shows when it is read in its own transaction. */
async function readNext ({ pool, openSource }: Interpreting, { keys, settings, tenant }: Recording, { read }: Batch): Promise<Batch | undefined> {
  try {
    const [messages, tenants] = await Promise.all([findPending(pool, tenant, SINGLES, BATCHES, read.map(({ message: { seq } }) => seq)), findTenantsWithPending(pool)])
    return messages.length === 0 || tenants.some((each) => each !== tenant) ? undefined : await readBatch(openSource, keys.of, settings.time_zone, messages)
  } catch {
    return undefined
  }
}

/** One of them is our own fault: it is put off, and neither lost nor in the way of the others. */
async function interpretOneByOne (needs: Interpreting, tenant: string): Promise<number> {
  const messages = await findPending(needs.pool, tenant, SINGLES, BATCHES)
  for (const message of messages) {
    try {
      await writeRecord(needs, tenant, false, async (recording) =>
        interpretBatch(recording, await readBatch(needs.openSource, recording.keys, recording.settings.time_zone, [message])))
    } catch (error) {
      if (isAway(error)) throw error
      const trace = traceOf(error)
      needs.log.error({ message: message.id, tenant, ...trace, alert: 'internal' }, 'a message could not be interpreted')
      await postponeMessage(needs.pool, message.seq, 1000 + retryDelay(message.tries, needs.random()), `internal: ${trace.code}`)
    }
  }
  return messages.length
}

interface Assignment { event: Unassigned, employee: string, bulk: boolean }

async function interpretBatch (recording: Recording, { read, hashes }: Batch): Promise<void> {
  if (read.length === 0) return
  const { tenant, book } = recording
  const [taken, done] = await Promise.all([
    takePending(book.beside, tenant, read.map(({ message }) => message.seq)),
    // Interpreted again, what has found its person stays with them, and what was withdrawn stays withdrawn.
    findDecided(book.beside, read.flatMap(({ reading }) => saidIn(reading).map(({ event }) => event.id))),
    book.readAhead(hashes, newcomersIn({ read }))
  ])
  const mine = read.filter(({ message }) => taken.has(message.seq))
  const assigned: Assignment[] = []
  for (const { reading } of mine) {
    const said = saidIn(reading)
    for (const one of said) {
      if (done.has(one.event.id)) continue
      const outcome = one.kind === 'unusable'
        ? hold(recording, one.event, 'missing_required', { why: 'unusable', employees: [], faults: one.faults, draft: one.draft })
        : await assign(recording, one.event)
      if (outcome.kind === 'assigned') assigned.push({ event: one.event, employee: outcome.employee, bulk: said.length > 1 })
      if (assigned.length % AT_ONCE === 0) book.sendSoFar()
      await breathe()
    }
  }
  book.sendSoFar()
  await makeCount(recording, assigned)
  await setInterpreted(book.beside, mine.map(({ message: { seq, tries }, reading }) =>
    ({ seq, tries, ...(reading.kind === 'nothing' ? reading : { state: 'interpreted' as const, reason: reading.kind === 'hints' ? 'looked up at the source' : null }) })))
  await askFor(recording, mine.map(({ reading }) => reading))
}

/** Looks start a moment later, so that what one change at the source makes it say twice is looked up once. */
const LOOK_AFTER_MS = 300

async function askFor ({ book, keys, tenant }: Recording, readings: Read[]): Promise<void> {
  for (const [source, hints] of Map.groupBy(readings.filter((reading) => reading.kind === 'hints'), (reading) => reading.source)) {
    const ids = [...new Set(hints.flatMap((hint) => hint.ids))]
    await askLooks(book.beside, tenant, source, ids.map((id) => ({ key: keys.hash(`sighting:${source}:${id}`), sealed: keys.seal(id) })), LOOK_AFTER_MS)
  }
}

/** Makes events that found their people count: views, links, fates, and what the brake has to expect of a run. */
async function makeCount (recording: Recording, assigned: Assignment[]): Promise<void> {
  if (assigned.length === 0) return
  const { book, tenant, merged, now } = recording
  // Whom a later statement showed to be somebody else.
  const survivor = (id: string): string => merged.has(id) ? survivor(merged.get(id)!) : id
  const singles = new Set(assigned.filter(({ bulk }) => !bulk).map(({ employee }) => survivor(employee)))
  const bulk = new Set(assigned.map(({ employee }) => survivor(employee))).difference(singles)
  const events = new Map<string, string[]>()
  for (const { event, employee } of assigned) events.set(survivor(employee), [...events.get(survivor(employee)) ?? [], event.id])
  await refresh(recording, [...singles], 0, events)
  await refresh(recording, [...bulk], 1, events)
  // Whom a statement means rests on identifiers, on who is hired and who has left: other changes answer no question about it.
  const concerned = new Set(assigned.filter(({ event, employee }) => aboutIdentity(event) || book.renamed.has(employee)).map(({ employee }) => survivor(employee)))
  const brakes = assigned.filter((one) => one.bulk).flatMap(({ event }) => brakesOf(event).map((kind) => ({ id: event.id, kind })))
  const [, touched] = await Promise.all([
    book.write(),
    concerned.size > 0 ? findHoldsTouched(book.beside, tenant, [...concerned], []) : [],
    brakes.length > 0 && expectBrakes(book.beside, brakes, now)
  ])
  await reconsiderThese(recording, touched)
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
