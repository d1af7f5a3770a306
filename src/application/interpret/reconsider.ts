import { lockEvent } from '../../postgres/record/events.ts'
import { insertFates, refreshStatuses } from '../../postgres/record/fates.ts'
import { findMessagesTouched, setDecided } from '../../postgres/record/holds.ts'
import { assign, type Answered } from './assign.ts'
import { unassignedFrom, type Unassigned } from './unassigned.ts'
import { refresh } from './refresh.ts'
import type { Recording } from './recording.ts'

/**
 * Questions of identity may answer themselves when something about the identifiers changes: the holder of an address left,
 * the hire that a number belongs to arrived. Events that find their person now count; others stay as they are asked.
 */
export async function reconsider (recording: Recording, hashes: Buffer[], except: Set<string>): Promise<void> {
  for (let changed = hashes; changed.length > 0;) changed = await reconsiderOnce(recording, changed, except)
}

/** Answers the hashes of those who were found, whose finding may answer others. */
async function reconsiderOnce (recording: Recording, hashes: Buffer[], except: Set<string>): Promise<Buffer[]> {
  const changed: Buffer[] = []
  for (const { hold, event } of await findMessagesTouched(recording.db, recording.tenant, hashes)) {
    if (except.has(event)) continue
    const held = await openHeld(recording, event)
    if (held === undefined) continue
    await recording.db.query('SAVEPOINT reconsidered')
    const outcome = await assign(recording, held)
    if (outcome.kind === 'held') {
      await recording.db.query('ROLLBACK TO SAVEPOINT reconsidered')
      continue
    }
    await setDecided(recording.db, [hold], 'superseded', null, 'reconsidered')
    changed.push(...await count(recording, event, outcome.employee))
  }
  return changed
}

/** An event whose question a person has answered finds its people now. */
export async function assignAnswered (recording: Recording, held: Unassigned, answered: Answered | undefined): Promise<string | undefined> {
  const outcome = await assign(recording, held, answered)
  if (outcome.kind === 'held') return undefined
  await reconsider(recording, await count(recording, held.id, outcome.employee), new Set([held.id]))
  return outcome.employee
}

async function count (recording: Recording, event: string, employee: string): Promise<Buffer[]> {
  const hashes = await refresh(recording, [employee])
  await insertFates(recording.db, [event])
  await refreshStatuses(recording.db, [event])
  return hashes
}

/** A held event as it was before anybody knew whom it means. */
export async function openHeld ({ db, tenant, keys }: Recording, id: string): Promise<Unassigned | undefined> {
  const row = await lockEvent(db, tenant, id)
  return row === undefined || row.employee !== null || row.withdrawn_at !== null ? undefined : unassignedFrom(row, keys)
}
