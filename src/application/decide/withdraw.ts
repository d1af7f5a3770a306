import { Refusal } from '../../domain/errors.ts'
import { messageIdOf } from '../../domain/ids.ts'
import { view } from '../../domain/view/view.ts'
import type { Caller } from '../../domain/principal.ts'
import { findLiveEvents, lockEvent, setWithdrawn, type EventRow } from '../../postgres/record/events.ts'
import { wasDelivered } from '../../postgres/record/fates.ts'
import { releaseIdentifiers } from '../../postgres/record/identifiers.ts'
import { hasAccount } from '../../postgres/record/links.ts'
import { findMessageState } from '../../postgres/record/messages.ts'
import { claimsOf } from '../interpret/holders.ts'
import { interpretDue, type Interpreting } from '../interpret/interpret.ts'
import { reconsider } from '../interpret/reconsider.ts'
import type { Recording } from '../interpret/recording.ts'
import { refresh } from '../interpret/refresh.ts'
import { writeRecord } from '../interpret/write-record.ts'

const notFound = () => new Refusal('not_found', 'There is no such event.')

/**
 * Takes an event out of the set: everything is derived again as if it had never been said. Withdrawing twice is withdrawing
 * once. An account that a hire has made is not unmade by this: that takes a termination.
 */
export async function withdraw (needs: Interpreting, caller: Caller, id: string): Promise<void> {
  if (await findMessageState(needs.pool, caller.tenant, messageIdOf(id)) === 'pending') await interpretDue(needs)
  await writeRecord(needs, caller.tenant, true, async (recording) => {
    const event = await lockEvent(recording.db, caller.tenant, id)
    if (event === undefined) throw notFound()
    if (event.withdrawn_at !== null) return
    if (event.type === 'hire' && (await wasDelivered(recording.db, id) || await leavesAnAccount(recording, event))) throw new Refusal('conflict', 'An account exists for this hire, or may be in the making. Send a termination instead.')
    await takeOut(recording, id)
  })
}

/** Whether nobody would be left who is hired, while an account of theirs exists somewhere or a call for it is under way. */
async function leavesAnAccount ({ db, keys, now, settings }: Recording, { id, employee }: EventRow): Promise<boolean> {
  if (employee === null) return false
  const rest = ((await findLiveEvents(db, keys, [employee])).get(employee) ?? []).filter((event) => event.id !== id)
  const hired = view(rest, now, { zone: settings.time_zone }).employments.some(({ told }) => told)
  return !hired && await hasAccount(db, employee)
}

/** Withdraws an event inside the caller's transaction and derives its person again. */
export async function takeOut (recording: Recording, id: string): Promise<void> {
  const { db, tenant, keys } = recording
  const event = await lockEvent(db, tenant, id)
  await setWithdrawn(db, id)
  if (event?.employee == null) return
  const rest = (await findLiveEvents(db, keys, [event.employee])).get(event.employee) ?? []
  const still = rest.flatMap(({ who, match, source }) => [...claimsOf(keys, who, source), ...claimsOf(keys, match ?? {}, source)]).map(({ hash }) => hash)
  const free = await releaseIdentifiers(db, event.employee, still)
  await refresh(recording, [event.employee])
  await reconsider(recording, { employees: [event.employee], hashes: free })
}
