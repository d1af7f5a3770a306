import { lockEvent } from '../../postgres/record/events.ts'
import { refreshStatuses } from '../../postgres/record/fates.ts'
import { findHoldsTouched, setDecided, type TouchedHold } from '../../postgres/record/holds.ts'
import { assign, type Answered } from './assign.ts'
import { unassignedFrom, type Unassigned } from './unassigned.ts'
import { refresh } from './refresh.ts'
import type { Recording } from './recording.ts'

/**
 * Questions of identity may answer themselves when something about the identifiers changes: the holder of an address left,
 * the hire that a number belongs to arrived. Events that find their person now count; others stay as they are asked.
 */
export async function reconsider (recording: Recording, { employees, hashes = [] }: Changed): Promise<void> {
  if (employees.length > 0) await reconsiderThese(recording, await findHoldsTouched(recording.db, recording.tenant, employees, hashes))
}

/** People about whose identifiers something changed, and identifiers that nobody has any more. */
export interface Changed { employees: string[], hashes?: Buffer[] }

/** Those that are answered may answer others. */
export async function reconsiderThese (recording: Recording, touched: TouchedHold[]): Promise<void> {
  while (touched.length > 0) {
    const found = await answerWhatCanBe(recording, touched)
    touched = found.length === 0 ? [] : await findHoldsTouched(recording.db, recording.tenant, found, [])
  }
}

/** The people who were found. */
async function answerWhatCanBe (recording: Recording, touched: TouchedHold[]): Promise<string[]> {
  const found: string[] = []
  for (const { hold, event } of touched) {
    const held = await openHeld(recording, event)
    if (held === undefined) continue
    await recording.db.query('SAVEPOINT reconsidered')
    const outcome = await assign(recording, held)
    if (outcome.kind === 'held') {
      await recording.db.query('ROLLBACK TO SAVEPOINT reconsidered')
      continue
    }
    await setDecided(recording.db, [hold], 'superseded', null, 'reconsidered')
    await count(recording, event, outcome.employee)
    found.push(outcome.employee)
  }
  return found
}

/** An event whose question a person has answered finds its people now. */
export async function assignAnswered (recording: Recording, held: Unassigned, answered: Answered | undefined): Promise<string | undefined> {
  const outcome = await assign(recording, held, answered)
  if (outcome.kind === 'held') return undefined
  await count(recording, held.id, outcome.employee)
  await reconsider(recording, { employees: [outcome.employee] })
  return outcome.employee
}

async function count (recording: Recording, event: string, employee: string): Promise<void> {
  await refresh(recording, [employee], 0, new Map([[employee, [event]]]))
  await refreshStatuses(recording.db, [event])
}

/** A held event as it was before anybody knew whom it means. */
export async function openHeld ({ db, tenant, keys }: Recording, id: string): Promise<Unassigned | undefined> {
  const row = await lockEvent(db, tenant, id)
  return row === undefined || row.employee !== null || row.withdrawn_at !== null ? undefined : unassignedFrom(row, keys)
}
